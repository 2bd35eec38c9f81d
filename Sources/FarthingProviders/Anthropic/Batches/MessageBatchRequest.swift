import FarthingCore

/// A request for a batch of messages: the calls stand in it.
package struct MessageBatchRequest: BatchRequest {
    let batch: BatchedCalls
    package let bodyBytes: Int

    package var job: JobKind? { .anthropicBatch }

    /// Each call is pinned as it would be by itself.
    package func splices(_ changes: RequestChanges) -> [Splice] { batch.splices(changes) }
}

/// Requests for batches of messages (Anthropic API reference, “Create a Message Batch”).
package struct MessageBatchReader: MeteredReader {
    /// The most calls in one batch (Anthropic, “Batch processing”).
    package static let callsMax = 100_000

    /// As many small calls as a batch may have.
    private static let limits = {
        var limits = JSONLimits()
        limits.bytesMax = 256 << 20
        limits.nodesMax = 16_000_000
        return limits
    }()

    package init() {}

    package func read(
        _ body: [UInt8],
        _ head: DialectHead
    ) throws(RequestError) -> any MeteredRequest {
        let root = try JSONDocument(request: body, limits: Self.limits).requiringObject().root
        for field in root.fields where !field.name.equals("requests") {
            throw .unpriced(field.name.shownName, "nobody here knows whether it costs money")
        }
        guard let requests = root.member("requests" as StaticString) else {
            throw .missing("requests")
        }
        guard requests.kind == .array else {
            throw .type("requests", expected: "an array", got: requests)
        }
        guard (1...Self.callsMax).contains(requests.count) else {
            throw .batch("requests", "has none, or more than \(Self.callsMax)")
        }
        return MessageBatchRequest(
            batch: try Self.calls(requests, body, head),
            bodyBytes: body.count
        )
    }

    private static func calls(
        _ requests: JSONNode,
        _ body: [UInt8],
        _ head: DialectHead
    ) throws(RequestError) -> BatchedCalls {
        var batch = BatchedCalls()
        var index = 0
        for request in requests.elements {
            let place = "requests[\(index)]"
            index += 1
            guard request.kind == .object else {
                throw .type(place, expected: "an object", got: request)
            }
            try request.checkMembers(["custom_id", "params"], place)
            guard let params = request.member("params" as StaticString) else {
                throw .missing("\(place).params")
            }
            let call: any MeteredRequest
            do throws(RequestError) {
                call = try MessagesReader().read(Array(body[params.range]), head)
            } catch {
                throw error.inBatch(place)
            }
            try batch.add(call, at: place, offset: params.range.lowerBound)
        }
        return batch
    }
}
