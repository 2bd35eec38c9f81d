import FarthingCore
import NIOCore

/// What the rules and budgets say of a call now; nothing is held, so that the next may be told the
/// same and only one of them fit.
enum DecideCall {
    static func start(
        _ request: ClientRequest,
        _ client: ClientConnection
    ) throws(RequestRefusal) {
        let body = try SpendBody(request.body, .decide)
        let plan = try SpendPlan(body, request, client.loop)
        guard let statement = try SpendStatement.read(body) else { throw .spendMissing("amount") }
        let amounts = try SpendAmounts(statement, plan.price)
        let lines = try plan.holdLines(amounts)
        AccountsRead.start(client) { accounts in
            let judged = zip(plan.lines, lines).map { planned, line in
                Judged(
                    planned,
                    needed: line.amount(outputTokens: amounts.output.least),
                    plan.policy,
                    accounts
                )
            }
            return answer(plan.verdict(amounts), judged)
        }
    }

    /// One budget beside what the call needs of it.
    private struct Judged {
        var line: CallPlan.Line
        var needed: Int64
        var limit: Int64 = 0
        var spent: Int64 = 0
        var held: Int64 = 0
        var free: Int64 = 0
        var isPaused = false

        init(
            _ line: CallPlan.Line,
            needed: Int64,
            _ policy: CompiledPolicy,
            _ accounts: [AccountStatement]
        ) {
            self.line = line
            self.needed = needed
            let open = accounts.last { account in
                account.key.budget == line.budget && account.key.scope == line.scope
            }
            if let open {
                limit = Int64(clamping: Int128(open.limit) + Int128(open.topUps))
                spent = open.spent
                held = open.held
                free = open.free
                isPaused = open.isPaused || open.isFrozen
            } else {
                limit = policy.policy.budgets.first { $0.id == line.budget }?.limit ?? 0
                free = limit
            }
        }

        /// Why the budget would refuse; nil when it would not.
        var reason: String? {
            guard line.isEnforced else { return nil }
            if isPaused { return "budget \"\(line.budget)\" is paused" }
            guard needed > free else { return nil }
            return "budget \"\(line.budget)\": \(needed) needed, \(free) of \(limit) free "
                + "(\(line.unit.isMoney ? "nanos of " : "")\(line.unit.name))"
        }

        func write(to json: inout JSONWriter) {
            json.beginObject()
            json.key("budget")
            json.string(line.budget)
            json.key("scope")
            json.string(line.scope)
            json.key("unit")
            json.string(line.unit.name)
            json.key("enforced")
            json.bool(line.isEnforced)
            json.key("fits")
            json.bool(!isPaused && needed <= free)
            let numbers: [(StaticString, Int64)] = [
                ("limit", limit), ("spent", spent), ("held", held), ("needed", needed),
                ("remaining", free),
            ]
            for (name, number) in numbers {
                json.key(name)
                json.int(number)
            }
            json.endObject()
        }
    }

    private static func answer(_ verdict: Verdict, _ lines: [Judged]) -> Answer {
        var decision = verdict.decision
        var reasons = verdict.reasons
        let refusals = lines.compactMap(\.reason)
        if !refusals.isEmpty {
            if decision != .block { reasons = [] }
            decision = .block
            reasons += refusals
        }
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        json.key("decision")
        json.string(decision.name)
        switch decision {
        case .downgrade(let model): write("to", model, &json)
        case .approve(let group): write("by", group, &json)
        default: break
        }
        json.key("reasons")
        json.beginArray()
        for reason in reasons { json.string(reason) }
        json.endArray()
        json.key("shadow_reasons")
        json.beginArray()
        for reason in verdict.shadowReasons { json.string(reason) }
        json.endArray()
        json.key("lines")
        json.beginArray()
        for line in lines { line.write(to: &json) }
        json.endArray()
        json.endObject()
        return Answer(status: 200, body: json.bytes)
    }

    private static func write(_ name: StaticString, _ text: String, _ json: inout JSONWriter) {
        json.key(name)
        json.string(text)
    }
}

extension BudgetUnit {
    var isMoney: Bool {
        if case .money = self { return true }
        return false
    }
}
