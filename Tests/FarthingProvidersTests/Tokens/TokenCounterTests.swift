import FarthingProviders
import Testing

@Suite("Token counter")
struct TokenCounterTests {
    @Test("thousands of strings count as tiktoken counts them")
    func vectors() throws {
        let o200k = TokenCounter(.o200k)
        let cl100k = TokenCounter(.cl100k)
        let lines = try Vectors.lines("tiktoken/counts.txt", fields: 3)
        #expect(lines.count > 6_000)
        for line in lines {
            let text = unescaped(line[2])
            let counts = [o200k.count(text), cl100k.count(text)]
            let expected = [try Vectors.count(line[0]), try Vectors.count(line[1])]
            #expect(counts == expected, "\(Vectors.string(line[2]).debugDescription)")
        }
    }

    @Test("long words are merged exactly and take no quadratic time")
    func longWords() {
        // A quadratic merge would take minutes; eight letters are the longest token of this kind.
        let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: 1 << 18)
        #expect(TokenCounter(.o200k).count(bytes) == 1 << 15)
        #expect(TokenCounter(.cl100k).count(bytes) == 1 << 15)
    }

    @Test("a word beyond a megabyte counts by its bytes")
    func absurdWord() {
        let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: (1 << 20) + 1)
        #expect(TokenCounter(.o200k).count(bytes) == (1 << 20) + 1)
    }

    @Test("no text has more tokens than bytes, whatever the bytes")
    func neverAboveBytes() {
        var random = SystemRandomNumberGenerator()
        for encoding in Encoding.allCases {
            let counter = TokenCounter(encoding)
            #expect(counter.count([]) == 0)
            for _ in 0..<300 {
                let count = Int.random(in: 1...200, using: &random)
                let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
                let tokens = counter.count(bytes)
                #expect(tokens >= 1 && tokens <= count)
            }
        }
    }

    @Test(
        "models have the encoding of their family, and unknown families none",
        arguments: [
            ("gpt-4o", .o200k), ("gpt-4o-mini-2024-07-18", .o200k), ("gpt-4.1-nano", .o200k),
            ("gpt-5", .o200k), ("gpt-5.6-sol", .o200k), ("gpt-5-mini", .o200k), ("o1", .o200k),
            ("o3-mini", .o200k), ("o4-mini-2025-04-16", .o200k), ("chatgpt-4o-latest", .o200k),
            ("gpt-4", .cl100k), ("gpt-4-turbo-2024-04-09", .cl100k), ("gpt-3.5-turbo", .cl100k),
            ("ft:gpt-4o-mini-2024-07-18:acme", .o200k), ("ft:gpt-3.5-turbo:acme", .cl100k),
            ("gpt-6-sol", nil), ("gpt-49", nil), ("o9", nil), ("claude-opus-5", nil), ("", nil),
        ] as [(String, Encoding?)]
    )
    func families(model: String, encoding: Encoding?) {
        #expect(Encoding.of(openAIModel: model) == encoding)
    }

    private func unescaped(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = text.makeIterator()
        while let byte = rest.next() {
            guard byte == UInt8(ascii: "\\") else {
                bytes.append(byte)
                continue
            }
            switch rest.next() {
            case UInt8(ascii: "t"): bytes.append(0x09)
            case UInt8(ascii: "n"): bytes.append(0x0A)
            case UInt8(ascii: "r"): bytes.append(0x0D)
            default: bytes.append(byte)
            }
        }
        return bytes
    }
}
