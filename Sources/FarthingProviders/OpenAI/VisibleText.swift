import FarthingCore

/// The text of an answer that the model surely wrote, whose tokens no honest usage falls below.
///
/// Counted as one text, however a stream cuts it: pieces counted one by one may come to more.
struct VisibleText: Sendable {
    /// What is kept of all choices together before it is counted and forgotten: long enough that
    /// the seams do not matter, short enough for memory and for an event loop.
    static let keptBytesMax = 32 << 10
    /// The least that is kept of one choice.
    private static let keptBytesMin = 512

    /// Per choice, because the pieces of several are mixed in a stream.
    private var texts: [[UInt8]] = []
    private var countedTokens: Int64 = 0
    private let keptBytes: Int

    init(choices: Int64) {
        keptBytes = max(Self.keptBytesMin, Self.keptBytesMax / Int(max(1, choices)))
    }

    /// Takes the next text of a choice, from 0 to ``ChatRequest/choicesMax``.
    mutating func append(_ text: JSONView, choice: Int, _ counter: TokenCounter) {
        while texts.count <= choice { texts.append([]) }
        text.appendUTF8(to: &texts[choice])
        guard texts[choice].count >= keptBytes else { return }
        countedTokens += counter.count(texts[choice])
        texts[choice].removeAll(keepingCapacity: true)
    }

    func tokens(_ counter: TokenCounter) -> Int64 {
        texts.reduce(countedTokens) { $0 + counter.count($1) }
    }
}
