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
    var predictionTokens: Int64
    var cost: CostBound
    /// True when the input was counted and not merely bounded by its bytes.
    var isExact: Bool

    /// Bounds a call that may be billed as one of `variants`; `exact` counts its input.
    init(
        _ request: any MeteredRequest,
        _ plan: CallPlan,
        variants: PriceVariantSet,
        exact: Bool
    ) throws(RequestRefusal) {
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
        let bound: CallBound
        do throws(RequestError) {
            bound = try request.bound(
                at: plan.price,
                outputTokensMax: limit,
                counter: counter
            )
        } catch {
            throw RequestRefusal(error)
        }
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

    /// Everything that is billed whatever the output.
    private var baseTokens: Int64 { inputTokens + imageTokens + predictionTokens * choices }

    /// The most that the whole call can cost, in nanos.
    var ceilingNanos: Int64 { cost.amountNanos(outputTokens: outputTokens) }

    var ceilingTokens: Int64 { baseTokens + outputTokens }

    /// What is held in each of the plan's budgets.
    func lines(_ plan: CallPlan) -> [HoldLine] {
        plan.lines.map { line in
            switch line.unit {
            case .money:
                HoldLine(
                    budget: line.budget,
                    scope: line.scope,
                    base: cost.baseNanos,
                    perMillionOutput: cost.outputRate.nanosPerMillion
                )
            case .tokens:
                HoldLine(
                    budget: line.budget,
                    scope: line.scope,
                    base: baseTokens,
                    perMillionOutput: 1_000_000
                )
            case .calls, .concurrent:
                HoldLine(budget: line.budget, scope: line.scope, base: 1)
            case .credits:
                HoldLine(budget: line.budget, scope: line.scope, base: 0)
            }
        }
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
