/// Cuts text into the pieces within which bytes may merge: by hand what the regular expressions of
/// the encodings do, alternative by alternative in their order, backtracking included. Linear in the
/// text. Bytes that are not UTF-8 count as symbols, one by one.
struct PieceScanner {
    let text: UnsafeRawBufferPointer
    let encoding: Encoding
    let classes: CharacterClasses

    /// The end of the piece that starts at `start`, which is before the end of the text.
    @inline(__always)
    func pieceEnd(from start: Int) -> Int {
        let first = character(at: start)
        switch encoding {
        case .o200k:
            if let end = wordWithCase(first, at: start) { return end }
        case .cl100k:
            if let end = contraction(at: start) { return end }
            if let end = word(first, at: start) { return end }
        }
        if first.kind == .number { return numberEnd(from: start) }
        if let end = symbolsEnd(first, at: start) { return end }
        return spaceEnd(from: start)
    }

    /// A character's class and its length in bytes.
    struct Character {
        let kind: CharacterClass
        let length: Int
    }

    @inline(__always)
    func character(at index: Int) -> Character {
        let lead = text[index]
        if lead < 0x80 { return Character(kind: classes.of(UInt32(lead)), length: 1) }
        return wideCharacter(lead, at: index)
    }

    private func wideCharacter(_ lead: UInt8, at index: Int) -> Character {
        let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
        guard lead >= 0xC2, lead <= 0xF4, index + length <= text.count else {
            return Character(kind: .other, length: 1)
        }
        var codePoint = UInt32(lead) & (0x7F >> UInt32(length))
        for offset in 1..<length {
            let byte = text[index + offset]
            guard byte & 0xC0 == 0x80 else { return Character(kind: .other, length: 1) }
            codePoint = codePoint << 6 | UInt32(byte & 0x3F)
        }
        guard codePoint <= 0x10FFFF else { return Character(kind: .other, length: 1) }
        return Character(kind: classes.of(codePoint), length: length)
    }

    /// The end of the longest run from `start` of characters that `isMember` admits.
    @inline(__always)
    private func runEnd(from start: Int, _ isMember: (CharacterClass) -> Bool) -> Int {
        var index = start
        while index < text.count {
            let next = character(at: index)
            guard isMember(next.kind) else { break }
            index += next.length
        }
        return index
    }

    /// \p{N}{1,3}
    private func numberEnd(from start: Int) -> Int {
        var index = start
        for _ in 0..<3 where index < text.count {
            let next = character(at: index)
            guard next.kind == .number else { break }
            index += next.length
        }
        return index
    }

    /// ` ?[^\s\p{L}\p{N}]+[\r\n]*`, and for o200k the slash among the line ends.
    private func symbolsEnd(_ first: Character, at start: Int) -> Int? {
        var index = start
        if !first.kind.isSymbol {
            guard
                text[start] == UInt8(ascii: " "), start + 1 < text.count,
                character(at: start + 1).kind.isSymbol
            else { return nil }
            index += 1
        }
        index = runEnd(from: index) { $0.isSymbol }
        while index < text.count {
            let byte = text[index]
            let isLineEnd = byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
            guard isLineEnd || encoding == .o200k && byte == UInt8(ascii: "/") else { break }
            index += 1
        }
        return index
    }

    /// Whitespace up to its last line end; else all of it but the last character, which goes with
    /// the word that follows. At the end of the text cl100k takes all of it first.
    private func spaceEnd(from start: Int) -> Int {
        var index = start
        var last = start
        var lineEnd: Int?
        while index < text.count {
            let next = character(at: index)
            guard next.kind.isSpace else { break }
            last = index
            index += next.length
            if next.kind == .newline { lineEnd = index }
        }
        if index == text.count, encoding == .cl100k { return index }
        if let lineEnd { return lineEnd }
        return index == text.count || last == start ? index : last
    }
}

// MARK: - Words

extension PieceScanner {
    /// `[^\r\n\p{L}\p{N}]?\p{L}+` of cl100k.
    @inline(__always)
    private func word(_ first: Character, at start: Int) -> Int? {
        let letters = first.kind.mayLead ? start + first.length : start
        let end = runEnd(from: letters) { $0.isLetter }
        return end > letters ? end : nil
    }

    /// The two alternatives of o200k for words: with lower case at the end, else upper case alone;
    /// each first with a leading character, then without.
    @inline(__always)
    private func wordWithCase(_ first: Character, at start: Int) -> Int? {
        if first.kind.isLetter {
            let end = mixedEnd(from: start) ?? runEnd(from: start) { $0.mayBeUpper }
            return contraction(at: end) ?? end
        }
        guard first.kind.mayLead else { return nil }
        let afterLead = start + first.length
        let upperEnd: Int
        if let end = mixedEnd(from: afterLead) {
            upperEnd = end
        } else if first.kind == .mark, let end = mixedEnd(from: start) {
            upperEnd = end
        } else {
            upperEnd = runEnd(from: afterLead) { $0.mayBeUpper }
            guard upperEnd > afterLead else { return nil }
        }
        return contraction(at: upperEnd) ?? upperEnd
    }

    /// `[upper, letter, mark]*[lower, letter, mark]+`: where no lower case follows the first run, it
    /// gives back characters until its last caseless one can stand for the second.
    @inline(__always)
    private func mixedEnd(from start: Int) -> Int? {
        var index = start
        var caselessEnd: Int?
        while index < text.count {
            let next = character(at: index)
            if next.kind == .lower { return runEnd(from: index) { $0.mayBeLower } }
            guard next.kind.mayBeUpper else { break }
            index += next.length
            if next.kind != .upper { caselessEnd = index }
        }
        return caselessEnd
    }

    /// 's, 't, 'm, 'd, 're, 've and 'll in any case; the long s (U+017F) folds to s.
    @inline(__always)
    private func contraction(at start: Int) -> Int? {
        guard start + 1 < text.count, text[start] == UInt8(ascii: "'") else { return nil }
        let first = text[start + 1] | 0x20
        let second = start + 2 < text.count ? text[start + 2] : 0
        switch first {
        case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"):
            return text[start + 1] < 0x80 ? start + 2 : nil
        case UInt8(ascii: "r"), UInt8(ascii: "v"):
            return second | 0x20 == UInt8(ascii: "e") ? start + 3 : nil
        case UInt8(ascii: "l"):
            return second | 0x20 == UInt8(ascii: "l") ? start + 3 : nil
        default:
            return text[start + 1] == 0xC5 && second == 0xBF ? start + 3 : nil
        }
    }
}
