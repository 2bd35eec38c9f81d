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
        let statement = try plan.statement(try SpendStatement.read(body))
        let amounts = try SpendAmounts(statement, plan.price, plan.lines.map(\.lineUnit))
        let lines = try plan.holdLines(amounts)
        plan.run = plan.runFacts(counts: false)
        AccountsRead.start(client, allowance: plan.allowance) { [plan] accounts, allowance in
            let judged = lines.indices.map { index in
                JudgedLine(
                    plan.lines[index],
                    needed: lines[index].amount(outputTokens: amounts.output.least),
                    of: plan.budgets[index],
                    accounts,
                    allowance
                )
            }
            return answer(plan.verdict(amounts), judged, plan)
        }
    }

    /// What the rules say, and then what the budgets do at the shares that the call would pass.
    private static func answer(
        _ verdict: Verdict,
        _ lines: [JudgedLine],
        _ plan: SpendPlan
    ) -> Answer {
        var way = Deliberation(requested: plan.scope[.model] ?? "")
        var decision = verdict.decision
        var reasons = verdict.reasons
        if way.judge(verdict) == .hold {
            var refusal = Refusal(.overLimit)
            refusal.reached = lines.indices.compactMap { lines[$0].reached($0) }
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
        plan.tool?.writePrice(to: &json)
        json.endObject()
        return Answer(status: 200, body: json.bytes)
    }

    private static func write(_ name: StaticString, _ text: String, _ json: inout JSONWriter) {
        json.key(name)
        json.string(text)
    }
}
