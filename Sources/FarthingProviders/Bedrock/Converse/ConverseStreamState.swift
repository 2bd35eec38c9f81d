import FarthingCore

/// What a stream of Converse's events has shown so far.
struct ConverseStreamState: Sendable {
    /// `maxTokens` of the request: no more output is billed, however it is counted here.
    let outputTokensMax: Int64
    let counter: TokenCounter?

    private var countedTokens: Int64 = 0
    var usage: Usage?
    var variant: PriceVariant?
    /// Whether `messageStart` came.
    var hasStarted = false
    /// Whether `messageStop` came: no token can follow.
    var hasStopped = false
    /// Whether the last event, `metadata`, came.
    var isDone = false
    var isBroken = false
    var sawError = false
    /// Content blocks that have begun and not ended, in ascending order; one at a time is usual.
    var openBlocks: [Int64] = []

    /// Blocks that are kept in mind; a stream with more open at a time is no answer.
    private static let openBlocksMax = 64
    /// What a tool call costs beside its visible name and input.
    static let toolCallTokens: Int64 = 16

    init(outputTokensMax: Int64, counter: TokenCounter?) {
        self.outputTokensMax = outputTokensMax
        self.counter = counter
    }

    var outputTokens: Int64 { min(countedTokens, outputTokensMax) }

    mutating func take(_ frame: EventStreamFrame) {
        guard !frame.isException, let type = frame.headers[":event-type"] else {
            sawError = sawError || frame.isException
            return
        }
        do throws(JSONError) {
            try JSONView.read(frame.payload) { take(event: $0, type) }
        } catch {
            isBroken = true
        }
    }

    private mutating func take(event root: JSONView, _ type: EventStreamValue) {
        guard root.kind == .object else {
            isBroken = true
            return
        }
        if type.equals("contentBlockDelta") {
            begin(block: root)
            if let delta = root.member("delta") { count(delta) }
        } else if type.equals("contentBlockStart") {
            begin(block: root)
            guard let call = root.member("start")?.member("toolUse") else { return }
            countedTokens += Self.toolCallTokens
            if let name = call.member("name") { count(text: name) }
        } else if type.equals("contentBlockStop") {
            let index = root.member("contentBlockIndex")?.int64 ?? 0
            openBlocks.removeAll { $0 == index }
        } else if type.equals("messageStart") {
            hasStarted = true
        } else if type.equals("messageStop") {
            hasStopped = true
        } else if type.equals("metadata") {
            isDone = true
            take(metadata: root)
        }
    }

    /// A text block begins with its first piece, without an event of its own.
    private mutating func begin(block: JSONView) {
        let index = block.member("contentBlockIndex")?.int64 ?? 0
        guard !openBlocks.contains(index) else { return }
        if openBlocks.count < Self.openBlocksMax {
            openBlocks.append(index)
            openBlocks.sort()
        } else {
            isBroken = true
        }
    }

    /// Counts every text of a piece, so that one of a kind that is not known here is not lost. A
    /// signature is thinking that is not shown, so it counts as well.
    private mutating func count(_ node: JSONView) {
        switch node.kind {
        case .string: count(text: node)
        case .array: for element in node.elements { count(element) }
        case .object:
            for field in node.fields { count(field.value) }
        default: return
        }
    }

    private mutating func count(text: JSONView) {
        countedTokens += text.pieceTokens(counter)
    }

    private mutating func take(metadata: JSONView) {
        variant = PriceVariant(converse: metadata) ?? variant
        guard let node = metadata.member("usage"),
            let read = ConverseUsage(node)?.usage
        else { return }
        // A second, smaller one does not lower the bill.
        if let usage, usage.totalTokens > read.totalTokens { return }
        usage = read
    }
}
