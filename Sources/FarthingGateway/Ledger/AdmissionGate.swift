package import FarthingCore
import Synchronization

/// Whether calls may begin, for all event loops at once.
///
/// Closed where the ledger's disk is nearly full: what runs then can still be settled, which takes
/// room too.
package final class AdmissionGate: Sendable {
    private let closed = Atomic(false)

    package init() {}

    /// Lets nothing begin that costs money, or lets it again.
    package func setClosed(_ isClosed: Bool) { closed.store(isClosed, ordering: .relaxed) }

    package var isClosed: Bool { closed.load(ordering: .relaxed) }

    /// What whoever wants to begin something is told.
    package static let error = LedgerError(
        .diskLow,
        "the ledger's disk is nearly full; calls that run can be settled, and new ones begin again "
            + "when there is room on it"
    )
}

extension Command {
    /// Whether it begins something that costs money, lets it cost more, or only records a refusal.
    ///
    /// A hold's renewal, without totals, does none of these.
    package var wantsRoom: Bool {
        switch self {
        case .hold, .charge, .refuse: true
        case .extend(let request): !request.lines.isEmpty
        default: false
        }
    }
}
