import FarthingCore

/// Bedrock's own count, which is what an answer is billed by, and free of charge (AWS, “Monitor your
/// token usage by counting tokens before running inference”).
enum CountTokens {
    /// Asks for `model`, which the path of the request to be counted names.
    static func request(_ input: [UInt8], at target: String) -> CountRequest? {
        guard let slash = target.lastIndex(of: "/") else { return nil }
        return CountRequest(target: target[..<slash] + "/count-tokens", body: input) { root in
            root.member("inputTokens" as StaticString)?.int64.map { InputCount(tokens: $0) }
        }
    }
}

extension ConverseRequest {
    package var isCountable: Bool { true }

    package func countRequest(at target: String) -> CountRequest? {
        let input = document.object(of: Self.countedMembers)
        let body = Array("{\"input\":{\"converse\":".utf8) + input + Array("}}".utf8)
        return CountTokens.request(body, at: target)
    }

    /// The members of `ConverseTokensRequest`.
    private static let countedMembers: [StaticString] = [
        "messages", "system", "toolConfig", "additionalModelRequestFields",
    ]
}

extension InvokeRequest {
    var isCountable: Bool { true }

    func countRequest(at target: String) -> CountRequest? {
        let body =
            Array("{\"input\":{\"invokeModel\":{\"body\":\"".utf8)
            + Base64.standard.encode(document.bytes) + Array("\"}}}".utf8)
        return CountTokens.request(body, at: target)
    }
}
