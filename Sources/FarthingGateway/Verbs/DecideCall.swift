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
        var plan = try SpendPlan(body, request, client.loop)
        guard let statement = try SpendStatement.read(body) else { throw .spendMissing("amount") }
        let amounts = try SpendAmounts(statement, plan.price, plan.lines.map(\.lineUnit))
        let lines = try plan.holdLines(amounts)
        plan.run = plan.runFacts(counts: false)
        AccountsRead.start(client, allowance: plan.allowance) { [plan] accounts, allowance in
            let judged = zip(plan.lines, lines).map { planned, line in
                Judged(
                    planned,
                    needed: line.amount(outputTokens: amounts.output.least),
                    plan.policy,
                    accounts,
                    allowance
                )
            }
            return answer(plan.verdict(amounts), judged, plan)
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
            _ accounts: [AccountStatement],
            _ allowance: HoldStatement?
        ) {
            self.line = line
            self.needed = needed
            if line.isDrawn {
                let left = allowance?.lines.first { $0.account.budget == line.budget }?.held
                limit = left ?? 0
                free = limit
                return
            }
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
            // A share at which the budget blocks or pauses is where it ends.
            let budget = policy.policy.budgets.first { $0.id == line.budget }
            let share = budget?.blocksAtBasisPoints ?? 10_000
            let cap = Int128(limit) * Int128(share) / 10_000
            free = min(free, Int64(clamping: max(0, cap - Int128(spent) - Int128(held))))
        }

        /// Why the budget would refuse; nil when it would not.
        var reason: String? {
            guard line.isEnforced else { return nil }
            if isPaused { return "budget \"\(line.budget)\" is paused" }
            guard needed > free else { return nil }
            return "budget \"\(line.budget)\": \(needed) needed, \(free) of \(limit) free "
                + "(\(line.unit.isMoney ? "nanos of " : "")\(line.unit.name))"
        }

        /// The shares that the call would pass; nil where it counts without being refused.
        func reached(_ index: Int, of budget: Budget) -> ReachedThreshold? {
            guard line.isEnforced else { return nil }
            // What is drawn from an allowance passes no share: it was judged when that was carved.
            guard !line.isDrawn else {
                return needed > free
                    ? ReachedThreshold(
                        line: index,
                        basisPoints: nil,
                        passedBasisPoints: 0,
                        isLimit: true
                    ) : nil
            }
            let used = Int128(spent) + Int128(held) + Int128(needed)
            let passed =
                limit == 0
                ? Int128(Int64.max) : (used * 10_000 + Int128(limit) - 1) / Int128(limit)
            let isLimit = isPaused || needed > free
            guard isLimit || budget.thresholds.contains(where: { $0.atBasisPoints < passed })
            else { return nil }
            return ReachedThreshold(
                line: index,
                basisPoints: nil,
                passedBasisPoints: Int64(clamping: passed),
                isLimit: isLimit
            )
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

    /// What the rules say, and then what the budgets do at the shares that the call would pass.
    private static func answer(
        _ verdict: Verdict,
        _ lines: [Judged],
        _ plan: SpendPlan
    ) -> Answer {
        var way = Deliberation(requested: plan.scope[.model] ?? "")
        var decision = verdict.decision
        var reasons = verdict.reasons
        if way.judge(verdict) == .hold {
            var refusal = Refusal(.overLimit)
            refusal.reached = lines.indices.compactMap {
                lines[$0].reached($0, of: plan.budgets[$0])
            }
            let tried = way
            switch way.answered(refusal, budgets: plan.budgets, rung: { tried.nextRung($0) }) {
            case .downgrade(let model):
                decision = .downgrade(to: model)
                reasons = way.reasons
            case .wait(let deadlineMs):
                decision = .wait(deadlineMs: deadlineMs)
                reasons = lines.compactMap(\.reason)
            case .hold:
                if let terms = way.approval { decision = .approve(terms) }
                reasons = way.approvalReasons
            case .refuse:
                let refusals = lines.compactMap(\.reason)
                if !refusals.isEmpty {
                    decision = .block
                    reasons = refusals
                }
            }
        }
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        json.key("decision")
        json.string(decision.name)
        switch decision {
        case .downgrade(let model): write("to", model, &json)
        case .approve(let terms): write("by", terms.group, &json)
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
