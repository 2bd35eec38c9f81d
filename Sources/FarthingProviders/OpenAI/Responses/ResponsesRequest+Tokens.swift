import FarthingCore

/// How many input tokens the request can be billed for.
///
/// Frames of messages are those of chat completions (OpenAI's cookbook, “How to count tokens with
/// tiktoken”); how calls, results and schemas are rendered is not documented, so what is counted for
/// them is a bound, the same as there.
extension ResponsesRequest {
    /// A role that the request does not spell out: the user's of a plain input, the system's of the
    /// instructions.
    private static let roleTokens: Int64 = 2

    /// Never less than ``inputTokens(_:)``: each byte is a token. Images are not in it.
    package var inputBoundBytes: Int64 { promptTokens { Int64($0.utf8Length) } }

    /// Input tokens without images, counted with the model's own vocabulary.
    package func inputTokens(_ counter: TokenCounter) -> Int64 {
        promptTokens { text in
            text.withUTF8 { counter.count(UnsafeRawBufferPointer($0)) } ?? 0
        }
    }

    private func promptTokens(_ measure: (JSONNode) -> Int64) -> Int64 {
        var total = ChatRequest.primingTokens
        if let instructions {
            total += ChatRequest.messageTokens + Self.roleTokens + measure(instructions)
        }
        if input.kind == .string {
            total += ChatRequest.messageTokens + Self.roleTokens + measure(input)
        }
        for item in input.elements { total += Self.tokens(of: item, measure) }
        for extra in extras {
            total += ChatRequest.announcementTokens + extra.treeTokens(measure)
        }
        for choice in toolChoices { total += choice.treeTokens(measure) }
        if hasStyle { total += ChatRequest.styleTokens }
        return total
    }

    private static func tokens(of item: JSONNode, _ measure: (JSONNode) -> Int64) -> Int64 {
        switch ResponsesItem(item) {
        case .message:
            var total = ChatRequest.messageTokens
            for field in item.fields {
                if field.name.equals("role") {
                    total += measure(field.value)
                } else if field.name.equals("content") {
                    total += contentTokens(field.value, measure)
                } else if field.name.equals("phase"), !field.value.isNull {
                    total += ChatRequest.nodeTokens + measure(field.value)
                }
            }
            return total
        case .callOutput:
            var total = ChatRequest.messageTokens + ChatRequest.announcementTokens
            for field in item.fields {
                if field.name.equals("output") {
                    total += contentTokens(field.value, measure) + field.value.indentTokens
                } else {
                    total += ChatRequest.nodeTokens + field.value.treeTokens(measure)
                }
            }
            return total
        case .functionCall, .customCall, .reasoning, .compaction, .reference, .unpriced:
            var total = ChatRequest.messageTokens
            for field in item.fields {
                // What is encrypted is text of another kind than its letters: a token of it has
                // never fewer bytes than one, and base64 makes it longer.
                let isEncrypted = field.name.equals("encrypted_content")
                total += ChatRequest.nodeTokens
                total +=
                    isEncrypted
                    ? Int64(field.value.utf8Length) : field.value.treeTokens(measure)
            }
            return total
        }
    }

    /// Tokens of a content: a string, or parts. Images are counted apart; what cannot be measured
    /// has refused the exact bound before.
    private static func contentTokens(
        _ content: JSONNode,
        _ measure: (JSONNode) -> Int64
    ) -> Int64 {
        if content.kind == .string { return measure(content) }
        var total: Int64 = 0
        for part in content.elements {
            total += ChatRequest.partTokens
            for field in part.fields {
                if field.name.equals("text") || field.name.equals("refusal") {
                    total += measure(field.value)
                } else if field.name.equals("annotations") || field.name.equals("parsed") {
                    total += field.value.treeTokens(measure)
                }
            }
        }
        return total
    }
}
