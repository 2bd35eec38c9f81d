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
        if let headroom {
            writer.key("farthing")
            headroom.write(to: &writer)
        }
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }
}
