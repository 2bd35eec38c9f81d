import FarthingCore

extension GenerateContentRequest {
    package var isCountable: Bool { true }

    /// Asks `countTokens`, which costs nothing (Google, “Count tokens”).
    package func countRequest(at target: String) -> CountRequest? {
        guard let colon = target.lastIndex(of: ":") else { return nil }
        let request = document.object(of: Self.countedMembers).dropFirst()
        let separator = request.count > 1 ? "," : ""
        let model = "{\"generateContentRequest\":{\"model\":\"models/\(model)\"\(separator)"
        return CountRequest(
            target: target[..<colon] + ":countTokens",
            body: Array(model.utf8) + request + [UInt8(ascii: "}")]
        ) { root in
            guard let total = root.member("totalTokens" as StaticString)?.int64 else { return nil }
            let audio = Self.audioTokens(root)
            return InputCount(tokens: max(0, total - audio), audioTokens: audio)
        }
    }

    private static func audioTokens(_ root: JSONNode) -> Int64 {
        guard let details = root.member("promptTokensDetails" as StaticString) else { return 0 }
        for detail in details.elements
        where detail.member("modality" as StaticString)?.equals("AUDIO") == true {
            return detail.member("tokenCount" as StaticString)?.int64 ?? 0
        }
        return 0
    }

    /// What of a request is input.
    private static let countedMembers: [StaticString] = [
        "contents", "systemInstruction", "system_instruction", "tools", "toolConfig", "tool_config",
        "generationConfig", "generation_config",
    ]
}
