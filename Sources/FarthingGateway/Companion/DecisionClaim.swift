import FarthingCore
import NIOHTTP1

/// What a decision is asked for.
struct DecisionClaim {
    /// The longest idempotency key, in bytes.
    private static let keyBytesMax = 200
    private static let budgetField = "x-farthing-tag-budget"
    private static let promptClassField = "x-farthing-tag-prompt_class"

    let tenant: String
    let amount: CompanionAmount
    let unit: CompanionUnit?
    let promptClass: String
    let model: String
    let provider: String?
    let key: String
    let budget: String?

    init(_ body: CompanionBody, _ loop: LoopState) throws(RequestRefusal) {
        tenant = try body.needed("tenant_id")
        guard tenant == loop.gateway.policy.policy.policy.tenant else { throw .foreignTenant }
        guard let amount = try body.amount("claim_estimate_atomic") else {
            throw .spendMissing("claim_estimate_atomic")
        }
        self.amount = amount
        unit = try CompanionUnit(body)
        promptClass = try body.text("prompt_class") ?? ""
        let named = try body.needed("model_class")
        if let provider = try body.text("provider") {
            self.provider = provider
            model = named
        } else if let (provider, model) = Self.listed(named, loop) {
            self.provider = provider
            self.model = model
        } else {
            provider = nil
            model = named
        }
        key = try body.needed("idempotency_key", bytesMax: Self.keyBytesMax)
        budget = try body.text("budget_id")
    }

    /// `openai/gpt-4o-mini`, where the price book has that.
    private static func listed(_ name: String, _ loop: LoopState) -> (String, String)? {
        guard let slash = name.firstIndex(of: "/") else { return nil }
        let provider = String(name[..<slash])
        let model = String(name[name.index(after: slash)...])
        let price = loop.gateway.prices.listed(provider: provider, model: model, atMs: loop.nowMs)
        return price == nil ? nil : (provider, model)
    }

    /// The price of the model; nil where nobody knows one.
    func price(_ model: String, _ policy: Policy, _ loop: LoopState) -> ModelPrice? {
        guard let provider else { return nil }
        return try? Planner.price(provider, model, policy, loop, loop.nowMs)
    }

    /// The request with what the claim says of the call in its fields, where the key's claims are
    /// checked.
    func fields(_ request: ClientRequest) -> ClientRequest {
        var fields = request.fields
        var facts = request.facts
        facts.hasIdempotencyKey = true
        if let budget {
            fields.replaceOrAdd(name: Self.budgetField, value: budget)
            facts.hasClaims = true
        }
        // Only who may say it does: most keys are not made for it.
        let dimension = Dimension.tag("prompt_class")
        if !promptClass.isEmpty, request.key?.mayClaim(dimension, promptClass) ?? false {
            fields.replaceOrAdd(name: Self.promptClassField, value: promptClass)
            facts.hasClaims = true
        }
        let head = HTTPRequestHead(
            version: .http1_1,
            method: request.method,
            uri: request.uri,
            headers: fields
        )
        let translated = ClientRequest(head, facts, receivedAt: request.receivedAt)
        translated.body = request.body
        return translated
    }

    /// What is said of a field that stands for a member, said of the member: its client sent no such
    /// field.
    func renamed(_ message: String) -> String {
        var message = message
        if budget != nil {
            message.replace("The header '\(Self.budgetField)'", with: "'budget_id'")
        }
        if !promptClass.isEmpty {
            message.replace("The header '\(Self.promptClassField)'", with: "'prompt_class'")
        }
        return message
    }

    /// The body of a spend verb that plans the call.
    func planBody(_ model: String) -> [UInt8] {
        var json = JSONWriter(capacity: 128)
        json.beginObject()
        json.key("model")
        json.string(model)
        if let provider {
            json.key("provider")
            json.string(provider)
        }
        json.endObject()
        return json.bytes
    }

    /// By what the same request is known: what it asks for, and for whom, whatever model takes it.
    func content(_ scope: Scope) -> [UInt8] {
        let parts = [
            "decision/1", tenant, String(amount.value), unit.map { "\($0)" } ?? "", promptClass,
            provider ?? "", model, budget ?? "",
        ]
        var content: [UInt8] = []
        for part in parts {
            content.append(contentsOf: part.utf8)
            content.append(0)
        }
        for term in scope.sorted where term.dimension != .model && term.dimension != .provider {
            content.append(contentsOf: "\(term.dimension.name)=\(term.value)".utf8)
            content.append(0)
        }
        return content
    }

    /// What is held in each unit.
    ///
    /// - Throws: for a budget that refuses calls in a unit of which nobody knows the call's amount.
    func statement(
        _ lines: [BudgetLine],
        _ price: ModelPrice?
    ) throws(RequestRefusal) -> SpendStatement {
        let unit = unit ?? CompanionUnit(standing: lines.map(\.unit))
        let claimed = try unit.amount(amount, "claim_estimate_atomic")
        var amounts = [unit.bookUnit: claimed]
        if unit == .tokens, let price, let nanos = price.dearest(tokens: claimed) {
            amounts[SpendStatement.bookCurrency] = nanos
        }
        for line in lines where line.isEnforced {
            let isKnown =
                switch line.unit {
                case .money:
                    amounts[SpendStatement.bookCurrency] != nil && !line.lineUnit.lacksRate
                case .tokens, .credits: amounts[line.unit] != nil
                case .calls, .concurrent: true
                }
            if !isKnown { throw .unknownAmount(line) }
        }
        return .amounts(amounts)
    }
}

extension ModelPrice {
    /// What so many tokens can cost: all of them as the dearer of input and output.
    fileprivate func dearest(tokens: Int64) -> Int64? {
        let input = CallBound(inputTokensMax: tokens, outputTokensMax: 0)
        let output = CallBound(inputTokensMax: 0, outputTokensMax: tokens)
        guard let asInput = try? costBound(input).amountNanos(outputTokens: 0),
            let asOutput = try? costBound(output).amountNanos(outputTokens: tokens)
        else { return nil }
        return min(max(asInput, asOutput), Money.maxNanos)
    }
}

extension RequestRefusal {
    fileprivate static let foreignTenant = RequestRefusal(
        403,
        "scope_not_claimable",
        type: "permission_error",
        "This server keeps the budgets of another tenant than 'tenant_id' names.",
        param: "tenant_id"
    )

    fileprivate static func unknownAmount(_ line: BudgetLine) -> RequestRefusal {
        spend(
            "invalid_value",
            "unit",
            "The budget '\(line.budget)' counts \(line.unit.name), and of this claim nobody knows "
                + "what it comes to in that. Claim it in \(line.unit.name) with 'unit', name a model "
                + "with a price, or hold by /v1/spend/hold. Nothing was held."
        )
    }
}
