import FarthingCore

/// Error bodies in OpenAI's own shape, so that its SDKs raise their own typed errors.
package enum OpenAIErrors {
    /// The body for a request that was not let through.
    package static func body(_ error: RequestError) -> [UInt8] {
        body(
            message: error.message,
            type: "invalid_request_error",
            param: error.param,
            code: error.code.rawValue
        )
    }

    /// `{"error":{"message":…,"type":…,"param":…,"code":…}}`; what could be afforded stands beside
    /// them as `farthing`, inside `error` because SDKs hand only that object to the program.
    package static func body(
        message: String,
        type: String,
        param: String? = nil,
        code: String? = nil,
        headroom: Headroom? = nil
    ) -> [UInt8] {
        var writer = JSONWriter(capacity: 512)
        writer.beginObject()
        writer.key("error")
        writer.beginObject()
        writer.key("message")
        writer.string(message)
        writer.key("type")
        writer.string(type)
        writer.key("param")
        writer.string(param)
        writer.key("code")
        writer.string(code)
        if let headroom { write(headroom, to: &writer) }
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }

    /// Only what is known is written.
    private static func write(_ headroom: Headroom, to writer: inout JSONWriter) {
        writer.key("farthing")
        writer.beginObject()
        writer.key("reason")
        writer.string(headroom.reason)
        let texts: [(StaticString, String?)] = [
            ("budget", headroom.budget), ("unit", headroom.unit), ("receipt", headroom.receipt),
        ]
        for (name, text) in texts {
            guard let text else { continue }
            writer.key(name)
            writer.string(text)
        }
        let numbers: [(StaticString, Int64?)] = [
            ("limit", headroom.limit), ("spent", headroom.spent), ("held", headroom.held),
            ("needed", headroom.needed), ("remaining", headroom.remaining),
            ("affordable_output_tokens", headroom.affordableOutputTokens),
            ("window_ends_ms", headroom.windowEndsMs),
        ]
        for (name, number) in numbers {
            guard let number else { continue }
            writer.key(name)
            writer.int(number)
        }
        writer.endObject()
    }
}
