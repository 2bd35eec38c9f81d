/// One thing that the book can be asked to do.
///
/// Amounts are in the unit of the budget that they belong to. The large cases are indirect: a command
/// is handed on several times between a call and the book, and each copy would count the
/// references of all that is in it.
public enum Command: Sendable {
    /// Sets money aside, all lines or none.
    indirect case hold(HoldRequest)
    /// Says that the call may cost money from now on.
    case dispatch(HoldID)
    /// Sets new totals for a hold's lines; absolute, so that a repeated one does nothing twice.
    indirect case extend(ExtendRequest)
    /// Replaces a hold by what the call cost.
    indirect case settle(SettleRequest)
    /// Gives a hold back: nothing was sent, or nothing was billed.
    case release(HoldID, why: String)
    /// Hold and settle in one, refusable: for what has a fixed price.
    indirect case charge(HoldRequest)
    /// Records a call that was refused before any budget was asked; answered as refused.
    indirect case refuse(RefusedCall)
    /// More headroom for the open account of a budget and scope.
    case topUp(AccountChange)
    /// Money given back to an account after a settlement.
    case refund(AccountChange)
    /// Another final amount for a closed hold, by an operator; not bound by the order of evidence.
    case correct(SettleRequest, note: String)
    /// A new generation of a budget's accounts, or of one of them, at zero.
    case reset(budget: String, scope: String?, note: String)
    /// Makes or edits a budget; `opening` is what a new generation starts at, per scope, and
    /// `rateNanos` what a dollar is in its currency, by which calls that run follow it there.
    case setBudget(Budget, opening: [String: Int64], rateNanos: Int64? = nil)
    /// Takes a budget out; its open holds still settle.
    case removeBudget(String)
    /// Gives one account of a budget, by its scope as ``Scope/key(per:)`` writes it, a limit of its
    /// own, from 0 to ``Money/maxNanos``, in place of the budget's: from now on, in every window and
    /// generation, until another one comes; nil takes it away. Where each call has an account,
    /// the limit of each call of the scope. It stays when the budget is edited, and goes with the
    /// budget or its unit.
    case setLimit(budget: String, scope: String, limit: Int64?, note: String)
    /// Says that a policy is in force from now on; its budgets come as commands of their own.
    case setPolicy(id: String, version: Int64, hash: String)
    /// No new hold and no extension, for a budget or one of its accounts.
    case pause(budget: String, scope: String?, note: String)
    case resume(budget: String, scope: String?, note: String)
    /// As pause, for a fault in the book; only ``unfreeze(budget:note:)`` lifts it.
    case freeze(budget: String, note: String)
    case unfreeze(budget: String, note: String)
    /// Counts a vote; the last one that was missing sets the money aside.
    indirect case vote(ApprovalVote)
    /// Takes an open approval back, by an operator.
    case withdrawApproval(HoldID, note: String)
    /// Writes what the journal says of itself: its keys, its name, what was taken in. Changes no
    /// account; whether it is true is the seal's matter.
    case note(LogNote)
    /// Writes the balances of every account touched since the last balance.
    case balance
    /// Nothing but the passing of time: what has expired expires.
    case tick
}

/// New totals for an open hold.
public struct ExtendRequest: Sendable {
    /// The hold.
    public var id: HoldID
    /// The new totals, one line for each line of the hold and in its order; empty renews the
    /// expiry and leaves the totals.
    public var lines: [HoldLine]
    /// How much output the new totals should afford.
    public var output: OutputBound
    /// The new expiry in milliseconds UTC; never earlier than the one before.
    public var expiresAtMs: Int64
    /// What the provider calls the work that it goes on with for this hold; nil leaves it.
    public var job: String?

    /// The longest name of a job, in bytes.
    public static let jobBytesMax = 256

    /// Makes a request.
    public init(
        id: HoldID,
        lines: [HoldLine],
        output: OutputBound,
        expiresAtMs: Int64,
        job: String? = nil
    ) {
        self.id = id
        self.lines = lines
        self.output = output
        self.expiresAtMs = expiresAtMs
        self.job = job
    }
}

/// What a call cost.
public struct SettleRequest: Sendable {
    /// The hold.
    public var id: HoldID
    /// What each line of the hold cost, in its order; empty charges each line what it held.
    public var amounts: [Int64]
    /// How well the amounts are known.
    public var evidence: Evidence
    /// What the receipt says of the call's usage; the book does not judge it.
    public var usage: SettledUsage?
    /// For a correction, the entry that it is meant to correct: it is refused as a conflict where
    /// another one has closed or corrected the hold meanwhile. Nil corrects whatever is booked.
    public var corrects: Int64?
    /// What the entry says beside it, as the id of the client's own event; the book does not judge it.
    public var note: String

    /// Makes a request.
    public init(
        id: HoldID,
        amounts: [Int64],
        evidence: Evidence,
        usage: SettledUsage? = nil,
        corrects: Int64? = nil,
        note: String = ""
    ) {
        self.id = id
        self.amounts = amounts
        self.evidence = evidence
        self.usage = usage
        self.corrects = corrects
        self.note = note
    }
}

/// A change of one account by an operator.
public struct AccountChange: Sendable {
    /// The budget's id.
    public var budget: String
    /// Which of its accounts, as ``Scope/key(per:)`` writes it.
    public var scope: String
    /// From 1 to ``Money/maxNanos``.
    public var amount: Int64
    /// Why, in the operator's words.
    public var note: String
    /// Makes a repeat of the same change do nothing; empty means that every one counts.
    public var key: String

    /// Makes a change.
    public init(budget: String, scope: String, amount: Int64, note: String = "", key: String = "") {
        self.budget = budget
        self.scope = scope
        self.amount = amount
        self.note = note
        self.key = key
    }
}
