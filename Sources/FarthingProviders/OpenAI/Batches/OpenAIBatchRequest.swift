import FarthingCore

/// A request for a batch: the calls stand in a file that was sent before.
package struct OpenAIBatchRequest: BatchRequest {
    let batch: BatchedCalls
    package let bodyBytes: Int

    package var job: JobKind? { .openAIBatch }

    /// The calls stand in a file: nothing of them can be changed any more.
    package func splices(_ changes: RequestChanges) -> [Splice] { [] }
}

/// Requests for batches: the file of calls is read before anything is held.
///
/// OpenAI, “Batch API”: a line has `custom_id`, `method`, `url` and `body`.
package struct OpenAIBatchReader: MeteredReader {
    /// The most calls in one batch (OpenAI, “Batch API”).
    package static let callsMax = 50_000

    package init() {}

    package func attachment(_ body: [UInt8]) throws(RequestError) -> String? {
        "/v1/files/\(try OpenAIBatchForm(body).file)/content"
    }

    /// A batch cannot be read without its file.
    package func read(
        _ body: [UInt8],
        _ head: DialectHead
    ) throws(RequestError) -> any MeteredRequest {
        throw .missing("input_file_id")
    }

    package func read(
        _ body: [UInt8],
        _ head: DialectHead,
        attachment: [UInt8]
    ) throws(RequestError) -> any MeteredRequest {
        let form = try OpenAIBatchForm(body)
        var batch = BatchedCalls()
        for (index, range) in Self.lines(attachment).enumerated() {
            let place = "line \(index + 1)"
            guard batch.calls.count < Self.callsMax else {
                throw .batch(place, "is one more than the \(Self.callsMax) that a batch may have")
            }
            let call: any MeteredRequest
            do throws(RequestError) {
                call = try Self.call(Array(attachment[range]), form)
            } catch {
                throw error.inBatch(place)
            }
            try batch.add(call, at: place)
        }
        guard !batch.calls.isEmpty else { throw .batch("the file", "has no calls") }
        return OpenAIBatchRequest(batch: batch, bodyBytes: attachment.count)
    }

    /// Where the lines that are not blank stand.
    private static func lines(_ bytes: [UInt8]) -> [Range<Int>] {
        var lines: [Range<Int>] = []
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            let isBlank = bytes[start..<end].allSatisfy { $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }
            if !isBlank { lines.append(start..<end) }
            start = end + 1
        }
        return lines
    }

    private static func call(
        _ line: [UInt8],
        _ form: OpenAIBatchForm
    ) throws(RequestError) -> any MeteredRequest {
        let root = try JSONDocument(request: line).requiringObject().root
        try root.checkMembers(["custom_id", "method", "url", "body"], "line")
        guard root.member("method" as StaticString)?.equals("POST") == true else {
            throw RequestError(.invalidValue, param: "method", "The method of a call is POST.")
        }
        guard let url = root.member("url" as StaticString)?.string, url == form.endpoint.path
        else {
            throw RequestError(
                .invalidValue,
                param: "url",
                "The url of each call is the batch's own endpoint, \(form.endpoint.path)."
            )
        }
        let body = try root.required("body", "line")
        guard body.kind == .object else { throw .type("body", expected: "an object", got: body) }
        return try form.endpoint.read(Array(line[body.range]))
    }
}
