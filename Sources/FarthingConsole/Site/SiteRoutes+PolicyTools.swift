import FarthingCore
import FarthingPages

/// The author's tools: what a policy decides about a call, what differs between two versions, and what one
/// would have done with the calls of the past.
extension SiteRoutes {
    /// The longest text of a version, in lines, of which each line is compared.
    private static let linesMax = 4_000

    func explain(_ visit: SiteVisit) async throws -> any Page {
        let request = visit.request
        let call = PolicyCall(
            agent: request.said("agent"),
            team: request.said("team"),
            model: request.said("model"),
            tool: request.said("tool"),
            cost: request.said("cost"),
            scope: request.said("scope")
        )
        let named = [
            (name: "agent", value: call.agent), (name: "team", value: call.team),
            (name: "model", value: call.model), (name: "tool", value: call.tool),
        ]
        let scope = try named.filter { !$0.value.isEmpty } + Self.pairs(call.scope, of: "scope")
        let found = try await api.send(
            "POST",
            PageLink("v1", "policies", "explain"),
            by: request
        ) { json in
            json.key("call")
            json.beginObject()
            if !call.cost.isEmpty {
                json.key("cost")
                json.string(call.cost)
            }
            json.key("scope")
            json.pairs(scope)
            json.endObject()
        }
        var page = try await base(visit)
        page.call = call
        page.explanation = found.map(Self.explanation)
        return page
    }

    private static func explanation(_ node: JSONNode) -> PolicyExplanation {
        let decision = node.text("decision")
        let tone: PageTone =
            switch decision {
            case "allow": .good
            case "block": .bad
            default: .warn
            }
        let decisive = Set(node.list("determining").compactMap(\.string))
        var steps: [PolicyExplanation.Step] = []
        for step in node.list("steps") {
            for rule in step.list("rules") {
                let id = rule.text("rule")
                steps.append(
                    .init(
                        name: id,
                        action: rule.isTrue("applies") ? rule.text("action") : "",
                        reason: rule.list("conditions").map { $0.text("text") }
                            .joined(separator: ", "),
                        isDecisive: rule.isTrue("determines")
                    )
                )
            }
            for budget in step.list("budgets") {
                let passed = budget.list("passed").compactMap(\.string)
                let unit = BudgetUnit(name: budget.text("unit"))
                let needed = BudgetUnit.shown(budget.int("needed") ?? 0, unit)
                let free = BudgetUnit.shown(budget.int("free") ?? 0, unit)
                steps.append(
                    .init(
                        name: budget.text("budget"),
                        action: passed.joined(separator: ", "),
                        reason: "needs \(needed), \(free) is free",
                        isDecisive: decisive.contains(budget.text("budget"))
                    )
                )
            }
        }
        let reasons = node.list("reasons").compactMap(\.string)
        return PolicyExplanation(
            decision: PageMark(decision, tone),
            text: reasons.isEmpty ? "Nothing speaks against it." : reasons.joined(separator: "; "),
            steps: steps
        )
    }

    func compare(_ visit: SiteVisit) async throws -> any Page {
        let from = try Self.version(visit.request.said("from"))
        let to = try Self.version(visit.request.said("to"))
        let found = try await api.send(
            "POST",
            PageLink("v1", "policies", "diff"),
            by: visit.request
        ) { json in
            for (name, version) in [("new", to), ("old", from)] {
                json.key(text: name)
                json.beginObject()
                json.key("version")
                if version == PolicyPage.file { json.string("file") } else { json.int(version) }
                json.endObject()
            }
        }
        let lines = try await Self.lines(text(of: from, visit), text(of: to, visit))
        var page = try await base(visit)
        page.diff = PolicyDiff(
            from: from,
            to: to,
            verdict: Self.verdict(found?.text("verdict") ?? ""),
            lines: lines
        )
        return page
    }

    static func verdict(_ word: String) -> PageNotice {
        switch word {
        case "same": PageNotice(.none, "Both decide every call alike.")
        case "tightens": PageNotice(.good, "The later one only tightens: it lets no more pass.")
        case "loosens":
            PageNotice(.warn, "The later one loosens: it lets calls pass that the former refuses.")
        default: PageNotice(.warn, "Whether the later one only tightens cannot be told.")
        }
    }

    /// The lines of both texts; of texts that are very long none.
    static func lines(_ old: String, _ new: String) -> [PolicyDiff.Line] {
        let from = old.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let to = new.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard from.count <= linesMax, to.count <= linesMax else { return [] }
        var removed: Set<Int> = []
        var added: Set<Int> = []
        for change in to.difference(from: from) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        var lines: [PolicyDiff.Line] = []
        var (before, after) = (0, 0)
        while before < from.count || after < to.count {
            if before < from.count, removed.contains(before) {
                lines.append(.init(.removed, from[before]))
                before += 1
            } else if after < to.count, added.contains(after) {
                lines.append(.init(.added, to[after]))
                after += 1
            } else {
                if after < to.count { lines.append(.init(.same, to[after])) }
                before += 1
                after += 1
            }
        }
        return lines
    }

    func replay(_ visit: SiteVisit) async throws -> any Page {
        let request = visit.request
        let version = try Self.version(request.said("version"))
        let toMs = Self.dateMs(request.said("to")).map { $0 + 86_400_000 } ?? visit.nowMs
        let fromMs = Self.dateMs(request.said("from")) ?? max(0, toMs - 7 * 86_400_000)
        let found = try await api.send(
            "POST",
            PageLink("v1", "policies", "backtest"),
            by: request
        ) { json in
            json.key("from_ms")
            json.int(fromMs)
            json.key("policy")
            json.beginObject()
            json.key("version")
            json.int(version)
            json.endObject()
            json.key("to_ms")
            json.int(toMs)
        }
        var page = try await base(visit)
        page.backtest = found.map { node in
            func money(_ node: JSONNode, _ name: String) -> PageAmount {
                PageAmount(nanos: node.int(name) ?? 0, currency: "USD")
            }
            return PolicyBacktest(
                version: version,
                fromMs: fromMs,
                toMs: toMs,
                calls: node.int("calls") ?? 0,
                spentThen: money(node, "cost_nanos"),
                wouldSpend: money(node, "new_nanos"),
                outcomes: node.list("rows").map { row in
                    let by = row.text("by")
                    return PolicyBacktest.Outcome(
                        was: "let pass",
                        wouldBe: row.text("decision") + (by.isEmpty ? "" : " by " + by),
                        calls: row.int("calls") ?? 0,
                        amount: money(row, "cost_nanos")
                    )
                }
            )
        }
        return page
    }
}
