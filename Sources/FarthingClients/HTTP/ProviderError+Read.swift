import FarthingCore

extension ProviderError {
    /// What an answer says that is an error, or is none that was asked for.
    init(_ answer: GuardedAnswer, secrets: [Secret]) {
        let bill = answer.bill.flatMap { $0.costNanos == 0 ? nil : $0 }
        guard answer.status != 200 else {
            self.init(
                .unreadable,
                "The provider's answer is not what was asked for.",
                status: 200,
                bill: bill
            )
            return
        }
        var words = ErrorWords(answer.body)
        if words.type == nil {
            // `ThrottlingException:http://…`, as AWS has it in a field.
            let named = answer.field("x-amzn-errortype")
            words.type = named.map { String($0.prefix { $0 != ":" }) }
        }
        var message = words.message ?? "The provider answered with status \(answer.status)."
        for secret in secrets { message = secret.removed(from: message) }
        self.init(
            .status,
            message,
            status: answer.status,
            type: words.type,
            retryAfterMs: answer.retryAfterMs,
            bill: bill
        )
    }

    /// An error that stands inside a stream.
    init(event: JSON, bill: CallBill?) {
        let words = ErrorWords(event)
        self.init(
            .stream,
            words.message ?? "The provider reported an error inside the stream.",
            type: words.type,
            bill: bill
        )
    }

    static func expired(_ bill: CallBill?) -> ProviderError {
        ProviderError(
            .expired,
            "The hold's time was over before the answer was. The call was charged as held.",
            bill: bill
        )
    }
}

/// The words of an error in any of the dialects.
private struct ErrorWords {
    var type: String?
    var message: String?

    init(_ body: [UInt8]) {
        self.init((try? JSON(parsing: body)) ?? .null)
    }

    init(_ root: JSON) {
        // OpenAI, Anthropic and Google put it into `error`; AWS, and OpenAI's streams, do not.
        let error = root["error"].isObject ? root["error"] : root
        message = error["message"].string ?? root["error"].string ?? error["Message"].string
        type =
            error["type"].string ?? error["status"].string ?? error["__type"].string
            ?? error["code"].string
        if type == "error" { type = error["code"].string }
    }
}

extension GuardedAnswer {
    /// In how many milliseconds the provider wants to be asked again.
    fileprivate var retryAfterMs: Int64? {
        if let text = field("retry-after-ms"), let ms = Int64(text) { return max(0, ms) }
        guard let text = field("retry-after"), let seconds = Int64(text), seconds <= 86_400 else {
            return nil
        }
        return max(0, seconds) * 1_000
    }
}

extension Secret {
    /// Every key among a request's fields.
    static func all(in fields: [ProviderRequest.Field]) -> [Secret] {
        fields.compactMap { field in
            guard names.contains(where: field.name.isField) else { return nil }
            let isBearer = field.value.hasPrefix("Bearer ")
            return Secret(isBearer ? String(field.value.dropFirst(7)) : field.value)
        }
    }

    private static let names = [
        "authorization", "x-api-key", "x-goog-api-key", "api-key", "x-amz-security-token",
    ]
}
