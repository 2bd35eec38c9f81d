/// Counts tokens exactly as OpenAI's tiktoken does for ordinary text; what looks like a special token
/// is text like any other. Text in which a single word passes a megabyte may count more, never less.
package struct TokenCounter: Sendable {
    private let encoding: Encoding
    private let merge: BytePairMerge
    private let classes = CharacterClasses()

    /// Makes a counter; it costs nothing, since the vocabulary is read in place.
    package init(_ encoding: Encoding) {
        self.encoding = encoding
        merge = BytePairMerge(vocabulary: Vocabulary(encoding))
    }

    /// The tokens of a text in UTF-8.
    package func count(_ utf8: UnsafeRawBufferPointer) -> Int64 {
        guard let base = utf8.baseAddress else { return 0 }
        let scanner = PieceScanner(text: utf8, encoding: encoding, classes: classes)
        var tokens = 0
        var start = 0
        while start < utf8.count {
            let end = scanner.pieceEnd(from: start)
            tokens += merge.count(base + start, end - start)
            start = end
        }
        return Int64(tokens)
    }

    /// The tokens of a text in UTF-8.
    package func count(_ bytes: [UInt8]) -> Int64 {
        bytes.withUnsafeBytes { count($0) }
    }
}
