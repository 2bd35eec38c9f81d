import FarthingCore
import NIOHTTP1
import Synchronization

/// Sets money aside for a call that somebody else makes.
enum HoldCall {
    /// The shortest and the longest time that a hold may last unless it is extended: an hour pins
    /// no budget for long.
    static let expiryMs: ClosedRange<Int64> = 1_000...3_600_000

    static func start(
        _ request: ClientRequest,
        _ client: ClientConnection
    ) throws(RequestRefusal) {
        let loop = client.loop
        let body = try SpendBody(request.body, .hold)
        var plan = try SpendPlan(body, request, loop)
        let statement = try plan.statement(try SpendStatement.read(body))
        let amounts = try SpendAmounts(statement, plan.price, plan.lines.map(\.lineUnit))
        let lines = try plan.holdLines(amounts)
        plan.run = plan.runFacts(counts: true)
        let wish = HoldWish(
            plan: plan,
            amounts: amounts,
            lines: lines,
            key: try idempotencyKey(request, plan, loop),
            isSent: try body.isTrue("sent"),
            expiresAtMs: loop.nowMs + (try expiry(body) ?? loop.gateway.options.holdMs)
        )
        try begin(wish, request, client) { () throws(RequestRefusal) in
            try start(request, client)
        }
    }

    /// Asks for a hold, after what the rules say of it.
    ///
    /// - Parameter anew: makes the wish once more, under a policy that has changed since.
    static func begin(
        _ wish: HoldWish,
        _ request: ClientRequest,
        _ client: ClientConnection,
        anew: @escaping () throws(RequestRefusal) -> Void
    ) throws(RequestRefusal) {
        let loop = client.loop
        let (plan, amounts, key) = (wish.plan, wish.amounts, wish.key)
        let id = SpendHoldID.make(plan.key, loop, plan.tool == nil ? .call : .tool)
        loop.counters.calls += 1
        let hold = HoldRequest(
            id: id,
            key: key,
            lines: wish.lines,
            output: amounts.output,
            expiresAtMs: wish.expiresAtMs,
            isSent: wish.isSent,
            projectedNanos: amounts.costNanos,
            source: plan.allowance?.hold,
            bound: HoldBound(nanosUSD: amounts.costNanos, tokens: amounts.tokens),
            context: plan.context
        )
        let holding = SpendHolding(
            hold,
            plan,
            client,
            base: request.base(usesTLS: loop.gateway.options.tls != nil),
            affordable: { refusal in
                amounts.bound?.cost.affordedTokens(refusal, in: plan.lines.unit(of: refusal))
            },
            held: { held, pass in
                loop.counters.observe(.hold, since: request.receivedAt)
                var hold = SpendHold(wish.lines, plan, held, expiresAtMs: wish.expiresAtMs)
                hold.toolNanos = plan.tool == nil ? nil : amounts.costNanos
                hold.pass = pass
                hold.keyName = pass == nil ? nil : key?.name
                hold.price = hold.price ?? wish.price
                loop.gateway.spendHolds.withLock { $0.note(id, hold) }
                return Answer.held(
                    held,
                    hold,
                    isSent: wish.isSent,
                    bound: amounts.bound,
                    tool: plan.tool
                )
            },
            anew: { client.refusing(anew) }
        )
        try holding.start(plan.verdict(amounts))
    }

    /// How long the hold is to last; nil where the body does not say.
    static func expiry(_ body: SpendBody) throws(RequestRefusal) -> Int64? {
        try SpendBody.integer(body.root.member("expires_in_ms"), "expires_in_ms", expiryMs)
    }

    /// The client's key, with a hash of the body and of the scope that it counts in.
    private static func idempotencyKey(
        _ request: ClientRequest,
        _ plan: SpendPlan,
        _ loop: LoopState
    ) throws(RequestRefusal) -> IdempotencyKey? {
        let tenant = plan.policy.policy.tenant
        guard
            let name = try loop.gateway.keyName(request, plan.key, tenant: tenant, verb: "hold")
        else { return nil }
        var content = request.body
        for term in plan.scope.sorted {
            content.append(0)
            content.append(contentsOf: "\(term.dimension.name)=\(term.value)".utf8)
        }
        return IdempotencyKey(name: name, contentHash: loop.gateway.contentHash(content))
    }
}

/// A hold as it is asked for.
struct HoldWish {
    var plan: SpendPlan
    var amounts: SpendAmounts
    var lines: [HoldLine]
    var key: IdempotencyKey?
    /// Whether the call may cost money from the start.
    var isSent = false
    var expiresAtMs: Int64
    /// By what a settlement prices tokens, where the plan is not priced by them.
    var price: ModelPrice?
}

extension SpendPlan {
    /// What is held in each of the plan's budgets.
    func holdLines(_ amounts: SpendAmounts) throws(RequestRefusal) -> [HoldLine] {
        var held: [HoldLine] = []
        for line in lines {
            held.append(
                try amounts.line(budget: line.budget, scope: line.scope, unit: line.lineUnit)
            )
        }
        return held
    }
}

extension SpendHold {
    init(_ lines: [HoldLine], _ plan: SpendPlan, _ held: Held, expiresAtMs: Int64) {
        self.lines = zip(lines, plan.lines).map { line, planned in
            Line(
                budget: planned.budget,
                scope: planned.scope,
                unit: planned.unit,
                rateNanos: planned.rateNanos,
                held: line.amount(outputTokens: held.outputTokens)
            )
        }
        self.expiresAtMs = expiresAtMs
        price = plan.price
        scope = plan.scope
        capability = plan.capability
        runTicket = plan.runTicket
    }
}

extension Answer {
    /// A hold as it stands.
    static func held(
        _ held: Held,
        _ hold: SpendHold,
        isSent: Bool?,
        bound: SpendUsage.Bound?,
        tool: ToolBook.Priced? = nil
    ) -> Answer {
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        json.key("id")
        json.string(held.id.description)
        json.key("expires_at_ms")
        json.int(hold.expiresAtMs)
        json.key("lines")
        json.beginArray()
        for line in hold.lines { line.write(line.held, to: &json) }
        json.endArray()
        if bound != nil {
            json.key("output_tokens")
            json.int(held.outputTokens)
        }
        tool?.writePrice(to: &json)
        json.key("receipt")
        json.string(String(held.sequence))
        json.key("remaining")
        if let remaining = held.remainingNanos { json.int(remaining) } else { json.null() }
        if let isSent {
            json.key("sent")
            json.bool(isSent)
        }
        json.endObject()
        return Answer(
            status: 200,
            fields: [Field("x-farthing-hold", held.id.description)],
            body: json.bytes
        )
    }
}

extension SpendHold.Line {
    /// Appends the line with what is held or charged in it.
    func write(_ amount: Int64, to json: inout JSONWriter) {
        json.beginObject()
        json.key("budget")
        json.string(budget)
        json.key("scope")
        json.string(scope)
        json.key("unit")
        json.string(unit.name)
        json.key("amount")
        json.int(amount)
        json.endObject()
    }
}
