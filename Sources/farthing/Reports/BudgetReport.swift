import FarthingCore
import FarthingPolicy

/// Budgets and their accounts, for programs and for people.
enum BudgetReport {
    /// Accounts in one answer: more than a screen needs, and small enough for one line of JSON.
    static let accountsMax = 20_000

    static func answer(_ accounts: [AccountStatement], _ budgets: [Budget]) -> [UInt8] {
        let windows = Dictionary(
            budgets.map { ($0.id, $0.window.name) },
            uniquingKeysWith: { first, _ in first }
        )
        return AdminAnswer.done { json in
            json.key("accounts")
            json.beginArray()
            for account in accounts.prefix(accountsMax) {
                write(account, window: windows[account.key.budget] ?? "", to: &json)
            }
            json.endArray()
            json.key("budgets")
            json.beginArray()
            for budget in budgets { write(budget, to: &json) }
            json.endArray()
        }
    }

    private static func write(
        _ account: AccountStatement,
        window: String,
        to json: inout JSONWriter
    ) {
        json.beginObject()
        json.key("budget")
        json.string(account.key.budget)
        json.key("enforced")
        json.bool(account.isEnforced)
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
        json.string(window)
        if account.windowEndsMs != Int64.max {
            json.key("window_ends_ms")
            json.int(account.windowEndsMs)
        }
        json.key("would_refuse")
        json.int(account.wouldRefuse)
        json.endObject()
    }

    private static func write(_ budget: Budget, to json: inout JSONWriter) {
        json.beginObject()
        json.key("enforced")
        json.bool(budget.isEnforced)
        if let fromMs = budget.effective.fromMs {
            json.key("from_ms")
            json.int(fromMs)
        }
        json.key("hold")
        json.string(budget.holdMode.rawValue)
        json.key("id")
        json.string(budget.id)
        json.key("limit")
        json.int(budget.limit)
        json.key("per")
        json.strings(budget.per.map(\.name))
        json.key("unit")
        json.string(budget.unit.name)
        if let untilMs = budget.effective.untilMs {
            json.key("until_ms")
            json.int(untilMs)
        }
        json.key("window")
        json.string(budget.window.name)
        json.endObject()
    }

    // MARK: For people

    /// The answer as a table: every account, and every budget that has none yet.
    static func table(_ answer: JSONNode, nowMs: Int64) -> Table {
        var table = Table([
            .text("BUDGET"), .text("ACCOUNT"), .number("LIMIT"), .number("SPENT"), .number("HELD"),
            .number("FREE"), .number("USED"), .text("WINDOW"), .text("STATE"),
        ])
        let budgets = answer.member("budgets")?.elements.map { $0 } ?? []
        var dates: [String: String] = [:]
        for budget in budgets { dates[name(budget)] = Self.dates(budget, nowMs: nowMs) }
        var shown: Set<String> = []
        for account in answer.member("accounts")?.elements.map({ $0 }) ?? [] {
            let row = AccountRow(account)
            shown.insert(row.budget)
            table.add(row.cells(nowMs: nowMs, dates: dates[row.budget]))
        }
        for budget in budgets {
            let id = name(budget)
            guard !shown.contains(id) else { continue }
            let unit = budget.member("unit")?.string.flatMap { BudgetUnit(name: $0) } ?? .calls
            let limit = Shown.amount(budget.member("limit")?.int64 ?? 0, unit)
            let per = budget.member("per")?.elements.compactMap(\.string) ?? []
            table.add([
                id, per.isEmpty ? "–" : "per " + per.joined(separator: ", "), limit, "–", "–",
                limit, "0.0 %", window(budget), dates[id] ?? "unused",
            ])
        }
        return table
    }

    /// The window as people write it, where programs have its length in milliseconds.
    private static func window(_ node: JSONNode) -> String {
        let name = node.member("window")?.string ?? ""
        return Window(name: name).map { BudgetText.window($0) } ?? name
    }

    private static func name(_ budget: JSONNode) -> String { budget.member("id")?.string ?? "" }

    /// What a budget's dates say; nil while it counts.
    private static func dates(_ budget: JSONNode, nowMs: Int64) -> String? {
        if let untilMs = budget.member("until_ms")?.int64, nowMs >= untilMs {
            return "over since \(Shown.time(untilMs))"
        }
        if let fromMs = budget.member("from_ms")?.int64, nowMs < fromMs {
            return "counts from \(Shown.time(fromMs))"
        }
        return nil
    }

    private struct AccountRow {
        let node: JSONNode
        let budget: String
        let unit: BudgetUnit

        init(_ node: JSONNode) {
            self.node = node
            budget = node.member("budget")?.string ?? ""
            unit = node.member("unit")?.string.flatMap { BudgetUnit(name: $0) } ?? .calls
        }

        func int(_ name: String) -> Int64 { node.member(name)?.int64 ?? 0 }
        func isTrue(_ name: String) -> Bool { node.member(name)?.bool == true }

        /// - Parameter dates: what the budget's dates say; nil while it counts.
        func cells(nowMs: Int64, dates: String?) -> [String] {
            let limit = int("limit") + int("top_ups")
            let scope = node.member("scope")?.string ?? ""
            var window = BudgetReport.window(node)
            if let endsMs = node.member("window_ends_ms")?.int64 {
                window += ", \(Shown.length(ms: endsMs - nowMs)) left"
            }
            return [
                budget, scope.isEmpty ? "–" : scope, Shown.amount(limit, unit),
                Shown.amount(int("spent"), unit), Shown.amount(int("held"), unit),
                Shown.amount(int("free"), unit), Shown.share(int("spent"), of: limit), window,
                state(dates),
            ]
        }

        private func state(_ dates: String?) -> String {
            var words = dates.map { [$0] } ?? []
            if isTrue("frozen") { words.append("FROZEN") }
            if isTrue("paused") { words.append("paused") }
            if !isTrue("enforced") {
                words.append("shadow (\(int("would_refuse")) would be refused)")
            }
            if int("overrun") > 0 { words.append("overrun \(Shown.amount(int("overrun"), unit))") }
            if int("top_ups") > 0 {
                words.append("topped up \(Shown.amount(int("top_ups"), unit))")
            }
            return words.isEmpty ? "open" : words.joined(separator: ", ")
        }
    }
}
