import Farthing
import FarthingCore
import FarthingProviders

/// A request that was read, priced and bounded: what it is held for by, and what is sent.
///
/// The same rules as the gateway's; design.md, paragraph 7.
struct BoundCall: Sendable {
    /// The largest request whose input is counted: counting more takes longer than it saves.
    static let countedBytesMax = 1 << 20

    let asked: any MeteredRequest
    /// The provider's own path, with its query.
    let target: String
    let body: [UInt8]
    let price: ModelPrice
    /// Counts the input and the visible output exactly; nil where no vocabulary ships.
    let counter: TokenCounter?
    var bound: CallBound
    /// What the call may be billed as.
    let variants: PriceVariantSet
    /// Whether some billed output is not visible while it is made.
    let hidesOutput: Bool

    /// The most output tokens over all choices.
    var outputTokens: Int64 { bound.outputTokensMax * bound.choices }

    /// The fewest output tokens per choice that are of use. Reasoning of a known length needs no
    /// more than that; else room for it is kept, since an empty, billed answer helps nobody.
    var leastOutputTokens: Int64 {
        let reasoning = asked.leastOutputTokens
        return reasoning > 0 ? reasoning + 256 : hidesOutput ? 4_096 : 256
    }

    /// What an output of so many tokens costs at the most, in nano-dollars; nil where there is no
    /// price.
    func costNanos(outputTokens: Int64, _ variants: PriceVariantSet? = nil) -> Int64? {
        let cost = try? price.costBound(bound, variants: variants ?? self.variants)
        return cost?.amountNanos(outputTokens: outputTokens)
    }
}

/// Reads requests of one dialect.
struct CallReader: Sendable {
    let dialect: Dialect
    let governor: Governor
    let options: ClientOptions

    /// What becomes of a request by its method, target and fields.
    func route(_ request: ProviderRequest, target: String) -> DialectRoute {
        dialect.route(head(request, target: target))
    }

    private func head(_ request: ProviderRequest, target: String) -> DialectHead {
        let path = target.prefix { $0 != "?" }
        return DialectHead(
            method: request.method,
            path: path,
            query: target.dropFirst(path.count + 1),
            field: { name in request.fields.first(named: name) }
        )
    }

    /// Reads and bounds a request that costs; throws where it cannot be bounded or has no price.
    func read(
        _ request: ProviderRequest,
        target: String,
        _ reader: any MeteredReader
    ) throws(SpendError) -> BoundCall {
        let asked: any MeteredRequest
        do throws(RequestError) {
            guard try reader.attachment(request.body) == nil else { throw Self.unwatched }
            asked = try reader.read(request.body, head(request, target: target))
        } catch {
            throw SpendError(error)
        }
        guard asked.parts.isEmpty, asked.job == nil else { throw SpendError(Self.unwatched) }
        try check(model: asked.model)
        let price = try governor.price(dialect.provider, asked.model)
        return try bound(asked, target: target, request.body, price)
    }

    /// The same call for another model; nil where that one cannot take it.
    func renamed(
        _ call: BoundCall,
        to model: String,
        _ price: ModelPrice,
        _ request: ProviderRequest
    ) -> BoundCall? {
        guard let renamed = call.asked.renamed(to: model, target: call.target) else { return nil }
        var other = request
        other.body = renamed.body
        guard case .metered(let reader) = route(other, target: renamed.target),
            let asked = try? reader.read(renamed.body, head(other, target: renamed.target)),
            // A provider refuses a limit that its model does not have.
            asked.outputLimitTokens ?? 0 <= price.maxOutputTokens ?? Int64.max
        else { return nil }
        return try? bound(asked, target: renamed.target, renamed.body, price)
    }

    private func bound(
        _ asked: any MeteredRequest,
        target: String,
        _ body: [UInt8],
        _ price: ModelPrice
    ) throws(SpendError) -> BoundCall {
        guard let limit = asked.outputLimitTokens ?? price.maxOutputTokens else {
            throw SpendError(
                .invalid,
                "No largest output is known for '\(printable(asked.model))'. Send an output limit."
            )
        }
        // Other vocabularies do not ship: their bytes count.
        let counter =
            dialect.isOpenAI ? Encoding.of(openAIModel: asked.model).map { TokenCounter($0) } : nil
        var bound: CallBound
        do throws(RequestError) {
            let counts = asked.bodyBytes <= BoundCall.countedBytesMax
            bound = try asked.bound(
                at: price,
                outputTokensMax: limit,
                counter: counts ? counter : nil
            )
        } catch {
            throw SpendError(error)
        }
        if let counted = options.inputTokens?(asked.model, body),
            (0..<bound.inputTokensMax).contains(counted)
        {
            bound.inputTokensMax = counted
        }
        let isOpenAI = dialect.isOpenAI
        return BoundCall(
            asked: asked,
            target: target,
            body: body,
            price: price,
            counter: counter,
            bound: bound,
            variants: options.pinsServiceTier ? asked.pinnedVariants : asked.variants,
            hidesOutput: asked.hidesOutput
                ?? (price.hidesReasoning || isOpenAI && OpenAIModel(asked.model).reasoning != .none)
        )
    }

    /// Rules and budgets name models as the book does: another spelling would pass them by.
    private func check(model: String) throws(SpendError) {
        let isPlain = model.utf8.allSatisfy { byte in
            PlainName.isPlain(byte) || ":/@+".utf8.contains(byte)
        }
        guard isPlain else {
            throw SpendError(
                .unpriced,
                "A model's name has letters, digits and - _ . : / @ + only."
            )
        }
        let isLower = !model.utf8.contains { 0x41...0x5A ~= $0 }
        guard
            isLower || model.hasPrefix("ft:")
                || governor.prices.price(
                    provider: dialect.provider,
                    model: model,
                    atMs: governor.options.clock.nowMs
                ) == nil
        else { throw SpendError(.unpriced, "The model is known in lower case only.") }
    }

    private static let unwatched = RequestError.unpricedWork
}

extension RequestError {
    /// Batches and background work go on behind their answer, where no client is left to see what
    /// they cost.
    fileprivate static let unpricedWork = RequestError(
        .notPriced,
        param: nil,
        "What goes on behind its answer, a batch or work in the background, is not watched by a "
            + "client. Send it through a Farthing gateway, which watches it."
    )
}

extension SpendError {
    /// Why a request is not sent.
    init(_ error: RequestError) {
        self.init(error.code == .notPriced ? .unpriced : .invalid, error.message)
    }
}
