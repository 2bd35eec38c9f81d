/// What may stand behind a model's name without making it another model: the forms of dates and
/// versions that providers document.
///
/// `-20250929`, `@20250929` (Anthropic, “Models overview”), `-2025-08-07`, `-0613`, `-latest`,
/// `-preview` (OpenAI, “Models”), `-001`, `-preview-05-20`, `-preview-09-2025`, `-exp-0827` (Google,
/// “Gemini models”), `-v1:0` (“Supported foundation models in Amazon Bedrock”), and what follows
/// `ft:` names, which says whose fine-tune it is. Words and sizes are other models: `-lite`, `-8b`.
struct VersionSuffix {
    private struct Word {
        var separator: UInt8?
        var text: ArraySlice<UInt8>

        var isNumber: Bool { text.allSatisfy { 0x30...0x39 ~= $0 } }
        var number: Int { text.reduce(0) { $0 * 10 + Int($1) - 0x30 } }
        /// A number of so many digits that is within a range.
        func isNumber(digits: Int, _ range: ClosedRange<Int>) -> Bool {
            text.count == digits && isNumber && range ~= number
        }

        var isMonth: Bool { isNumber(digits: 2, 1...12) }
        var isDay: Bool { isNumber(digits: 2, 1...31) }
        var isYear: Bool { isNumber(digits: 4, VersionSuffix.years) }
    }

    /// Years in which models were, or will be, named.
    private static let years = 2000...2099
    private static let separators: [UInt8] = Array("-@:".utf8)

    private var words: [Word] = []

    /// Whether what stands behind `stem` in a name is a version of the model that `stem` names.
    static func isVersion(_ rest: ArraySlice<UInt8>, of stem: [UInt8]) -> Bool {
        if rest.isEmpty { return true }
        // Azure's fine-tunes: `gpt-4o-mini-2024-07-18.ft-…`.
        if stem.suffix(4).elementsEqual(".ft-".utf8) { return true }
        var rest = rest
        if stem.starts(with: "ft:".utf8) {
            // `ft:gpt-4o-2024-08-06:organisation:name:id`
            rest = rest.prefix { $0 != UInt8(ascii: ":") }
            if rest.isEmpty { return true }
        }
        return VersionSuffix(rest, of: stem)?.isVersion ?? false
    }

    /// Nil where the rest goes on with the stem's last word: `claude-opus-4-5` and `5`.
    private init?(_ rest: ArraySlice<UInt8>, of stem: [UInt8]) {
        var word = Word(separator: nil, text: [])
        if let last = stem.last, !Self.separators.contains(last),
            let first = rest.first, !Self.separators.contains(first)
        {
            // A stem may end amid a date: `claude-sonnet-4-2025`, `gemini-2.0-flash-0`.
            let digits = stem.suffix(while: { 0x30...0x39 ~= $0 })
            let begun = Word(separator: nil, text: digits)
            guard begun.isYear || digits.elementsEqual("0".utf8) else { return nil }
            word.text = digits
        }
        for byte in rest {
            if Self.separators.contains(byte) {
                if !word.text.isEmpty || word.separator != nil { words.append(word) }
                word = Word(separator: byte, text: [])
            } else {
                word.text.append(byte)
            }
        }
        words.append(word)
    }

    private var isVersion: Bool {
        var rest = words[...]
        while let word = rest.first {
            guard let count = Self.length(rest, word) else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// How many of the words are one date or version; nil where the first is something else.
    private static func length(_ words: ArraySlice<Word>, _ first: Word) -> Int? {
        let next = words.dropFirst().first
        let third = words.dropFirst(2).first
        if first.isYear, next?.isMonth ?? false, third?.isDay ?? false { return 3 }
        if first.isMonth, let next, next.isDay || next.isYear { return 2 }
        let isDate = first.isNumber(digits: 8, 20_000_101...20_991_231)
        let isMonthAndDay =
            first.isNumber(digits: 4, 101...1231) && 1...31 ~= first.number % 100
        let isRevision = first.isNumber(digits: 3, 0...99)
        let isMinor =
            first.separator == UInt8(ascii: ":") && (1...2).contains(first.text.count)
            && first.isNumber
        let isMajor =
            first.text.first == UInt8(ascii: "v") && (2...3).contains(first.text.count)
            && Word(separator: nil, text: first.text.dropFirst()).isNumber
        let isWord = ["latest", "preview", "exp"].contains { first.text.elementsEqual($0.utf8) }
        return isDate || isMonthAndDay || isRevision || isMinor || isMajor || isWord ? 1 : nil
    }
}

extension [UInt8] {
    /// The longest end of which every byte is such.
    fileprivate func suffix(while isSuch: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        self[(lastIndex { !isSuch($0) }.map { $0 + 1 } ?? startIndex)...]
    }
}
