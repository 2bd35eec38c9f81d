import FarthingCore

/// What the events of a streamed response have shown so far.
///
/// Names of events: OpenAI API reference, “Streaming events”.
struct ResponsesStreamState: EventReader {
    let counter: TokenCounter?

    var outputTokens: Int64 = 0
    private var visible = VisibleText(choices: 1)
    /// The response of the event that ended the stream.
    var answer: ResponsesAnswer?
    var model: String?
    var serviceTier: String?
    var isDone = false
    var isBroken = false
    var sawError = false

    /// The response as the first event has it, for the end that we may have to write ourselves.
    var opening: KeptNode?
    /// The number of the next event.
    var nextSequence: Int64 = 0
    var items = ResponsesItemLog()

    /// What a call costs beside its visible name and arguments, as in chat completions.
    private static let callTokens: Int64 = 8
    /// What another item costs beside its text.
    private static let itemTokens: Int64 = 4

    init(counter: TokenCounter?) { self.counter = counter }

    /// Tokens of the text that was seen, however it was cut; nil without a vocabulary.
    var visibleTokens: Int64? { counter.map(visible.tokens) }

    mutating func take(data: UnsafeRawBufferPointer) {
        if data.first == UInt8(ascii: "["), data.starts(with: "[DONE]".utf8) {
            // OpenAI has no such mark here, but other servers do.
            isDone = true
            return
        }
        do throws(JSONError) {
            try JSONView.read(data) { take(event: $0) }
        } catch {
            isBroken = true
        }
    }

    private mutating func take(event: JSONView) {
        guard event.kind == .object, let type = event.member("type"), type.kind == .string else {
            isBroken = true
            return
        }
        if let number = event.member("sequence_number")?.int64, number >= 0,
            number < Int64.max
        {
            nextSequence = number + 1
        }
        if let delta = event.member("delta") {
            take(delta: delta, of: event, type)
        } else if let response = event.member("response") {
            take(response: response, type)
        } else if type.equals("response.output_item.added") {
            take(added: event)
        } else if type.equals("response.output_item.done") {
            take(done: event)
        } else if type.equals("response.content_part.added") {
            items.openPart(event)
        } else if type.equals("error") {
            sawError = true
        }
    }

    private mutating func take(response: JSONView, _ type: JSONView) {
        if opening == nil, response.kind == .object { opening = KeptNode(response) }
        // The first event names the model that was asked for, maybe; the last the one that answered.
        if let name = response.member("model"), name.utf8Length > 0 {
            model = name.string
        }
        if let tier = response.member("service_tier")?.string {
            serviceTier = tier
        }
        let isFailed = type.equals("response.failed")
        guard isFailed || type.equals("response.completed") || type.equals("response.incomplete")
        else { return }
        sawError = sawError || isFailed
        isDone = true
        let read = ResponsesAnswer(response: KeptNode(response)?.node)
        // A second end is none; were there one, it would not lower the bill.
        if let usage = answer?.usage, usage.totalTokens > read.usage?.totalTokens ?? 0 { return }
        answer = read
    }

    private mutating func take(delta: JSONView, of event: JSONView, _ type: JSONView) {
        guard delta.kind == .string else { return countTexts(delta) }
        let tokens = count(delta)
        let field = ResponsesItemLog.Field(deltaOf: type)
        if field != nil, let counter { visible.append(delta, choice: 0, counter) }
        items.append(delta, field, tokens, event)
    }

    private mutating func take(added event: JSONView) {
        guard let item = event.member("item"), item.kind == .object,
            let kept = KeptNode(item)
        else { return }
        outputTokens += Self.frameTokens(item)
        var tokens: Int64 = 0
        item.eachItemText { tokens += count($0) }
        if let counter { item.eachItemText { visible.append($0, choice: 0, counter) } }
        items.open(event, kept, tokens)
    }

    /// Counts what an item has beyond its pieces, from servers that do not send any.
    private mutating func take(done event: JSONView) {
        guard let item = event.member("item"), item.kind == .object,
            let kept = KeptNode(item)
        else { return }
        let seen = items.seen(event)
        if seen == nil { outputTokens += Self.frameTokens(item) }
        var bytes = 0
        item.eachItemText { bytes += $0.utf8Length }
        if bytes > seen?.bytes ?? 0 {
            let before = outputTokens
            item.eachItemText { _ = count($0) }
            // What its pieces came to is in the count already.
            outputTokens = max(before, outputTokens - (seen?.tokens ?? 0))
            if seen?.bytes ?? 0 == 0, let counter {
                item.eachItemText { visible.append($0, choice: 0, counter) }
            }
        }
        items.close(event, kept)
    }

    private static func frameTokens(_ item: JSONView) -> Int64 {
        item.member("call_id") == nil ? itemTokens : callTokens
    }

    private mutating func countTexts(_ node: JSONView) {
        switch node.kind {
        case .string: count(node)
        case .array: for element in node.elements { countTexts(element) }
        case .object: for field in node.fields { countTexts(field.value) }
        default: return
        }
    }

    @discardableResult
    private mutating func count(_ text: JSONView) -> Int64 {
        let tokens = text.pieceTokens(counter)
        outputTokens += tokens
        return tokens
    }
}
