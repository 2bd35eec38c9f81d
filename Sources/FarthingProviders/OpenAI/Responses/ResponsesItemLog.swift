import FarthingCore

/// The output items of a stream, kept so that a cut stream can be ended with all that it had.
struct ResponsesItemLog: Sendable {
    /// Where the text of a piece belongs.
    enum Field: Sendable {
        case outputText, refusal, arguments, input

        /// Nil for pieces of other kinds, which are counted and not kept.
        init?(deltaOf type: JSONView) {
            if type.equals("response.output_text.delta") {
                self = .outputText
            } else if type.equals("response.function_call_arguments.delta") {
                self = .arguments
            } else if type.equals("response.refusal.delta") {
                self = .refusal
            } else if type.equals("response.custom_tool_call_input.delta") {
                self = .input
            } else {
                return nil
            }
        }
    }

    struct Part: Sendable {
        var index: Int64
        var field: Field
        /// As it stands between the quotes of a JSON string.
        var text: [UInt8]
    }

    struct Item: Sendable {
        var index: Int64
        /// The item as it was added.
        var opening: KeptNode
        /// The item as it was finished.
        var done: KeptNode?
        var parts: [Part] = []
        /// The visible text that came in pieces.
        var bytes = 0
        var tokens: Int64 = 0
    }

    private(set) var items: [Item] = []
    /// Whether the items are more than may be kept; the end of a cut stream then has none.
    private(set) var isOverflown = false
    private var keptBytes = 0

    /// What is kept of one stream: ten times the longest answers of today's models.
    private static let keptBytesMax = 4 << 20
    /// Items of one stream; a hostile one could open more.
    private static let itemsMax = 4_096

    mutating func open(_ event: JSONView, _ item: KeptNode, _ tokens: Int64) {
        keep(item.bytes.count)
        guard items.count < Self.itemsMax else { return isOverflown = true }
        var opened = Item(index: event.outputIndex, opening: item, tokens: tokens)
        item.node.withView { $0.eachItemText { opened.bytes += $0.utf8Length } }
        items.append(opened)
    }

    mutating func openPart(_ event: JSONView) {
        guard let part = event.member("part"),
            let type = part.member("type"), let item = position(event)
        else { return }
        let field: Field
        if type.equals("output_text") {
            field = .outputText
        } else if type.equals("refusal") {
            field = .refusal
        } else {
            return
        }
        let index = event.contentIndex
        guard !items[item].parts.contains(where: { $0.index == index }),
            items[item].parts.count < Self.itemsMax
        else { return }
        items[item].parts.append(Part(index: index, field: field, text: []))
    }

    mutating func append(
        _ delta: JSONView,
        _ field: Field?,
        _ tokens: Int64,
        _ event: JSONView
    ) {
        guard let item = position(event) else { return }
        items[item].tokens += tokens
        guard let field else { return }
        items[item].bytes += delta.utf8Length
        guard !isOverflown else { return }
        keep(delta.source.count)
        let index = event.contentIndex
        if let part = items[item].parts.firstIndex(where: { $0.index == index }) {
            delta.withRawString { items[item].parts[part].text.append(contentsOf: $0) }
        } else {
            let text = delta.withRawString { Array($0) } ?? []
            items[item].parts.append(Part(index: index, field: field, text: text))
        }
    }

    mutating func close(_ event: JSONView, _ item: KeptNode) {
        keep(item.bytes.count)
        guard let position = position(event) else {
            guard items.count < Self.itemsMax else { return isOverflown = true }
            return items.append(Item(index: event.outputIndex, opening: item, done: item))
        }
        items[position].done = isOverflown ? nil : item
        items[position].parts = []
    }

    /// The visible text that came in pieces of an event's item; nil when it was never added.
    func seen(_ event: JSONView) -> (bytes: Int, tokens: Int64)? {
        position(event).map { (items[$0].bytes, items[$0].tokens) }
    }

    /// The newest come last, and are those that events are about.
    private func position(_ event: JSONView) -> Int? {
        let index = event.outputIndex
        return items.lastIndex { $0.index == index }
    }

    private mutating func keep(_ bytes: Int) {
        keptBytes += bytes
        guard keptBytes > Self.keptBytesMax, !isOverflown else { return }
        isOverflown = true
        for index in items.indices {
            items[index].parts = []
            items[index].done = nil
        }
    }
}

extension JSONView {
    fileprivate var outputIndex: Int64 { member("output_index")?.int64 ?? 0 }
    fileprivate var contentIndex: Int64 { member("content_index")?.int64 ?? 0 }
}
