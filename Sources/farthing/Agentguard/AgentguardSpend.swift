import FarthingCore

/// What agentguard-spend's caps had counted in the windows that are still open, as far as its log
/// says it: only decisions that a cap made name an account.
struct AgentguardSpend {
    /// Accounts that are kept; a log has a few.
    private static let accountsMax = 1_000

    struct Account: Hashable, Comparable {
        var scope: String
        var window: String

        static func < (left: Account, right: Account) -> Bool {
            (left.scope, left.window) < (right.scope, right.window)
        }
    }

    struct Standing {
        var capCents: Int64
        var spentCents: Int64
        var startMs: Int64
    }

    private(set) var accounts: [Account: Standing] = [:]

    /// Takes the next decision of a log in.
    mutating func take(_ decision: JSONNode) {
        guard let cap = decision.member("triggeredCap"), cap.kind == .object,
            let scope = decision.member("triggeredScopeKey")?.string,
            let window = cap.member("window")?.string,
            let cents = cap.member("amountCents")?.int64,
            let time = decision.member("timestamp")?.string,
            let atMs = parseTimestamp(time.utf8), let startMs = Self.start(of: window, atMs),
            let before = decision.member("windowSpendBefore")?.int64,
            let after = decision.member("windowSpendAfter")?.int64
        else { return }
        // What was refused was not spent.
        let spent = decision.member("action")?.string == "block" ? before : after
        let account = Account(scope: scope, window: window)
        guard accounts[account] != nil || accounts.count < Self.accountsMax else { return }
        accounts[account] = Standing(capCents: cents, spentCents: spent, startMs: startMs)
    }

    /// The accounts whose window is the one of now.
    func open(nowMs: Int64) -> [(account: Account, standing: Standing)] {
        accounts.filter { Self.start(of: $0.key.window, nowMs) == $0.value.startMs }
            .sorted { $0.key < $1.key }
            .map { (account: $0.key, standing: $0.value) }
    }

    /// When a window began: a multiple of its length since 1970, the month's being 30 days; nil for
    /// those that are over with the call.
    private static func start(of window: String, _ ms: Int64) -> Int64? {
        let length: Int64
        switch window {
        case "per_minute": length = 60_000
        case "per_hour": length = 3_600_000
        case "per_day": length = 86_400_000
        case "per_month": length = 30 * 86_400_000
        default: return nil
        }
        return ms - ms % length
    }
}
