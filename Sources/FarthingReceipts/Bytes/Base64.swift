/// Standard Base 64 with padding (RFC 4648, section 4); on reading only its one canonical spelling.
enum Base64 {
    static func append(_ bytes: some Sequence<UInt8>, to text: inout [UInt8]) {
        var group: UInt32 = 0
        var held = 0
        for byte in bytes {
            group = group << 8 | UInt32(byte)
            held += 1
            if held == 3 {
                appendDigits(of: group, count: 4, to: &text)
                group = 0
                held = 0
            }
        }
        guard held > 0 else { return }
        appendDigits(of: group << UInt32(8 * (3 - held)), count: held + 1, to: &text)
        for _ in held..<3 { text.append(UInt8(ascii: "=")) }
    }

    /// Nil for text that another encoder would have spelt otherwise: white space, missing padding,
    /// bits that stand for nothing.
    static func bytes(_ text: some BidirectionalCollection<UInt8>) -> [UInt8]? {
        guard text.count.isMultiple(of: 4) else { return nil }
        let padding = text.suffix(2).reversed().prefix { $0 == UInt8(ascii: "=") }.count
        var bytes: [UInt8] = []
        var group: UInt32 = 0
        var held = 0
        for digit in text.dropLast(padding) {
            guard let value = value(of: digit) else { return nil }
            group = group << 6 | value
            held += 1
            if held == 4 {
                for shift: UInt32 in [16, 8, 0] { bytes.append(UInt8(group >> shift & 0xFF)) }
                group = 0
                held = 0
            }
        }
        if held > 0 {
            // Two digits carry a byte and four idle bits, three carry two bytes and two idle bits.
            let idle = UInt32(held == 2 ? 4 : 2)
            guard held > 1, group & (1 << idle - 1) == 0 else { return nil }
            group >>= idle
            if held == 3 { bytes.append(UInt8(group >> 8 & 0xFF)) }
            bytes.append(UInt8(group & 0xFF))
        }
        return bytes
    }

    private static func appendDigits(of group: UInt32, count: Int, to text: inout [UInt8]) {
        for index in 0..<count {
            text.append(digit(UInt8(group >> UInt32(18 - 6 * index) & 63)))
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        switch value {
        case 0..<26: UInt8(ascii: "A") + value
        case 26..<52: UInt8(ascii: "a") + value - 26
        case 52..<62: UInt8(ascii: "0") + value - 52
        case 62: UInt8(ascii: "+")
        default: UInt8(ascii: "/")
        }
    }

    private static func value(of digit: UInt8) -> UInt32? {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(digit - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(digit - UInt8(ascii: "a") + 26)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit - UInt8(ascii: "0") + 52)
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
