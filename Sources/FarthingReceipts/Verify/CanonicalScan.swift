internal import FarthingCore

/// Reads a decision once, without a tape, and says whether it is canonical JSON.
///
/// What it takes is an object that ``Canonical/check(_:)`` takes, too; what it does not may still be
/// one, where a member's name has escapes. So the fast answer is only ever “yes”.
struct CanonicalScan {
    private let text: UnsafeRawBufferPointer
    private var index = 0
    private var nodes = 0

    /// Where the text of the decision's own member `kind` begins; nil where it has none.
    private(set) var kind: Int?

    private static let limits = JSONLimits.standard

    /// Nil unless `text` is taken.
    init?(_ text: UnsafeRawBufferPointer) {
        guard text.count <= Self.limits.bytesMax else { return nil }
        self.text = text
        guard peek == UInt8(ascii: "{"), value(depth: 0), index == text.count else { return nil }
    }

    /// Zero, which no text begins with, at the end.
    private var peek: UInt8 { index < text.count ? text[index] : 0 }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        index += 1
        return true
    }

    private mutating func take(word: StaticString) -> Bool {
        guard text.has(word, at: index) else { return false }
        index += word.utf8CodeUnitCount
        return true
    }

    /// - Parameters:
    ///   - depth: containers around the value.
    ///   - isCap: whether it is the decision's `triggeredCap`.
    private mutating func value(depth: Int, isCap: Bool = false) -> Bool {
        nodes += 1
        guard nodes <= Self.limits.nodesMax else { return false }
        switch peek {
        case UInt8(ascii: "\""): return string()
        case UInt8(ascii: "{"): return object(depth: depth, isCap: isCap)
        case UInt8(ascii: "["): return array(depth: depth)
        case UInt8(ascii: "t"): return take(word: "true")
        case UInt8(ascii: "f"): return take(word: "false")
        case UInt8(ascii: "n"): return take(word: "null")
        default: return number()
        }
    }

    private mutating func array(depth: Int) -> Bool {
        guard depth < Self.limits.depthMax else { return false }
        index += 1
        if take(UInt8(ascii: "]")) { return true }
        repeat {
            guard value(depth: depth + 1) else { return false }
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "]"))
    }

    private mutating func object(depth: Int, isCap: Bool) -> Bool {
        guard depth < Self.limits.depthMax else { return false }
        index += 1
        if take(UInt8(ascii: "}")) { return true }
        var previous = 0..<0
        repeat {
            guard let name = name(), previous.isEmpty || isAscending(previous, name) else {
                return false
            }
            previous = name
            nodes += 1
            guard take(UInt8(ascii: ":")) else { return false }
            var isCapOfDecision = false
            if depth == 0 {
                if isName(name, "kind"), peek == UInt8(ascii: "\"") { kind = index + 1 }
                isCapOfDecision = isName(name, "triggeredCap")
            } else if isCap, peek == UInt8(ascii: "n") {
                guard !isName(name, "downgradeTo"), !isName(name, "reason") else { return false }
            }
            guard value(depth: depth + 1, isCap: isCapOfDecision) else { return false }
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "}"))
    }

    /// Where a member's name with its quotes stands; nil with escapes.
    private mutating func name() -> Range<Int>? {
        let start = index
        guard peek == UInt8(ascii: "\"") else { return nil }
        var hasEscapes = false
        guard string(&hasEscapes), !hasEscapes else { return nil }
        return start..<index
    }

    private func isName(_ range: Range<Int>, _ name: StaticString) -> Bool {
        range.count == name.utf8CodeUnitCount + 2 && text.has(name, at: range.lowerBound + 1)
    }

    private func isAscending(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
        var (one, other) = (left.lowerBound + 1, right.lowerBound + 1)
        let (end, otherEnd) = (left.upperBound - 1, right.upperBound - 1)
        while one < end, other < otherEnd {
            let (byte, next) = (text[one], text[other])
            if byte != next { return byte < next }
            one += 1
            other += 1
        }
        return one == end && other < otherEnd
    }

    private mutating func number() -> Bool {
        let isNegative = take(UInt8(ascii: "-"))
        let first = index
        while peek &- UInt8(ascii: "0") < 10 { index += 1 }
        guard index > first else { return false }
        guard text[first] == UInt8(ascii: "0") else { return true }
        return !isNegative && index == first + 1
    }
}

extension CanonicalScan {
    fileprivate mutating func string() -> Bool {
        var hasEscapes = false
        return string(&hasEscapes)
    }

    fileprivate mutating func string(_ hasEscapes: inout Bool) -> Bool {
        index += 1
        while true {
            skipPlainWords()
            let byte = peek
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                return true
            case UInt8(ascii: "\\"):
                hasEscapes = true
                guard escape() else { return false }
            case 0x80...: guard scalar() else { return false }
            // The end of the text is no text's end.
            case 0..<0x20: return false
            default: index += 1
            }
        }
    }

    /// Passes over bytes that need no look of their own, eight at a time.
    private mutating func skipPlainWords() {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        while index &+ 8 <= text.count {
            let word = UInt64(
                littleEndian: text.loadUnaligned(fromByteOffset: index, as: UInt64.self)
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

    /// An escape that the canonical spelling has.
    private mutating func escape() -> Bool {
        guard index + 1 < text.count else { return false }
        switch text[index + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            index += 2
            return true
        case UInt8(ascii: "u"):
            guard text.has("00", at: index + 2), index + 6 <= text.count else { return false }
            let (high, low) = (Hex.nibble(of: text[index + 4]), Hex.nibble(of: text[index + 5]))
            guard high < 2, low < 16 else { return false }
            switch high << 4 | low {
            // These have a shorter spelling.
            case 0x08, 0x09, 0x0A, 0x0C, 0x0D: return false
            default:
                index += 6
                return true
            }
        default: return false
        }
    }

    /// One scalar beyond ASCII: the table of RFC 3629 §4.
    private mutating func scalar() -> Bool {
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
        default: return false
        }
        guard text.count - index >= length, second.contains(text[index + 1]) else { return false }
        for offset in 2..<max(2, length) where text[index + offset] & 0xC0 != 0x80 { return false }
        index += length
        return true
    }
}

extension Canonical {
    /// Whether the reader that takes no notes says that bytes are a decision as it is hashed; where
    /// it does not, ``check(_:)`` still may.
    package static func isPlainlyCanonical(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { CanonicalScan($0) != nil }
    }
}
