import FarthingCore

/// Parameters of single models, which Converse passes on as they are.
extension ConverseRequest {
    /// Members that are known to be free, or to cost no more than the output limit allows. All
    /// others are refused: they reach a model's own request, where anything may stand.
    mutating func takeAdditionalFields(_ value: JSONNode) throws(RequestError) {
        let param = "additionalModelRequestFields"
        guard value.kind == .object else { throw .type(param, expected: "an object", got: value) }
        for field in value.fields where !field.value.isNull {
            let place = "\(param).\(field.name.shownName)"
            if field.name.equals("thinking") {
                try takeThinking(field.value, place)
            } else if field.name.equals("anthropic_beta") {
                try Self.checkBetas(field.value, place)
            } else if field.name.equals("reasoningConfig") {
                try Self.checkReasoning(field.value, place)
            } else if field.name.equals("output_config") {
                try field.value.checkMembers(["effort"], place)
            } else if field.name.equals("inferenceConfig") {
                try field.value.checkMembers(["topK"], place)
            } else if !Self.free.contains(where: field.name.equals) {
                throw .unpriced(place, "nobody here knows whether it costs money")
            }
        }
    }

    private static let free: [StaticString] = ["top_k", "topK", "seed", "reasoning_effort"]

    /// Anthropic's thinking: its budget is part of the output, which must be longer.
    private mutating func takeThinking(
        _ value: JSONNode,
        _ param: String
    ) throws(RequestError) {
        try value.checkMembers(["type", "budget_tokens", "display"], param)
        if let type = value.member("type"), !type.isNull {
            hidesOutput = !type.equals("disabled")
        }
        let range = 0...OutputLimit.tokensMax
        thinkingBudget = try value.member("budget_tokens")?
            .integer("\(param).budget_tokens", in: range)
    }

    /// Betas that change neither price nor window.
    private static func checkBetas(_ value: JSONNode, _ param: String) throws(RequestError) {
        guard value.kind == .array else { throw .type(param, expected: "an array", got: value) }
        let known: [StaticString] = [
            "interleaved-thinking-2025-05-14", "token-efficient-tools-2025-02-19",
            "fine-grained-tool-streaming-2025-05-14", "effort-2025-11-24",
        ]
        for beta in value.elements where !known.contains(where: beta.equals) {
            throw .unpriced(param, "nobody here knows what '\(beta.shownName)' costs")
        }
    }

    /// Amazon Nova's reasoning. At high effort it takes no output limit.
    private static func checkReasoning(_ value: JSONNode, _ param: String) throws(RequestError) {
        try value.checkMembers(["type", "maxReasoningEffort"], param)
        guard let effort = value.member("maxReasoningEffort"), !effort.isNull else { return }
        guard effort.equals("low") || effort.equals("medium") else {
            throw .unpriced("\(param).maxReasoningEffort", "its output cannot be bounded")
        }
    }
}
