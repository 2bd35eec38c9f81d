package import FarthingCore
import Synchronization

/// Where guards that several processes share are decided: a running server, behind a client of its own.
package protocol GuardDesk: Sendable {
    /// Takes one step; a repeat of the same step may be counted again.
    ///
    /// - Throws: ``GuardError`` with ``GuardError/Code/deskUnavailable`` where nobody answers.
    func perform(_ step: GuardStep) async throws(GuardError) -> GuardAnswer
}

/// What a guard took: here, or at the desk.
enum GuardTicket<Here: Sendable>: Sendable {
    case here(Here)
    case desk(UInt64)
}

/// What is said to a call, whoever says it.
enum GuardVerdict<Here: Sendable>: Sendable {
    case admitted(GuardTicket<Here>)
    case refused(GuardAnswer)

    /// What the desk says.
    init(_ answer: GuardAnswer) {
        if case .admitted(let ticket) = answer {
            self = .admitted(.desk(ticket))
        } else {
            self = .refused(answer)
        }
    }
}

extension GuardStore {
    /// Tells the desk how a call ended. What it cannot be told lapses there by itself; the call's own end
    /// is not changed by it, nor by the caller's cancellation, which would cut the message off.
    func tell(_ step: GuardStep) async {
        guard let desk else { return }
        await Task {
            do { _ = try await desk.perform(step) } catch { unreported.add(1, ordering: .relaxed) }
        }.value
    }

    /// Ends of calls that the desk could not be told; it takes them for lost once their lease is over.
    public var unreportedCount: Int { unreported.load(ordering: .relaxed) }
}
