import FarthingCore
import FarthingProviders

/// Replaces a hold by what its call cost.
enum SettleCall {
    /// What a caller may say of how it knows an amount; `unknown` goes without one, and `invoiced` is
    /// for bills, which no agent has.
    static let evidences: [Evidence] = [.estimated, .metered, .reported]

    static func start(
        _ request: ClientRequest,
        _ client: ClientConnection
    ) throws(RequestRefusal) {
        let loop = client.loop
        let body = try SpendBody(request.body, .settle)
        let id = try SpendCall.owned(body, request, loop)
        let statement = try SpendStatement.read(body)
        let isOfTool = SpendCall.isOfTool(id, request, loop)
        let evidence = try evidence(body, hasAmount: statement != nil, isOfTool: isOfTool)
        let stated = try price(body, loop)
        let hasFailed = try body.isTrue("failed")
        SpendCall.find(id, client, alsoClosed: true) { (hold) throws(RequestRefusal) in
            let cost =
                isOfTool
                ? Cost(amounts: [], nanos: hold.toolNanos ?? hold.heldNanos)
                : try cost(of: statement, hold, stated)
            let end = hasFailed ? ToolGate.End.failure : evidence == .unknown ? .nothing : .success
            settle(id, hold, cost, evidence, end, request, client)
        }
    }

    /// What a call cost, line by line.
    private struct Cost {
        var amounts: [Int64]
        var nanos: Int64
        var priced: PricedUsage?
    }

    /// The model that a body names, and its price.
    private struct StatedModel {
        var provider: String
        var model: String
        var price: ModelPrice
        var priceBook: String
    }

    private static func evidence(
        _ body: SpendBody,
        hasAmount: Bool,
        isOfTool: Bool
    ) throws(RequestRefusal) -> Evidence {
        // The price of a registered tool is known without anybody's saying.
        let isKnown = hasAmount || isOfTool
        guard let text = try body.text("evidence") else { return isKnown ? .reported : .unknown }
        let evidence = Evidence(rawValue: text)
        if evidence == .unknown, !hasAmount { return .unknown }
        guard let evidence, evidences.contains(evidence), isKnown else {
            throw .spend(
                "invalid_value",
                "evidence",
                "'evidence' must be one of "
                    + evidences.map(\.rawValue).joined(separator: ", ")
                    + ", beside an amount; without an amount it can be 'unknown', and what was held "
                    + "is charged."
            )
        }
        return evidence
    }

    /// The price of the model that the body names; nil when it names none.
    private static func price(
        _ body: SpendBody,
        _ loop: LoopState
    ) throws(RequestRefusal) -> StatedModel? {
        let provider = try body.text("provider")
        let model = try body.text("model")
        guard provider != nil || model != nil else { return nil }
        guard let provider else { throw .spendMissing("provider") }
        guard let model else { throw .spendMissing("model") }
        let policy = loop.gateway.policy.policy.policy
        return StatedModel(
            provider: provider,
            model: model,
            price: try Planner.price(provider, model, policy, loop, loop.nowMs),
            priceBook: loop.gateway.prices.hash
        )
    }

    private static func cost(
        of statement: SpendStatement?,
        _ hold: SpendHold,
        _ stated: StatedModel?
    ) throws(RequestRefusal) -> Cost {
        switch statement {
        case nil:
            return Cost(amounts: [], nanos: hold.heldNanos)
        case .amounts(let amounts):
            return Cost(
                amounts: try hold.amounts(amounts, tokens: amounts[.tokens]),
                nanos: SpendAmounts.money(amounts, hold.lines.map(\.lineUnit))
            )
        case .usage(let node):
            guard let price = stated?.price ?? hold.price else { throw .spendMissing("model") }
            let usage = try SpendUsage.used(node)
            let nanos: Int64
            do throws(PriceError) {
                nanos = try price.amountNanos(of: usage)
            } catch {
                throw .unpriced(error.message)
            }
            let amounts = try hold.amounts(
                [SpendStatement.bookCurrency: nanos],
                tokens: usage.totalTokens
            )
            let priced = PricedUsage(
                usage,
                variants: .standard,
                provider: stated?.provider,
                model: stated?.model,
                priceBook: stated?.priceBook,
                isPolicyPrice: price.source == .policy
            )
            return Cost(amounts: amounts, nanos: nanos, priced: priced)
        }
    }

