/// Lower-case hexadecimal, the only spelling that the formats know.
enum Hex {
    /// The value of one lower-case digit; nil for any other byte.
    static func value(ofLowerCase digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit &- UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit &- UInt8(ascii: "a") &+ 10
        default: nil
        }
    }

    /// The value of one lower-case digit, without a branch; 255 for any other byte.
    static func nibble(of digit: UInt8) -> UInt8 {
        let decimal = digit &- UInt8(ascii: "0")
        let letter = digit &- UInt8(ascii: "a")
        return decimal < 10 ? decimal : (letter < 6 ? letter &+ 10 : 255)
    }

    /// The value of one digit in either case; nil for any other byte.
    static func value(ofAnyCase digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit &- UInt8(ascii: "A") &+ 10
        default: value(ofLowerCase: digit)
        }
    }

    /// Writes two digits per byte of `bytes` over the start of `text`, which must have room.
    static func write(_ bytes: UnsafeRawBufferPointer, over text: UnsafeMutableRawBufferPointer) {
        precondition(text.count >= 2 * bytes.count, "no room for the digits")
        for index in 0..<bytes.count {
            let byte = bytes[index]
            text[2 * index] = digit(byte >> 4)
            text[2 * index + 1] = digit(byte & 15)
        }
    }

    static func append(_ bytes: UnsafeRawBufferPointer, to text: inout [UInt8]) {
        for byte in bytes {
            text.append(digit(byte >> 4))
            text.append(digit(byte & 15))
        }
    }

    static func string(_ bytes: UnsafeRawBufferPointer) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(2 * bytes.count)
        append(bytes, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    static func string(_ bytes: some Sequence<UInt8>) -> String {
        [UInt8](bytes).withUnsafeBytes { string($0) }
    }

    /// The bytes that an even number of digits in either case stand for; nil for anything else.
    static func bytes(_ text: some Collection<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var high: UInt8?
        for digit in text {
            guard let value = value(ofAnyCase: digit) else { return nil }
            if let half = high {
                bytes.append(half << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return high == nil ? bytes : nil
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        // 0x27 is the way from the byte behind “9” to “a”; no branch, so that the loop vectorises.
        value &+ UInt8(ascii: "0") &+ (value > 9 ? 0x27 : 0)
    }
}
