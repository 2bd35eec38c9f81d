extension JSONParser {
    /// Reads the string whose quote is at `index`; checks escapes and UTF-8, decodes nothing.
    mutating func readString() throws(JSONFault) {
        let start = index
        index += 1
        var decoded = 0
        var isEscaped = false
        var runStart = index
        while true {
            skipPlainWords()
            guard index < end else { throw fault(.truncated) }
            let byte = text[index]
            if byte == UInt8(ascii: "\"") {
                break
            } else if byte >= 0x80 {
                try skipScalar()
            } else if byte == UInt8(ascii: "\\") {
                decoded += index - runStart
                decoded += try skipEscape()
                runStart = index
                isEscaped = true
            } else if byte < 0x20 {
                throw fault(.controlCharacter)
            } else {
                index += 1
            }
        }
        decoded += index - runStart
        index += 1
        var entry = JSONEntry(
            kind: .string,
            start: start,
            end: index,
            extra: UInt32(truncatingIfNeeded: decoded)
        )
        if isEscaped { entry.tag |= JSONEntry.escapedBit }
        try append(entry)
    }

    /// Passes over bytes that need no look of their own, eight at a time.
    private mutating func skipPlainWords() {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        let raw = UnsafeRawPointer(text)
        while index &+ 8 <= end {
            let word = UInt64(
                littleEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            )
            // A top bit set marks a byte that is not ASCII, below 0x20, a quote or a backslash. A
            // borrow can only mark bytes above one that is truly marked, so the lowest is right.
            let quotes = word ^ (ones &* 0x22)
            let slashes = word ^ (ones &* 0x5C)
            let marks =
                (word | (word &- ones &* 0x20) | (quotes &- ones) | (slashes &- ones)) & tops
            if marks != 0 {
                index &+= marks.trailingZeroBitCount >> 3
                return
            }
            index &+= 8
        }
    }

    /// Passes over one scalar beyond ASCII: the table of RFC 3629 §4.
    private mutating func skipScalar() throws(JSONFault) {
        let lead = text[index]
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch lead {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        case 0xF1...0xF3: length = 4
        default: throw fault(.badUTF8)
        }
        guard end - index >= length else { throw fault(.badUTF8) }
        guard second.contains(text[index + 1]) else { throw fault(.badUTF8) }
        for offset in 2..<max(2, length) where text[index + offset] & 0xC0 != 0x80 {
            throw fault(.badUTF8)
        }
        index += length
    }

    /// Passes over an escape and returns how many bytes of UTF-8 it stands for.
    private mutating func skipEscape() throws(JSONFault) -> Int {
        guard end - index >= 2 else { throw JSONFault(code: .truncated, offset: end) }
        guard text[index + 1] == UInt8(ascii: "u") else {
            guard JSONEscape.byte(of: text[index + 1]) != nil else { throw fault(.badEscape) }
            index += 2
            return 1
        }
        let unit = try unit(at: index)
        switch unit {
        case 0..<0x80:
            index += 6
            return 1
        case 0x80..<0x800:
            index += 6
            return 2
        case 0xD800..<0xDC00:
            guard end - index >= 7 else { throw JSONFault(code: .truncated, offset: end) }
            guard text[index + 6] == UInt8(ascii: "\\") else { throw fault(.loneSurrogate) }
            guard end - index >= 8 else { throw JSONFault(code: .truncated, offset: end) }
            guard text[index + 7] == UInt8(ascii: "u") else { throw fault(.loneSurrogate) }
            guard (0xDC00..<0xE000).contains(try self.unit(at: index + 6)) else {
                throw fault(.loneSurrogate)
            }
            index += 12
            return 4
        case 0xDC00..<0xE000: throw fault(.loneSurrogate)
        default:
            index += 6
            return 3
        }
    }

    /// The UTF-16 code unit of the `\uXXXX` at `start`.
    private func unit(at start: Int) throws(JSONFault) -> UInt32 {
        var unit: UInt32 = 0
        for offset in start + 2..<start + 6 {
            guard offset < end else { throw JSONFault(code: .truncated, offset: end) }
            guard let digit = JSONEscape.hexDigit(text[offset]) else {
                throw JSONFault(code: .badEscape, offset: start)
            }
            unit = unit << 4 | digit
        }
        return unit
    }
}
