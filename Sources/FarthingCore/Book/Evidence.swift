/// How well it is known what a call cost; better knowledge replaces worse.
public enum Evidence: String, Hashable, Comparable, Sendable, CaseIterable {
    /// Nothing is known: the held amount is charged.
    case unknown
    /// Computed from something other than the answer.
    case estimated
    /// Counted here while it flowed.
    case metered
    /// Said by the provider in its answer.
    case reported
    /// Said by the provider in its bill.
    case invoiced

    /// Orders from the weakest to the strongest.
    public static func < (left: Evidence, right: Evidence) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .unknown: 0
        case .estimated: 1
        case .metered: 2
        case .reported: 3
        case .invoiced: 4
        }
    }
}
