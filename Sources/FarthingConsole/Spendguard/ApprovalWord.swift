import FarthingCore

/// A state of approvals as it is asked for: in our words, or in those of SpendGuard's operators, who have
/// fewer.
enum ApprovalWord: String, CaseIterable {
    case pending, granted, used, denied, expired, withdrawn
    /// Granted, or used already.
    case approved
    /// Withdrawn.
    case cancelled

    /// A state in their words.
    init(peer state: ApprovalState) {
        self =
            switch state {
            case .pending: .pending
            case .granted, .used: .approved
            case .denied: .denied
            case .expired: .expired
            case .withdrawn: .cancelled
            }
    }

    /// What it stands for.
    var states: [ApprovalState] {
        switch self {
        case .pending: [.pending]
        case .granted: [.granted]
        case .used: [.used]
        case .denied: [.denied]
        case .expired: [.expired]
        case .withdrawn, .cancelled: [.withdrawn]
        case .approved: [.granted, .used]
        }
    }
}
