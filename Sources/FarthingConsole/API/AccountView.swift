import FarthingCore
import FarthingPolicy

/// An account with what the budget and its pace say of it.
struct AccountView: Sendable {
    var account: AccountStatement
    var budget: Budget
    /// When nothing is free any more, in milliseconds UTC; nil for not in this window.
    var exhaustedAtMs: Int64?

    init(_ account: AccountStatement, _ budget: Budget, pace: Pace?, nowMs: Int64) {
        self.account = account
        self.budget = budget
        let pace = pace ?? Pace(ofWindow: account, nowMs: nowMs)
        exhaustedAtMs = pace?.exhaustedAtMs(account, nowMs: nowMs)
    }

    /// How fast an account was spent.
    struct Pace: Hashable, Sendable {
        /// What was spent, in the account's unit.
        var spent: Int64
        /// In how many milliseconds.
        var lengthMs: Int64

        init(spent: Int64, lengthMs: Int64) {
            self.spent = spent
            self.lengthMs = lengthMs
        }

        /// A shorter time says nothing of what follows.
        private static let lengthMinMs: Int64 = 300_000

        /// That since the account's window began; nil where it has no beginning, or has just begun.
        init?(ofWindow account: AccountStatement, nowMs: Int64) {
            let lengthMs = nowMs - account.key.windowStartMs
            guard account.windowEndsMs != Int64.max, account.key.windowStartMs > 0,
                lengthMs >= Self.lengthMinMs
            else { return nil }
            self.init(spent: account.spent, lengthMs: lengthMs)
        }

        /// When an account is used up that goes on so; nil where its window ends before, or where it
        /// is used up already.
        func exhaustedAtMs(_ account: AccountStatement, nowMs: Int64) -> Int64? {
            guard spent > 0, lengthMs > 0, account.free > 0, account.unit != .concurrent else {
                return nil
            }
            let atMs = Int128(nowMs) + Int128(account.free) * Int128(lengthMs) / Int128(spent)
            let endMs = account.windowEndsMs == Int64.max ? Self.timeMax : account.windowEndsMs
            return atMs < Int128(endMs) ? Int64(atMs) : nil
        }

        /// The end of the year 9999: nobody asks for more.
        private static let timeMax: Int64 = 253_402_300_799_999
    }

    /// How much of it is used, in millionths: of nothing at all, all that was spent is more than any
    /// share.
    var share: Int64 {
        let whole = Int128(account.limit) + Int128(account.topUps)
        let used = Int128(account.spent) + Int128(account.held)
        guard whole > 0 else { return used > 0 ? Int64.max : 0 }
        return Int64(clamping: used * 1_000_000 / whole)
    }

    var state: BudgetState { BudgetState(account) }

    /// Whether a budget, or one of its accounts, admits calls.
    enum BudgetState: String, Hashable, Sendable, CaseIterable {
        case open
        case paused
        /// Since a fault was found in it.
        case frozen

        init(_ account: AccountStatement?) {
            guard let account else {
                self = .open
                return
            }
            self = account.isFrozen ? .frozen : account.isPaused ? .paused : .open
        }
    }

    /// Writes the members of an answer.
    func write(to json: inout JSONWriter) {
        let isOwn = account.limit != budget.limit
        json.key("budget")
        json.string(account.key.budget)
        json.key("enforced")
        json.bool(account.isEnforced)
        json.key("exhausted_at_ms")
        json.int(exhaustedAtMs)
        json.key("free")
        json.int(account.free)
        json.key("frozen")
        json.bool(account.isFrozen)
        json.key("held")
        json.int(account.held)
        json.key("limit")
        json.int(account.limit)
        json.key("overrun")
        json.int(account.overrun)
        json.key("own_limit")
        json.int(isOwn ? account.limit : nil)
        json.key("paused")
        json.bool(account.isPaused)
        json.key("scope")
        json.string(account.key.scope)
        json.key("spent")
        json.int(account.spent)
        json.key("top_ups")
        json.int(account.topUps)
        json.key("unit")
        json.string(account.unit.name)
        json.key("window")
        json.string(BudgetText.window(budget) ?? budget.window.name)
        json.key("window_ends_ms")
        json.int(account.windowEndsMs == Int64.max ? nil : account.windowEndsMs)
        json.key("would_refuse")
        json.int(account.wouldRefuse)
    }
}
