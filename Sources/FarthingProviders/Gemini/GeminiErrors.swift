import FarthingCore

/// Errors in the shape of Google's APIs, so that its SDK raises its own typed error, once.
///
/// `google-genai` 3.4.0 raises a `ClientError` for 4xx and a `ServerError` for 5xx. It retries
/// nothing by itself, but 408, 429, 500, 502, 503 and 504 where a program sets `retry_options`. A
/// budget that is used up does not come back by asking again, so that it is told with 402.
package enum GeminiErrors {
    /// `{"error":{"code":…,"message":…,"status":…,"details":[…]}}`; what could be afforded stands in
    /// the metadata of an `ErrorInfo`, which holds nothing but strings (google.rpc, “error_details”).
    package static func render(_ facts: ErrorFacts) -> RenderedError {
        let status = facts.status == 429 ? 402 : facts.status
        var writer = JSONWriter(capacity: 1_024)
        writer.beginObject()
        writer.key("error")
        writer.beginObject()
        writer.key("code")
        writer.int(status)
        writer.key("message")
        writer.string(facts.message)
        writer.key("status")
        writer.literalString(word(status))
        writer.key("details")
        writer.beginArray()
        write(facts, to: &writer)
        writer.endArray()
        writer.endObject()
        writer.endObject()
        return RenderedError(status: status, body: writer.bytes)
    }

    /// The canonical code (google.rpc.Code) that goes with a status.
    private static func word(_ status: Int) -> StaticString {
        switch status {
        case 401: "UNAUTHENTICATED"
        case 402: "RESOURCE_EXHAUSTED"
        case 403: "PERMISSION_DENIED"
        case 404: "NOT_FOUND"
        case 409: "ABORTED"
        case 405, 501: "UNIMPLEMENTED"
        case 408, 504: "DEADLINE_EXCEEDED"
        case 499: "CANCELLED"
        case 400...498: "INVALID_ARGUMENT"
        case 502, 503, 529: "UNAVAILABLE"
        default: "INTERNAL"
        }
    }

    private static func write(_ facts: ErrorFacts, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("@type")
        writer.literalString("type.googleapis.com/google.rpc.ErrorInfo")
        writer.key("reason")
        writer.string(facts.code.uppercased())
        writer.key("domain")
        writer.literalString("farthing")
        writer.key("metadata")
        writer.beginObject()
        if let param = facts.param {
            writer.key("param")
            writer.string(param)
        }
        for (name, text) in facts.headroom?.texts ?? [] {
            writer.key(name)
            writer.string(text)
        }
        writer.endObject()
        writer.endObject()
    }
}
