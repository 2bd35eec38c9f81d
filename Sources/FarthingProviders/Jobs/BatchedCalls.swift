import FarthingCore

/// Many calls that are sent in one request, each billed by itself, all to one model.
package struct BatchedCalls: Sendable {
    /// The calls, in order.
    package private(set) var calls: [any MeteredRequest] = []
    /// Where each call's own body begins in the request's; empty where it stands elsewhere.
    private var offsets: [Int] = []

    init() {}

    /// The model that every call asks for; empty without calls.
    package var model: String { calls.first?.model ?? "" }

    /// Adds a call; `place` says where it stands, for people: `line 3`.
    mutating func add(
        _ call: any MeteredRequest,
        at place: @autoclosure () -> String,
        offset: Int? = nil
    ) throws(RequestError) {
        guard !call.isStream else {
            throw .batch(place(), "asks for a stream, which a batch cannot answer with")
        }
        guard call.pinnedVariants == .standard else {
            throw .batch(place(), "names a tier of its own; a batch has one price")
        }
        guard call.job == nil else {
            throw .batch(place(), "asks for what goes on in the background")
        }
        guard calls.isEmpty || call.model == model else {
            throw .batch(place(), "asks for another model; send a batch for each model")
        }
        calls.append(call)
        if let offset { offsets.append(offset) }
    }

    /// What must be changed in each call's body, as changes of the request's.
    func splices(_ changes: RequestChanges) -> [Splice] {
        zip(calls, offsets).flatMap { call, offset in
            call.splices(changes).map { splice in
                let range = splice.range
                return Splice(
                    range.lowerBound + offset..<range.upperBound + offset,
                    splice.replacement
                )
            }
        }
    }
}

extension RequestError {
    /// A call of a batch that is not taken.
    static func batch(_ place: String, _ reason: String) -> RequestError {
        RequestError(.invalidValue, param: place, "The batch is refused: \(place) \(reason).")
    }

    /// The same error with the place of the call before it.
    func inBatch(_ place: String) -> RequestError {
        RequestError(code, param: param.map { "\(place): \($0)" } ?? place, "\(place): \(message)")
    }
}

/// A request that a whole batch is asked for with.
protocol BatchRequest: MeteredRequest {
    var batch: BatchedCalls { get }
}

extension BatchRequest {
    package var model: String { batch.model }
    package var isStream: Bool { false }
    package var outputLimitTokens: Int64? { 0 }
    package var variants: PriceVariantSet { .batch }
    package var pinnedVariants: PriceVariantSet { .batch }
    package var hidesOutput: Bool? { true }
    package var parts: [any MeteredRequest] { batch.calls }

    /// Each part has a bound of its own; together they have none that a price could be put to.
    package func bound(
        outputTokensMax: Int64,
        counter: TokenCounter?
    ) throws(RequestError) -> CallBound {
        throw .batch("the request", "is bounded call by call")
    }

    package func makeMeter(_ counter: TokenCounter?) -> any StreamMeter { UnreadStreamMeter() }

    package func readAnswer(_ body: [UInt8]) -> any ReadAnswer { NoUsageYet() }
}

/// An answer that says nothing of a cost, because the work has only begun.
struct NoUsageYet: ReadAnswer {
    var usage: Usage? { nil }
    var variant: PriceVariant? { nil }
    var model: String? { nil }
}
