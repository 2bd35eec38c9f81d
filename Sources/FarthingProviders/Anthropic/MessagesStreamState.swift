import FarthingCore

/// What a stream of message events has shown so far (Anthropic, “Streaming messages”).
struct MessagesStreamState: EventReader {
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
        do throws(JSONError) {
            try JSONView.read(data) { take(event: $0) }
        } catch {
            isBroken = true
        }
    }

    private mutating func take(event: JSONView) {
        guard event.kind == .object, let type = event.member("type") else {
            return isBroken = true
        }
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
            if let delta = event.member("delta") { takeDelta(delta) }
        // A ping; or a kind of event that is not known here, as the API may add some.
        default: return
        }
    }

    private mutating func takeStart(_ event: JSONView) {
        hasStarted = true
        guard let message = event.member("message") else { return }
        if let name = message.member("model")?.string, !name.isEmpty {
            model = name
        }
        if let usage = message.member("usage") { take(usage) }
    }

    private mutating func takeEnd(_ event: JSONView) {
        if let usage = event.member("usage"), take(usage) {
            // The start names an output as well, of which it cannot know.
            hasTotals = hasTotals || usage.member("output_tokens")?.int64 != nil
        }
        let delta = event.member("delta")
        if let reason = delta?.member("stop_reason"), !reason.isNull {
            hasStopReason = true
        }
    }

    /// False for a usage that cannot be read: it says nothing, and breaks nothing.
    @discardableResult
    private mutating func take(_ usage: JSONView) -> Bool {
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

    private mutating func takeBlock(_ event: JSONView) {
        if openBlocks.count < Self.openBlocksMax { openBlocks.append(Self.index(of: event)) }
        guard let block = event.member("content_block"),
            let type = block.member("type")
        else { return }
        if type.equals("tool_use") || type.equals("server_tool_use") {
            if type.equals("server_tool_use") { ranTool = true }
            countedTokens += Self.toolCallTokens
            if let name = block.member("name") { count(name) }
            if let input = block.member("input") { countTexts(input) }
        } else if type.equals("text") {
            if let text = block.member("text") { count(text) }
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
    private mutating func takeDelta(_ delta: JSONView) {
        if delta.member("type")?.equals("citations_delta") == true {
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

    private mutating func countTexts(_ node: JSONView) {
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

    private mutating func count(_ text: JSONView) {
        countedTokens += text.pieceTokens(counter)
    }

    private static func index(of event: JSONView) -> Int64 {
        event.member("index")?.int64 ?? 0
    }
}
