/// One budget × one distinct scope value × one window × one generation, as the book keeps it.
struct Account: Sendable {
    /// No account's sums may pass this; a command that would is refused, so that nothing overflows.
    static let sumMax: Int64 = 4_000_000_000_000_000_000

    /// Shared with what is remembered of its holds.
    let sharedKey: Boxed<AccountKey>
    let budget: Int
    let windowEndsMs: Int64

    /// The limit that it has of its own, as ``BudgetState/ownLimit(of:)`` says; nil for its budget's.
    /// Here as well, so that no call looks it up.
    var ownLimit: Int64?
    /// Settled, corrected and refunded; for rolling windows what the ring still counts.
    var spent: Int64 = 0
    var held: Int64 = 0
    /// By how much the open holds' expectations go beyond what they hold.
    var expectedBeyondHeld: Int64 = 0
    var topUps: Int64 = 0
    var overrun: Int64 = 0
    var wouldRefuse: Int64 = 0
    var openHolds: Int = 0
    /// The highest `warn` threshold set off so far, in basis points.
    var warnedBasisPoints: Int64 = 0
    var ring: RollingRing?
    /// True since the last balance entry in which it changed.
    var isTouched = false
    /// Whether it is its budget's account of the open window and generation for its scope.
    var isOpen = false
    /// True when it was opened again after it had left memory: its sums then start at zero, it admits
    /// nothing, and balances leave it out.
    var isReopened = false
    var audit = Audit()

    /// The same sums kept a second time, from the holds' side, so that a mistake in one shows.
    struct Audit: Sendable, Hashable {
        var heldLines: Int64 = 0
        var opening: Int64 = 0
        var settled: Int64 = 0
        var corrected: Int64 = 0
        var refunded: Int64 = 0
        /// What has left a rolling window.
        var rolledOut: Int64 = 0

        var spent: Int64 { opening &+ settled &+ corrected &- refunded &- rolledOut }
    }

    init(key: AccountKey, budget: Int, windowEndsMs: Int64, rollingMs: Int64?) {
        sharedKey = Boxed(key)
        self.budget = budget
        self.windowEndsMs = windowEndsMs
        ring = rollingMs.map { RollingRing(lengthMs: $0) }
    }

    var key: AccountKey { sharedKey.value }

    /// Lets a rolling window move on.
    mutating func advance(to nowMs: Int64) {
        guard ring != nil else { return }
        ring?.advance(to: nowMs)
        let sum = ring?.sum ?? 0
        audit.rolledOut &+= spent - sum
        spent = sum
    }

    /// What is spent and held, a rolling window being moved on for the answer only.
    func used(at nowMs: Int64) -> Int128 {
        guard ring != nil else { return Int128(spent) + Int128(held) }
        var account = self
        account.advance(to: nowMs)
        return Int128(account.spent) + Int128(account.held)
    }

    /// Adds to what is spent, or takes from it.
    mutating func spend(_ amount: Int64, atMs nowMs: Int64) {
        if ring == nil {
            spent += amount
        } else {
            advance(to: nowMs)
            ring?.add(amount, atMs: nowMs)
            let sum = ring?.sum ?? 0
            // What is given back of amounts that have left the window changes nothing in it.
            audit.rolledOut &+= spent + amount - sum
            spent = sum
        }
    }

    /// Whether both ways of adding up agree and nothing is negative that cannot be.
    var isConserved: Bool {
        held == audit.heldLines && spent == audit.spent && held >= 0 && expectedBeyondHeld >= 0
            && openHolds >= 0
    }
}
