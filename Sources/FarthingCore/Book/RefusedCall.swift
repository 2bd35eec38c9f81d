/// A call that the rules refuse, or that no budget matches: nothing is held, and its entry says who
/// asked for what and why it was refused.
public struct RefusedCall: Sendable {
    /// Made by the caller, as for a hold.
    public var id: HoldID
    /// ``RefusalCode/rule`` or ``RefusalCode/unmatched``; others are refused as invalid.
    public var code: RefusalCode
    /// The id of the first rule that determined it; nil where no budget matches.
    public var rule: String?
    /// The bound of the call in money, for the receipt; kept within 0...``Money/maxNanos``.
    public var projectedNanos: Int64
    /// What the receipt says of the call, the rules' reasons included.
    public var context: CallContext

    /// Makes a refused call; the book checks its code.
    public init(
        id: HoldID,
        code: RefusalCode,
        rule: String?,
        projectedNanos: Int64 = 0,
        context: CallContext
    ) {
        self.id = id
        self.code = code
        self.rule = rule
        self.projectedNanos = projectedNanos
        self.context = context
    }
}
