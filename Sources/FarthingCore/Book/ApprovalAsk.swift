/// A hold's wish for a human's yes: what must have been granted before it is admitted.
public struct ApprovalAsk: Hashable, Sendable {
    /// The longest subject in UTF-8 bytes.
    public static let subjectBytesMax = 512
    /// The most reasons that an approval keeps; more are left out.
    public static let reasonsMax = 64

    /// What the approval is for, in the caller's words and the same for a retry: who, which run,
    /// rule and model. Scoped by the principal; at most ``subjectBytesMax``.
    public var subject: String
    /// Who must say yes, how many, and for how long there is time.
    public var terms: ApprovalTerms
    /// Why it takes an approval, for those who decide.
    public var reasons: [String]
    /// Whether a limit is among the reasons: the approval then grants what is missing on top.
    public var limitIsReason: Bool
    /// The budgets whose limit it is, by id: no other's is raised. Nil stands for all of the call's.
    public var lifts: [String]?

    /// Makes a wish; the book checks its bounds.
    public init(
        subject: String,
        terms: ApprovalTerms,
        reasons: [String] = [],
        limitIsReason: Bool = false,
        lifts: [String]? = nil
    ) {
        self.subject = subject
        self.terms = terms
        self.reasons = reasons
        self.limitIsReason = limitIsReason
        self.lifts = lifts
    }

    /// Whether it is to grant more than the limit of a budget.
    func lifts(_ budget: String) -> Bool {
        limitIsReason && lifts?.contains(budget) ?? true
    }

    var isBounded: Bool {
        (1...ApprovalAsk.subjectBytesMax).contains(subject.utf8.count)
            && (1...Budget.idBytesMax).contains(terms.group.utf8.count)
            && (1...ApprovalTerms.neededMax).contains(terms.needed)
            && ApprovalTerms.withinMs.contains(terms.withinMs)
    }
}

/// One voice for or against an approval.
public struct ApprovalVote: Hashable, Sendable {
    /// The longest voter in UTF-8 bytes.
    public static let voterBytesMax = 256
    /// The longest note in UTF-8 bytes.
    public static let noteBytesMax = 1_024

    /// The approval.
    public var id: HoldID
    /// Who votes: an access key's id. Whoever hands the vote in has checked that it is one of the
    /// group.
    public var voter: String
    /// False denies.
    public var isFor: Bool
    /// Why, in the voter's words.
    public var note: String

    /// Makes a vote; the book checks its bounds.
    public init(id: HoldID, voter: String, isFor: Bool, note: String = "") {
        self.id = id
        self.voter = voter
        self.isFor = isFor
        self.note = note
    }

    var isBounded: Bool {
        (1...ApprovalVote.voterBytesMax).contains(voter.utf8.count)
            && note.utf8.count <= ApprovalVote.noteBytesMax
    }
}
