import FarthingCore

/// What a stream of chat completion chunks has shown so far.
struct ChatStreamState: Sendable {
    let choices: Int64
    let clientAsksUsage: Bool
    let counter: TokenCounter?

    var outputTokens: Int64 = 0
    private var visible: VisibleText
    var usage: Usage?
    var isInconsistent = false
    var usageProblem: ChatUsage.Problem?
    var model: String?
    var serviceTier: String?
    var isDone = false
    var isBroken = false
    var sawError = false

    /// The values of `id`, `created` and `model` as the first chunk wrote them, for the end that
    /// we may have to write ourselves.
    var identity: ChunkIdentity?

    /// A bit per choice that has a finish reason.
    var finished: UInt128 = 0

    /// What a tool call costs beside its visible name and arguments; observed as 7 or 8.
    static let toolCallTokens: Int64 = 8

    init(choices: Int64, clientAsksUsage: Bool, counter: TokenCounter?) {
        self.choices = min(max(1, choices), ChatRequest.choicesMax)
        self.clientAsksUsage = clientAsksUsage
        self.counter = counter
        visible = VisibleText(choices: self.choices)
    }

    /// Tokens of the text that was seen, however it was cut; nil without a vocabulary.
    var visibleTokens: Int64? { counter.map(visible.tokens) }

    /// Takes a chunk; returns whether it goes on to the client.
    mutating func take(data: UnsafeRawBufferPointer) -> Bool {
        if Self.isEnd(data) {
            isDone = true
            return true
        }
        var goesOn = true
        do throws(JSONError) {
            try JSONView.read(data) { goesOn = take(chunk: $0) }
        } catch {
            isBroken = true
        }
        return goesOn
    }

    private mutating func take(chunk root: JSONView) -> Bool {
        guard root.kind == .object else {
            isBroken = true
            return true
        }
        var hasUsage = false
        var hasChoices = false
        for field in root.fields {
            switch field.name.utf8Length {
            case 5 where field.name.equals("usage"):
                hasUsage = field.value.kind == .object
                if !field.value.isNull { take(usage: field.value) }
            case 5 where field.name.equals("error"):
                sawError = sawError || !field.value.isNull
            case 5 where field.name.equals("model"):
                // Some servers send a preamble in which identity and model are empty.
                if model == nil, field.value.utf8Length > 0 { model = field.value.string }
            case 7 where field.name.equals("choices"):
                hasChoices = field.value.count > 0
                for choice in field.value.elements { take(choice: choice) }
            case 12 where field.name.equals("service_tier"):
                take(tier: field.value)
            default: continue
            }
        }
        if identity == nil { identity = ChunkIdentity(root) }
        return !hasUsage || hasChoices || clientAsksUsage || sawError
    }

    /// Whether this is `[DONE]`, with or without spaces behind it.
    private static func isEnd(_ data: UnsafeRawBufferPointer) -> Bool {
        guard data.first == UInt8(ascii: "["), data.starts(with: "[DONE]".utf8) else {
            return false
        }
        return data.dropFirst(6).allSatisfy { $0 == UInt8(ascii: " ") }
    }

    /// Takes the tier, which most servers repeat in each chunk.
    private mutating func take(tier: JSONView) {
        if let serviceTier, tier.isEqual(to: serviceTier) { return }
        serviceTier = tier.string ?? serviceTier
    }

    private mutating func take(usage node: JSONView) {
        do throws(ChatUsage.Problem) {
            let read = try ChatUsage(node)
            isInconsistent = isInconsistent || read.isInconsistent
            // Some servers send running totals. A later, smaller one does not lower the bill.
            if let usage, usage.totalTokens > read.usage.totalTokens { return }
            usage = read.usage
        } catch {
            usageProblem = error
        }
    }

    private mutating func take(choice: JSONView) {
        var index: Int64 = 0
        var isFinished = false
        var delta: JSONView?
        for field in choice.fields {
            if field.name.equals("delta") {
                delta = field.value
            } else if field.name.equals("index") {
                index = field.value.int64 ?? 0
            } else if field.name.equals("finish_reason") {
                isFinished = !field.value.isNull
            }
        }
        let isKnown = (0..<choices).contains(index)
        if let delta { take(delta: delta, choice: isKnown ? Int(index) : 0) }
        if isFinished, isKnown { finished |= 1 << UInt128(index) }
    }

    /// Counts every text of a delta but those that the model did not write, so that a member that
    /// is not known here, such as visible reasoning, is not lost.
    private mutating func take(delta: JSONView, choice: Int) {
        for field in delta.fields {
            if field.name.equals("role") {
                continue
            } else if field.name.equals("tool_calls") {
                for call in field.value.elements { take(toolCall: call, choice: choice) }
            } else {
                let isText = field.name.isAnswerText
                countTexts(field.value, certainIn: isText ? choice : nil)
            }
        }
    }

    private mutating func take(toolCall call: JSONView, choice: Int) {
        for field in call.fields {
            if field.name.equals("id") {
                // Only the first piece of a call has an id.
                if field.value.utf8Length > 0 { outputTokens += Self.toolCallTokens }
            } else if !field.name.equals("type") {
                let isText = field.name.isCallText
                countTexts(field.value, certainIn: isText ? choice : nil)
            }
        }
    }

    /// `certain` is the choice whose output the texts are for sure; nil where that is not known.
    private mutating func countTexts(_ node: JSONView, certainIn certain: Int?) {
        switch node.kind {
        case .string:
            outputTokens += node.pieceTokens(counter)
            if let certain, let counter { visible.append(node, choice: certain, counter) }
        case .array: for element in node.elements { countTexts(element, certainIn: certain) }
        case .object: for field in node.fields { countTexts(field.value, certainIn: certain) }
        default: return
        }
    }
}

extension JSONView {
    /// Whether this names a member of a message or delta whose texts the model wrote.
    var isAnswerText: Bool { equals("content") || equals("refusal") || equals("function_call") }

    /// Whether this names a member of a tool call whose texts the model wrote.
    var isCallText: Bool { equals("function") || equals("custom") }
}

/// What all chunks of one stream have in common, as bytes of JSON.
struct ChunkIdentity: Sendable {
    var id = Array("\"chatcmpl-farthing\"".utf8)
    var created = Array("0".utf8)
    var model = Array("\"\"".utf8)

    /// Longest value that is worth keeping; real ones have some forty bytes.
    private static let valueBytesMax = 512

    init() {}

    /// Nil when the chunk has no id: an error, or a preamble of another kind.
    init?(_ chunk: JSONView) {
        func value(_ name: StaticString, _ kind: JSONNode.Kind) -> [UInt8]? {
            guard let node = chunk.member(name), node.kind == kind,
                node.source.count <= Self.valueBytesMax
            else { return nil }
            return Array(node.source)
        }
        guard let id = value("id", .string), id.count > 2 else { return nil }
        self.id = id
        created = value("created", .number) ?? created
        model = value("model", .string) ?? model
    }
}
