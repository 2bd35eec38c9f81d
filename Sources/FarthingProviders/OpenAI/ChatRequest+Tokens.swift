import FarthingCore

/// How many input tokens the request can be billed for.
///
/// For messages of plain text this is what OpenAI documents (its cookbook, “How to count tokens
/// with tiktoken”): 3 tokens a message, 1 for a name, and 3 that prime the answer. How tools,
/// schemas and parts are rendered is not documented, so what is counted for them is a bound.
extension ChatRequest {
    /// Frame of a message: start, separator, end.
    static let messageTokens: Int64 = 3
    /// What a message's name adds to its own tokens.
    static let nameTokens: Int64 = 1
    /// What begins the answer.
    static let primingTokens: Int64 = 3

    /// Frame of one content part. A part in its message adds nothing by observation; joining texts
    /// may split tokens differently at the seam.
    static let partTokens: Int64 = 4

    /// Frame of one name or value inside tools, schemas and tool calls.
    ///
    /// The cookbook's figures for tools as TypeScript are 3 for a property, 3 for an enumeration's
    /// item and 7 + 12 for a function, which has at least six names and values; indented JSON, the
    /// longest likely rendering, takes about 5 for a name and its value together.
    static let nodeTokens: Int64 = 3

    /// What announces tools to the model, or a schema, once.
    static let announcementTokens: Int64 = 32

    /// What parameters such as `verbosity` may add to the hidden part of a prompt.
    static let styleTokens: Int64 = 8

    /// Never less than ``inputTokens(_:)``, at a fraction of its price: each byte is a token, which
    /// no byte-level tokenizer can exceed. Images are not in it.
    package var inputBoundBytes: Int64 { promptTokens { Int64($0.utf8Length) } }

    /// Input tokens without images, counted with the model's own vocabulary.
    package func inputTokens(_ counter: TokenCounter) -> Int64 {
        promptTokens { Self.tokens($0, counter) }
    }

    /// The most tokens that the predicted output is billed for, per choice.
    package func predictionTokens(_ counter: TokenCounter) -> Int64 {
        prediction?.textTokens { Self.tokens($0, counter) } ?? 0
    }

    private static func tokens(_ text: JSONNode, _ counter: TokenCounter) -> Int64 {
        text.withUTF8 { counter.count(UnsafeRawBufferPointer($0)) } ?? 0
    }

    private func promptTokens(_ measure: (JSONNode) -> Int64) -> Int64 {
        var total = Self.primingTokens
        for message in messages.elements { total += Self.tokens(of: message, measure) }
        for extra in extras {
            total += Self.announcementTokens + extra.treeTokens(measure)
        }
        for choice in toolChoices { total += choice.treeTokens(measure) }
        if hasStyle { total += Self.styleTokens }
        // Whether a prediction is input as well is not documented.
        if let prediction { total += prediction.textTokens(measure) }
        return total
    }

    private static func tokens(
        of message: JSONNode,
        _ measure: (JSONNode) -> Int64
    ) -> Int64 {
        var total = messageTokens
        var content: JSONNode?
        var isToolResult = false
        for field in message.fields {
            let member = MessageMember.named(field.name)
            switch member {
            case .role:
                total += measure(field.value)
                isToolResult = field.value.equals("tool") || field.value.equals("function")
            case .name where !field.value.isNull:
                total += measure(field.value) + nameTokens
            case .content:
                total += field.value.textTokens(measure)
                content = field.value
            case _ where member.isCounted && !field.value.isNull:
                total += nodeTokens + field.value.treeTokens(measure)
            default: continue
            }
        }
        // A tool's result that is JSON has been seen to be indented before the model reads it.
        guard isToolResult, let content else { return total }
        return total + content.indentTokens + announcementTokens
    }
}

extension JSONNode {
    /// Tokens of a content: a string, or parts with texts.
    fileprivate func partTokens(_ measure: (JSONNode) -> Int64) -> Int64 {
        var total = ChatRequest.partTokens
        for field in fields where field.name.equals("text") || field.name.equals("refusal") {
            total += measure(field.value)
        }
        return total
    }

    func textTokens(_ measure: (JSONNode) -> Int64) -> Int64 {
        if kind == .string { return measure(self) }
        return elements.reduce(0) { $0 + $1.partTokens(measure) }
    }

    /// Tokens of a value that is rendered in a way we do not know, with all that is in it. The
    /// reader has bounded its depth.
    func treeTokens(_ measure: (JSONNode) -> Int64) -> Int64 {
        var total = ChatRequest.nodeTokens
        switch kind {
        case .string: total += measure(self)
        case .number: total += Int64(range.count)
        case .bool, .null: total += 1
        case .array:
            for element in elements { total += element.treeTokens(measure) }
        case .object:
            for field in fields {
                total += ChatRequest.nodeTokens + measure(field.name)
                total += field.value.treeTokens(measure)
            }
        }
        return total
    }

    /// What indenting a text that is JSON adds at most, or texts in parts: for each mark between
    /// values a line feed, its indentation and a token that does not merge with its neighbour any
    /// more.
    var indentTokens: Int64 {
        if kind == .array {
            return elements.reduce(0) { sum, part in
                sum + (part.member("text" as StaticString)?.indentTokens ?? 0)
            }
        }
        return withUTF8 { text in
            let first = text.first { $0 > 0x20 }
            guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else { return 0 }
            var marks: Int64 = 0
            for byte in text {
                switch byte {
                case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "{"), UInt8(ascii: "}"),
                    UInt8(ascii: "["), UInt8(ascii: "]"):
                    marks += 1
                default: continue
                }
            }
            return marks * 3
        } ?? 0
    }
}
