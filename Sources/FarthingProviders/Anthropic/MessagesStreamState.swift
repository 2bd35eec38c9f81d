import FarthingCore

/// What a stream of message events has shown so far (Anthropic, “Streaming messages”).
struct MessagesStreamState: Sendable {
    let writesHourCache: Bool
    /// `max_tokens` of the request: no more output is billed, however it is counted here.
    let outputTokensMax: Int64
    let counter: TokenCounter?

    private var countedTokens: Int64 = 0
    var figures = MessagesUsage()
    var model: String?
    var hasStarted = false
    var hasStopReason = false
    var isDone = false
    var isBroken = false
    var sawError = false
    /// Blocks that were opened and not closed, in order.
    private(set) var openBlocks: [Int64] = []
    /// Whether the end named the output.
    private var hasTotals = false
    /// Whether the provider ran a tool by itself.
    private var ranTool = false

    init(writesHourCache: Bool, outputTokensMax: Int64, counter: TokenCounter?) {
        self.writesHourCache = writesHourCache
        self.outputTokensMax = outputTokensMax
        self.counter = counter
    }

    /// What a tool call costs beside its visible name and input.
    private static let toolCallTokens: Int64 = 32
    /// What a citation costs: its text is not billed as output, the mark of it is.
    private static let citationTokens: Int64 = 32
    /// Open blocks that are remembered; a real stream has one at a time.
    private static let openBlocksMax = 64

    /// Visible output tokens.
    var outputTokens: Int64 { min(countedTokens, outputTokensMax) }

    /// What the provider reported of the whole call; nil where it never named the output.
    var reported: Usage? {
        hasTotals ? figures.usage(writesHourCache: writesHourCache) : nil
    }

    var partialUsage: Usage? {
        guard hasStarted, !ranTool else { return nil }
        return figures.usage(outputTokens: outputTokens, writesHourCache: writesHourCache)
    }

    mutating func take(data: UnsafeRawBufferPointer) {
        guard let document = try? JSONDocument(copying: data), document.root.kind == .object,
            let type = document.root.member("type" as StaticString)
        else { return isBroken = true }
        let event = document.root
        switch type.utf8Length {
        case 5 where type.equals("error"): sawError = true
        case 12 where type.equals("message_stop"): isDone = true
        case 13 where type.equals("message_start"): takeStart(event)
        case 13 where type.equals("message_delta"): takeEnd(event)
        case 18 where type.equals("content_block_stop"):
            let index = Self.index(of: event)
            openBlocks.removeAll { $0 == index }
        case 19 where type.equals("content_block_start"): takeBlock(event)
        case 19 where type.equals("content_block_delta"):
            if let delta = event.member("delta" as StaticString) { takeDelta(delta) }
        // A ping; or a kind of event that is not known here, as the API may add some.
        default: return
        }
    }

    private mutating func takeStart(_ event: JSONNode) {
        hasStarted = true
        guard let message = event.member("message" as StaticString) else { return }
        if let name = message.member("model" as StaticString)?.string, !name.isEmpty {
            model = name
        }
        if let usage = message.member("usage" as StaticString) { take(usage) }
    }

    private mutating func takeEnd(_ event: JSONNode) {
        if let usage = event.member("usage" as StaticString), take(usage) {
            // The start names an output as well, of which it cannot know.
            hasTotals = hasTotals || usage.member("output_tokens" as StaticString)?.int64 != nil
        }
        let delta = event.member("delta" as StaticString)
        if let reason = delta?.member("stop_reason" as StaticString), !reason.isNull {
            hasStopReason = true
        }
    }

    /// False for a usage that cannot be read: it says nothing, and breaks nothing.
    @discardableResult
    private mutating func take(_ usage: JSONNode) -> Bool {
        guard !usage.isNull else { return false }
        var read = figures
        do throws(MessagesUsage.Problem) {
            try read.take(usage)
            figures = read
            return true
        } catch {
            return false
        }
    }

    private mutating func takeBlock(_ event: JSONNode) {
        if openBlocks.count < Self.openBlocksMax { openBlocks.append(Self.index(of: event)) }
        guard let block = event.member("content_block" as StaticString),
            let type = block.member("type" as StaticString)
        else { return }
        if type.equals("tool_use") || type.equals("server_tool_use") {
            if type.equals("server_tool_use") { ranTool = true }
            countedTokens += Self.toolCallTokens
            if let name = block.member("name" as StaticString) { count(name) }
            if let input = block.member("input" as StaticString) { countTexts(input) }
        } else if type.equals("text") {
            if let text = block.member("text" as StaticString) { count(text) }
        } else if type.equals("thinking") || type.equals("redacted_thinking") {
            for field in block.fields where !field.name.equals("type") { countTexts(field.value) }
        } else {
            // What the provider's own tools found: it is read by the model, not written.
            ranTool = true
        }
    }

    /// Counts every text of a delta, so that a kind that is not known here is not lost.
    ///
    /// A signature is thinking that is not shown, so it counts as well.
    private mutating func takeDelta(_ delta: JSONNode) {
        if delta.member("type" as StaticString)?.equals("citations_delta") == true {
            countedTokens += Self.citationTokens
            return
        }
        for field in delta.fields where !field.name.equals("type") {
            // A hint of how much was thought without being shown.
            if field.name.equals("estimated_tokens"), let tokens = field.value.int64 {
                countedTokens += min(max(0, tokens), outputTokensMax)
            } else {
                countTexts(field.value)
            }
        }
    }

    private mutating func countTexts(_ node: JSONNode) {
        switch node.kind {
        case .string: count(node)
        case .array: for element in node.elements { countTexts(element) }
        case .object:
            for field in node.fields {
                count(field.name)
                countTexts(field.value)
            }
        default: return
        }
    }

    /// A piece of text is at least one token; without a vocabulary each byte may be one.
    private mutating func count(_ text: JSONNode) {
        guard text.utf8Length > 0 else { return }
        let counted = counter.flatMap { counter in
            text.withUTF8 { counter.count(UnsafeRawBufferPointer($0)) }
        }
        countedTokens += max(1, counted ?? Int64(text.utf8Length))
    }

    private static func index(of event: JSONNode) -> Int64 {
        event.member("index" as StaticString)?.int64 ?? 0
    }
}
