/// What JSON's escapes stand for.
enum JSONEscape {
    /// The byte for which `\` and `letter` stand; nil for `u` and all that JSON does not know.
    static func byte(of letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    static func hexDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte &- UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte &- UInt8(ascii: "a") &+ 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte &- UInt8(ascii: "A") &+ 10)
        default: nil
        }
    }

    /// Appends the decoded form of `raw`, the inside of a string that the parser has accepted.
    static func decode(_ raw: UnsafeBufferPointer<UInt8>, into bytes: inout [UInt8]) {
        var index = 0
        while index < raw.count {
            guard raw[index] == UInt8(ascii: "\\") else {
                bytes.append(raw[index])
                index += 1
                continue
            }
            guard raw[index + 1] == UInt8(ascii: "u") else {
                bytes.append(byte(of: raw[index + 1]) ?? UInt8(ascii: "?"))
                index += 2
                continue
            }
            var value = unit(raw, at: index + 2)
            index += 6
            if 0xD800..<0xDC00 ~= value {
                value = 0x10000 + (value - 0xD800) << 10 + (unit(raw, at: index + 2) - 0xDC00)
                index += 6
            }
            if let scalar = Unicode.Scalar(value) { bytes.append(contentsOf: scalar.utf8) }
        }
    }

    private static func unit(_ raw: UnsafeBufferPointer<UInt8>, at start: Int) -> UInt32 {
        (start..<start + 4).reduce(0) { $0 << 4 | (hexDigit(raw[$1]) ?? 0) }
    }
}
