import Crypto
package import FarthingCore

/// Texts that stand for several parts, and what is derived of them.
package enum WireText {
    /// SHA-256 of the parts, each behind its length, so that no two lists of parts are one text.
    package static func hash(_ parts: [String]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(parts.reduce(0) { $0 + 4 + $1.utf8.count })
        for part in parts {
            let count = UInt32(part.utf8.count)
            for shift in [24, 16, 8, 0] as [UInt32] {
                bytes.append(UInt8(truncatingIfNeeded: count >> shift))
            }
            bytes.append(contentsOf: part.utf8)
        }
        return Array(SHA256.hash(data: bytes))
    }

    /// The hash in lower-case hexadecimal.
    package static func hexHash(_ parts: [String]) -> String { hex(hash(parts)) }

    package static func hex(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        for byte in bytes {
            text.append(hexDigit(byte >> 4))
            text.append(hexDigit(byte & 15))
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of a hexadecimal text; nil for anything else.
    package static func bytes(hex: String) -> [UInt8]? {
        let digits = Array(hex.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digit(digits[index]), let low = digit(digits[index + 1]) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    /// A text of a client's as notes and messages show it: without control characters, and of at most
    /// 200 bytes.
    package static func shown(_ text: String) -> String {
        let bytes = text.utf8
        if bytes.count <= 200 { return printable(text) }
        return printable(String(decoding: bytes.prefix(197), as: UTF8.self)) + "..."
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// Whether a text has no control character, which would end or hide it where people read it.
    package static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }

    /// A UUID of the hash of some parts: the same parts make the same one.
    package static func id(_ parts: [String]) -> HoldID { id(of: hash(parts)) }

    /// A UUID of the first 16 bytes.
    package static func id(of bytes: [UInt8]) -> HoldID {
        let words = [0, 8].map { start in
            bytes.dropFirst(start).prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
        return HoldID(random: words[0], words[1])
    }
}
