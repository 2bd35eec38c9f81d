/// An approval as those see it who decide, or wait for the decision.
public struct ApprovalStatement: Hashable, Sendable {
    /// Names the approval; the id of the hold that asked first.
    public var id: HoldID
    /// Where it stands.
    public var state: ApprovalState
    /// What it is for, in the caller's words.
    public var subject: String
    /// The id of the access key whose call it is; never that of a voter.
    public var principal: String
    /// Who and what the call is for.
    public var scope: Scope
    /// The provider in the price book's words.
    public var provider: String
    /// The model that the call is to go to.
    public var model: String
    /// The most that the call can cost, in nano-dollars.
    public var projectedNanos: Int64
    /// What is to be set aside.
    public var lines: [Line]
    /// Why it takes an approval.
    public var reasons: [String]
    /// Whether it grants more than a limit.
    public var limitIsReason: Bool
    /// Who may vote, how many must, and how long there is for it.
    public var terms: ApprovalTerms
    /// The votes so far, in their order.
    public var votes: [Vote]
    /// When it was asked for, in milliseconds UTC.
    public var askedAtMs: Int64
    /// Until when it may be decided or, once granted, used; or counts, once denied. Milliseconds UTC.
    public var untilMs: Int64
    /// The hold from which it is to be drawn; nil for none.
    public var source: HoldID?
    /// The hold that used it; nil for none.
    public var usedBy: HoldID?
    /// The entry that asked for it, and the last one that changed it.
    public var openedSequence: Int64
    /// The last entry that changed it.
    public var changedSequence: Int64

    /// One budget in which the call counts.
    public struct Line: Hashable, Sendable {
        /// The budget's id.
        public var budget: String
        /// Which of its accounts, as ``Scope/key(per:)`` writes it.
        public var scope: String
        /// The unit of the amounts; nil for a budget that is not known any more.
        public var unit: BudgetUnit?
        /// What is asked for.
        public var amount: Int64
        /// By how much the limit was raised for it; taken back when the approval is not used.
        public var topUp: Int64
    }

    /// A vote that was counted.
    public struct Vote: Hashable, Sendable {
        /// The voter's access key.
        public var voter: String
        /// False denied.
        public var isFor: Bool
        /// Why, in the voter's words.
        public var note: String
        /// When, in milliseconds UTC.
        public var atMs: Int64
        /// The entry that records it.
        public var sequence: Int64
    }
}

/// Where an approval stands.
public enum ApprovalState: String, Hashable, Sendable, CaseIterable {
    /// Votes are missing, or the room for it.
    case pending
    /// The money is set aside and waits for the call.
    case granted
    /// The call was admitted.
    case used
    /// Somebody voted against it.
    case denied
    /// Its time was over.
    case expired
    /// An operator took it back.
    case withdrawn

    /// Whether anything can still become of it.
    public var isOpen: Bool { self == .pending || self == .granted }
}