    private static func settle(
        _ id: HoldID,
        _ hold: SpendHold,
        _ cost: Cost,
        _ evidence: Evidence,
        _ end: ToolGate.End,
        _ request: ClientRequest,
        _ client: ClientConnection
    ) {
        let loop = client.loop
        let usage = SettledUsage(
            inputTokens: cost.priced?.usage.totalInputTokens ?? 0,
            outputTokens: cost.priced?.usage.totalOutputTokens ?? 0,
            costNanos: cost.nanos,
            ending: "complete",
            priced: cost.priced
        )
        let command = Command.settle(
            SettleRequest(id: id, amounts: cost.amounts, evidence: evidence, usage: usage)
        )
        SpendCall.ask(command, client) { outcome in
            guard case .settled(let settled) = outcome else { return nil }
            SettleWaiter(loop, id).ledgerAnswered(.success(outcome))
            loop.gateway.leaveTool(of: id, end)
            if !settled.isRepeated {
                loop.counters.observe(.settle, since: request.receivedAt)
                loop.counters.settled(costNanos: cost.nanos, evidence: evidence)
                if let ticket = hold.runTicket {
                    loop.gateway.runs.settle(ticket, nanos: cost.nanos, succeeded: true)
                }
            }
            let amounts = cost.amounts.isEmpty ? hold.lines.map(\.held) : cost.amounts
            return Answer.settled(settled, id, hold, amounts, evidence)
        }
    }
}

extension SpendHold {
    /// What is held in dollars: in a budget that counts them, else in the first that counts money.
    var heldNanos: Int64 {
        let money = lines.filter(\.unit.isMoney)
        let line = money.first { $0.unit == SpendStatement.bookCurrency } ?? money.first
        guard let line, !line.lineUnit.lacksRate else { return 0 }
        return line.lineUnit.dollars(within: line.held)
    }

    /// What is charged in each line; a unit that is not stated is charged as held.
    fileprivate func amounts(
        _ stated: [BudgetUnit: Int64],
        tokens: Int64?
    ) throws(RequestRefusal) -> [Int64] {
        var amounts: [Int64] = []
        for line in lines {
            let amount = try SpendAmounts.stated(line.lineUnit, stated, line.budget)
            switch line.unit {
            case .calls: amounts.append(1)
            case .concurrent: amounts.append(0)
            case .tokens: amounts.append(tokens ?? line.held)
            case .money, .credits: amounts.append(amount ?? line.held)
            }
        }
        try check(amounts)
        return amounts
    }

    /// Throws where a settlement states more than ``Line/settledMax``.
    func check(_ amounts: [Int64]) throws(RequestRefusal) {
        for (line, amount) in zip(lines, amounts) where amount > line.settledMax {
            throw line.tooLarge(amount)
        }
    }
}

extension SpendHold.Line {
    /// How many times what is held a settlement may state: one that is wrong or lies must not block
    /// a budget that others share.
    private static let heldTimesMax: Int64 = 10

    /// The most that a settlement may charge here: ten times what is held, or ``leastMax`` where
    /// that is more. Who finds out that a call costs more extends its hold.
    var settledMax: Int64 {
        let (times, overflow) = held.multipliedReportingOverflow(by: Self.heldTimesMax)
        return overflow ? Money.maxNanos : max(times, leastMax)
    }

    /// What any settlement may state, however little was held: small calls may be far off.
    private var leastMax: Int64 {
        switch unit {
        case .money: 1_000_000_000
        case .tokens: 1_000_000
        case .calls, .concurrent: 1
        case .credits: 10
        }
    }

    fileprivate func tooLarge(_ amount: Int64) -> RequestRefusal {
        let amounts = [held, settledMax, amount].map { BudgetUnit.shown($0, unit) }
        return .spend(
            "amount_above_hold",
            "amount",
            "The budget '\(budget)' holds \(amounts[0]) for this call, so that a settlement may "
                + "state \(amounts[1]) at most, and not \(amounts[2]). Extend the hold first; it "
                + "stays as it is."
        )
    }
}

extension Answer {
    fileprivate static func settled(
        _ settled: Settled,
        _ id: HoldID,
        _ hold: SpendHold,
        _ amounts: [Int64],
        _ evidence: Evidence
    ) -> Answer {
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        json.key("id")
        json.string(id.description)
        json.key("evidence")
        json.string(evidence.rawValue)
        json.key("late")
        json.bool(settled.isLate)
        json.key("lines")
        json.beginArray()
        for (line, amount) in zip(hold.lines, amounts) {
            line.write(line.unit == .concurrent ? 0 : amount, to: &json)
        }
        json.endArray()
        json.key("overrun")
        json.int(settled.overrunNanos)
        json.key("receipt")
        json.string(String(settled.sequence))
        json.key("repeated")
        json.bool(settled.isRepeated)
        json.endObject()
        return Answer(
            status: 200,
            fields: [Field("x-farthing-hold", id.description)],
            body: json.bytes
        )
    }
}
