import FarthingCore

/// Errors in Bedrock's own shape, so that AWS's SDKs raise their own typed errors.
package enum BedrockErrors {
    /// `{"message":…}` with the error's name in `x-amzn-errortype`.
    ///
    /// A budget that is used up is 400 `ServiceQuotaExceededException`, which botocore 1.44.5
    /// raises typed and tries once in all its modes: it tries again 429, 500, 502, 503, 504 and
    /// 509, and errors named as throttling. So no error of ours has such a status or name: what
    /// fails behind us is 424 `ModelErrorException`, or 408 `ModelTimeoutException`, since what
    /// was sent may have been billed.
    ///
    /// SDKs hand a program nothing of the body but the message; what could be afforded is also in
    /// the field `x-farthing-headroom`, as one JSON object, which botocore shows as
    /// `error.response["ResponseMetadata"]["HTTPHeaders"]`.
    package static func render(_ facts: ErrorFacts) -> RenderedError {
        let kind = Kind(facts)
        guard let headroom = facts.headroom else {
            return render(kind, facts.code, facts.message)
        }
        var writer = JSONWriter(capacity: 256)
        headroom.write(to: &writer)
        let json = writer.bytes
        var error = render(kind, facts.code, facts.message, farthing: json)
        let text = String(decoding: escaped(json), as: UTF8.self)
        error.fields.append(RenderedError.Field("x-farthing-headroom", text))
        return error
    }

    /// The error for a client whose signature is not accepted.
    package static func render(_ error: SigV4Error) -> RenderedError {
        render(Kind(403, error.awsCode), "invalid_signature", error.message)
    }

    private static func render(
        _ kind: Kind,
        _ code: String,
        _ message: String,
        farthing: [UInt8]? = nil
    ) -> RenderedError {
        var writer = JSONWriter(capacity: 512)
        writer.beginObject()
        writer.key("message")
        writer.string(message)
        if let farthing {
            writer.key("farthing")
            writer.raw(farthing)
        }
        writer.endObject()
        let fields = [
            RenderedError.Field("x-amzn-errortype", kind.name),
            RenderedError.Field("x-farthing-error", code),
        ]
        return RenderedError(status: kind.status, fields: fields, body: writer.bytes)
    }

    /// An error's status and name; those of the service model of bedrock-runtime but for the first
    /// one, which all of AWS's services have.
    private struct Kind {
        let status: Int
        let name: String

        init(_ status: Int, _ name: String) {
            self.status = status
            self.name = name
        }

        init(_ facts: ErrorFacts) {
            (status, name) =
                switch (facts.type, facts.status) {
                case ("insufficient_quota", _), (_, 402), (_, 429):
                    (400, "ServiceQuotaExceededException")
                case (_, 401): (403, "UnrecognizedClientException")
                case (_, 403): (403, "AccessDeniedException")
                case (_, 404), (_, 405): (404, "ResourceNotFoundException")
                case (_, 409): (400, "ConflictException")
                case (_, 408), (_, 504): (408, "ModelTimeoutException")
                case (_, 500...): (424, "ModelErrorException")
                default: (400, "ValidationException")
                }
        }
    }

    /// The same JSON in ASCII, as a field's value must be.
    private static func escaped(_ json: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        for unit in String(decoding: json, as: UTF8.self).utf16 {
            if unit < 0x7F {
                text.append(UInt8(unit))
            } else {
                text += Array("\\u".utf8)
                for shift: UInt16 in [12, 8, 4, 0] {
                    text.append(hexDigit(UInt8(unit >> shift & 15)))
                }
            }
        }
        return text
    }
}
