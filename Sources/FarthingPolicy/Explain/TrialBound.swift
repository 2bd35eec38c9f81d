package import FarthingCore

/// The most that a call can take of its budgets with one model.
package struct TrialBound: Hashable, Sendable {
    package var cost: CostBound
    package var inputTokens: Int64
    package var outputTokens: Int64
    /// Whether billed output may be invisible while it is made.
    package var hidesOutput: Bool

    /// The most that the whole call can cost, in nanos.
    package var ceilingNanos: Int64 { cost.amountNanos(outputTokens: outputTokens) }

    /// Input and largest output together.
    package var ceilingTokens: Int64 { inputTokens + outputTokens }

    /// Why a call has no bound.
    package enum Fault: Error, Hashable, Sendable {
        /// The model has no price, and the policy refuses such calls.
        case unpriced
        /// No largest output is known for the model, and the call states none.
        case noOutputLimit
        /// The price cannot be applied: amounts out of bounds, or a measure that the call lacks.
        case misfit(String)
    }

    /// Bounds a call for the model that its scope names.
    package init(
        _ call: TrialCall,
        _ policy: Policy,
        _ prices: PriceBook,
        atMs: Int64
    ) throws(Fault) {
        inputTokens = call.inputTokens
        if let stated = call.statedNanos.map({ call.otherNanos[call.model] ?? $0 }) {
            cost = CostBound(baseNanos: stated, outputRate: .free)
            outputTokens = call.outputTokens ?? 0
            hidesOutput = false
            return
        }
        let price = try Self.price(call, policy, prices, atMs)
        guard let limit = call.outputTokens ?? price.maxOutputTokens else { throw .noOutputLimit }
        outputTokens = limit
        hidesOutput = price.hidesReasoning
        do throws(PriceError) {
            let bound = CallBound(inputTokensMax: inputTokens, outputTokensMax: limit)
            cost = try price.costBound(bound)
        } catch {
            throw .misfit(error.message)
        }
    }

    private static func price(
        _ call: TrialCall,
        _ policy: Policy,
        _ prices: PriceBook,
        _ atMs: Int64
    ) throws(Fault) -> ModelPrice {
        let provider = call.scope[.provider] ?? ""
        if let price = prices.sold(by: provider, model: call.model, atMs: atMs) { return price }
        guard case .ceiling(let nanosPerMillion) = policy.unpriced else { throw .unpriced }
        let rate = Rate(nanosPerMillion: nanosPerMillion)
        let sheet = RateSheet(input: rate, output: rate)
        return ModelPrice(provider: provider, model: call.model, sheets: [sheet])
    }

    /// What is held in a budget's account.
    func line(_ budget: Budget, scope: String, _ unit: LineUnit) -> HoldLine {
        switch unit.unit {
        case .money:
            let bound = unit.bound(cost)
            return HoldLine(
                budget: budget.id,
                scope: scope,
                // More than any account holds, which the book refuses.
                base: bound?.baseNanos ?? .max,
                perMillionOutput: bound?.outputRate.nanosPerMillion ?? 0,
                rateNanos: unit.rateNanos
            )
        case .tokens:
            return HoldLine(
                budget: budget.id,
                scope: scope,
                base: inputTokens,
                perMillionOutput: 1_000_000
            )
        case .calls, .concurrent: return HoldLine(budget: budget.id, scope: scope, base: 1)
        case .credits: return HoldLine(budget: budget.id, scope: scope, base: 0)
        }
    }

    /// How much output a hold is to afford, as the gateway asks for it before it has learned from
    /// answers how long they usually are.
    func output(_ mode: HoldMode, isStream: Bool) -> OutputBound {
        switch mode {
        case .fitted:
            return OutputBound(wanted: outputTokens, least: min(outputTokens, leastUseful))
        case .metered where isStream && !hidesOutput:
            let first = min(outputTokens, Self.tranche)
            return OutputBound(
                wanted: first,
                least: min(first, 2 * Self.lead),
                expected: max(first, min(outputTokens, Self.usualTokens))
            )
        default: return OutputBound(wanted: outputTokens)
        }
    }

    /// Fewer tokens than these are a billed answer that helps nobody (docs/gateway.md).
    private var leastUseful: Int64 { hidesOutput ? 4_096 : 256 }
    /// The first step of a metered stream, its lead, and what an answer usually takes.
    private static let tranche: Int64 = 256
    private static let lead: Int64 = 64
    private static let usualTokens: Int64 = 512
}

extension PriceBook {
    /// The price of a model, also where one provider sells another's at the maker's prices.
    package func sold(by provider: String, model: String, atMs: Int64) -> ModelPrice? {
        if let price = price(provider: provider, model: model, atMs: atMs) { return price }
        return provider == "azure" ? price(provider: "openai", model: model, atMs: atMs) : nil
    }
}

extension HoldMode {
    /// One mode for a call that counts in several enforced budgets, as the gateway chooses it.
    init(of budgets: [Budget]) {
        if budgets.contains(where: { $0.holdMode == .fitted }) {
            self = .fitted
        } else if budgets.isEmpty || budgets.contains(where: { $0.holdMode == .ceiling }) {
            self = .ceiling
        } else {
            self = budgets.contains { $0.holdMode == .metered } ? .metered : .estimate
        }
    }
}
