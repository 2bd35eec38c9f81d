import FarthingCore
import FarthingProviders

/// What one call can cost at the most, and the hold's lines that follow from it.
struct CallBounds {
    /// The largest request whose input is counted exactly: beyond it counting could take longer
    /// than an event loop may be busy, and bytes bound it as well.
    static let countedBytesMax = 256 << 10

    var inputTokens: Int64
    /// Images and audio.
    var imageTokens: Int64
    /// The most output tokens, over all choices.
    var outputTokens: Int64
    var choices: Int64
    /// Calls that are billed: more than one for a batch.
    var calls: Int64 = 1
    var predictionTokens: Int64
    var cost: CostBound
    /// True when the input was counted and not merely bounded by its bytes.
    var isExact: Bool

    /// Bounds a call that may be billed as one of `variants`; `exact` counts its input, and `count` is
    /// what its provider has counted.
    init(
        _ request: any MeteredRequest,
        _ plan: CallPlan,
        variants: PriceVariantSet,
        exact: Bool,
        count: InputCount? = nil
    ) throws(RequestRefusal) {
        guard request.parts.isEmpty else {
            self = try CallBounds(parts: request.parts, plan, variants: variants)
            return
        }
        let limit = request.outputLimitTokens ?? plan.price.maxOutputTokens
        guard let limit else {
            throw RequestRefusal(
                400,
                "no_output_limit",
                type: RequestRefusal.invalid,
                "No largest output is known for '\(request.model)'. Send an output limit.",
                param: "max_completion_tokens"
            )
        }
        let counter =
            exact && request.bodyBytes <= Self.countedBytesMax
            ? plan.counter : nil
        isExact = counter != nil
        var bound: CallBound
        do throws(RequestError) {
            bound = try request.bound(
                at: plan.price,
                outputTokensMax: limit,
                counter: counter
            )
        } catch {
            throw RequestRefusal(error)
        }
        if let count { bound = count.tighten(bound) }
        inputTokens = bound.inputTokensMax
        imageTokens = bound.imageTokensMax + bound.audioTokensMax
        choices = request.choices
        outputTokens = limit * request.choices
        predictionTokens = bound.predictionTokensMax
        do throws(PriceError) {
            cost = try plan.price.costBound(bound, variants: variants)
        } catch {
            throw .unpriced(error.message)
        }
    }

    /// Bounds the calls of a batch: each by itself at its largest output, and their sum.
    private init(
        parts: [any MeteredRequest],
        _ plan: CallPlan,
        variants: PriceVariantSet
    ) throws(RequestRefusal) {
        var nanos: Int128 = 0
        var tokens: Int128 = 0
        for part in parts {
            let bounds = try CallBounds(part, plan, variants: variants, exact: false)
            nanos += Int128(bounds.ceilingNanos)
            tokens += Int128(bounds.ceilingTokens)
        }
        guard nanos <= Int128(Money.maxNanos), tokens <= Int128(Usage.bucketMax) else {
            throw .unpriced("The batch may cost more than an account can hold.")
        }
        inputTokens = Int64(tokens)
        imageTokens = 0
        outputTokens = 0
        choices = 1
        calls = Int64(parts.count)
        predictionTokens = 0
        cost = CostBound(baseNanos: Int64(nanos), outputRate: .free)
        isExact = true
    }

    /// Everything that is billed whatever the output.
    private var baseTokens: Int64 { inputTokens + imageTokens + predictionTokens * choices }

    /// The most that the whole call can cost, in nanos.
    var ceilingNanos: Int64 { cost.amountNanos(outputTokens: outputTokens) }

    var ceilingTokens: Int64 { baseTokens + outputTokens }

    /// What is held in each of the plan's budgets.
    func lines(_ plan: CallPlan) -> [HoldLine] {
        plan.lines.map { $0.hold(cost, tokens: baseTokens, calls: calls) }
    }
}

extension RequestRefusal {
    static func unpriced(_ reason: String) -> RequestRefusal {
        RequestRefusal(
            400,
            "model_not_priced",
            type: invalid,
            "\(reason) Ask for another model, or give it a price.",
            param: "model"
        )
    }
}
