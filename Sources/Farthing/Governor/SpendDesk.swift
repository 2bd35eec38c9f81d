package import FarthingCore

/// Where a governor asks for money: a policy over a ledger in this process, or a server that has both.
package protocol SpendDesk: Sendable {
    /// Sets money aside for a call, after whatever the policy has to say of it.
    func hold(_ call: DeskCall) async throws(SpendError) -> DeskHold

    /// Says that the call may cost money from now on; refused once the hold has expired.
    func dispatch(_ hold: DeskHold) async throws(SpendError)

    /// Makes room for another number of output tokens, absolute, and renews the hold.
    func extend(_ hold: DeskHold, outputTokens: Int64) async throws(SpendError) -> DeskHold

    /// Books what the call has cost; the bill has been checked.
    func settle(_ hold: DeskHold, _ cost: CallCost) async throws(SpendError) -> Receipt

    /// Gives the hold back.
    func release(_ hold: DeskHold, why: String) async throws(SpendError)

    /// The same two for whoever cannot wait: a token that was dropped.
    func closeLater(_ hold: DeskHold, _ cost: CallCost?)

    /// What its policy takes for the price of a model that no book has; nil where it refuses those.
    func unlistedPrice(_ provider: String, _ model: String) -> ModelPrice?

    /// The accounts of its budgets.
    func accounts() async throws(SpendError) -> [AccountStatement]
}

/// One call as a desk judges it: what the task's context and the request say together.
package struct DeskCall: Sendable {
    package var scope: Scope
    package var provider: String?
    package var model: String?
    package var bound: CallAmounts
    /// What the bound was made of, for desks that price it themselves.
    package var cost: SpendBound
    /// Bounds it for another model; nil where one bound holds for all.
    package var otherModel: SpendRequest.OtherModel?
    package var leastOutputTokens: Int64?
    package var idempotencyKey: String?
    package var contentHash: String
    package var capability: Capability?
    package var expiresInMs: Int64
    /// True where nothing lies between hold and dispatch, so that one commit does for both.
    package var isSent: Bool
    /// The hold out of which it is drawn; nil for none.
    package var source: HoldID?
    /// What rules and people judge in the place of the bound, where the call is part of a larger one.
    package var judged: (nanos: Int64, tokens: Int64)?
    /// What it is part of; nil for a call by itself.
    package var part: DeskPart?

    /// The most that it may come to, as it is judged.
    var judgedNanos: Int64 { max(judged?.nanos ?? 0, bound.ceilingNanos) }
    var judgedTokens: Int64 { max(judged?.tokens ?? 0, bound.ceilingTokens) }
}

/// Money that a desk has set aside.
package struct DeskHold: Sendable {
    package var id: HoldID
    package var model: String
    package var bound: CallAmounts
    package var outputTokens: Int64
    package var remainingNanos: Int64?
    package var sequence: Int64?
    package var reasons: [String]
    package var expiresInMs: Int64
    /// By what its run knows the request; zero where nobody asks.
    package var runRequest: UInt64 = 0
    /// What only its own desk reads.
    package var plan: (any Sendable)?

    /// The most that it can come to with the output that it has room for.
    package var heldNanos: Int64 { bound.cost.amountNanos(outputTokens: outputTokens) }

    package init(
        id: HoldID,
        model: String,
        bound: CallAmounts,
        outputTokens: Int64,
        remainingNanos: Int64? = nil,
        sequence: Int64? = nil,
        reasons: [String] = [],
        expiresInMs: Int64,
        plan: (any Sendable)? = nil
    ) {
        self.id = id
        self.model = model
        self.bound = bound
        self.outputTokens = outputTokens
        self.remainingNanos = remainingNanos
        self.sequence = sequence
        self.reasons = reasons
        self.expiresInMs = expiresInMs
        self.plan = plan
    }
}

/// A bound as amounts: a straight line over the output tokens.
package struct CallAmounts: Sendable {
    package var cost: CostBound
    /// Tokens that are billed whatever the output.
    package var baseTokens: Int64
    /// The most output tokens over all choices; zero where the amount was stated.
    package var outputTokens: Int64
    package var credits: [String: Int64] = [:]
    /// What priced it; nil where the amount was stated.
    package var price: ModelPrice? { priced?.price }
    /// The bound that was priced; nil where the amount was stated.
    package var callBound: CallBound? { priced?.bound }
    /// Both in a box: a call's amounts are copied a dozen times on its way.
    private var priced: Priced?

    package var ceilingNanos: Int64 { cost.amountNanos(outputTokens: outputTokens) }
    package var ceilingTokens: Int64 { baseTokens + outputTokens }
    package var ceiling: PoolAmounts { PoolAmounts(nanos: ceilingNanos, tokens: ceilingTokens) }

    package init(nanos: Int64, tokens: Int64, credits: [String: Int64] = [:]) {
        cost = CostBound(baseNanos: nanos, outputRate: .free)
        baseTokens = tokens
        outputTokens = 0
        self.credits = credits
    }

    /// Prices a call's bound.
    package init(
        _ bound: CallBound,
        _ price: ModelPrice,
        _ variants: PriceVariantSet
    ) throws(SpendError) {
        do throws(PriceError) {
            cost = try price.costBound(bound, variants: variants)
        } catch {
            throw SpendError(.unpriced, error.message)
        }
        baseTokens = bound.totalInputTokensMax + bound.predictionTokensMax * bound.choices
        outputTokens = bound.outputTokensMax * bound.choices
        priced = Priced(price: price, bound: bound)
    }

    /// The same call with room for another number of output tokens over all choices, rounded up to
    /// the same for each; what was stated stays.
    package func affording(outputTokens: Int64) -> CallAmounts {
        guard let priced else { return self }
        var bound = priced.bound
        bound.outputTokensMax = (outputTokens + bound.choices - 1) / bound.choices
        var changed = self
        changed.outputTokens = bound.outputTokensMax * bound.choices
        changed.priced = Priced(price: priced.price, bound: bound)
        return changed
    }

    private final class Priced: Sendable {
        let price: ModelPrice
        let bound: CallBound

        init(price: ModelPrice, bound: CallBound) {
            self.price = price
            self.bound = bound
        }
    }
}

/// What a call has cost, checked and priced.
package struct CallCost: Sendable {
    package var nanos: Int64
    package var tokens: Int64
    package var credits: [String: Int64] = [:]
    package var evidence: Evidence
    /// For the receipt; nil where what was held is charged.
    package var usage: SettledUsage?
    /// True where nobody knows and what was held is charged.
    package var isUnknown = false
}

extension SpendDesk {
    /// What its policy takes for the price of a model that no book has; nil where it refuses those.
    package func unlistedPrice(_ provider: String, _ model: String) -> ModelPrice? { nil }
}
