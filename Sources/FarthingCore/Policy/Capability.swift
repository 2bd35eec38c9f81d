/// What a key is trusted to do, from the least to the most: reading, writing, beginning a payment,
/// carrying one out.
///
/// It comes from the key, or in a program from the caller's own context, and never from a header: what
/// an agent says of itself is no proof.
public enum Capability: Int, Hashable, Sendable, Comparable, CaseIterable {
    case readOnly, dataWrite, paymentInitiate, paymentExecute

    /// The name as policies, keys and entries write it.
    public var name: String {
        switch self {
        case .readOnly: "read_only"
        case .dataWrite: "data_write"
        case .paymentInitiate: "payment_initiate"
        case .paymentExecute: "payment_execute"
        }
    }

    /// Reads what ``name`` writes; nil for anything else.
    public init?(name: String) {
        guard let found = Capability.allCases.first(where: { $0.name == name }) else { return nil }
        self = found
    }

    /// Whether `left` is trusted with less than `right`.
    public static func < (left: Capability, right: Capability) -> Bool {
        left.rawValue < right.rawValue
    }
}
