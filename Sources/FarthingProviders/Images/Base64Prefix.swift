/// The first bytes of a base64 text.
enum Base64Prefix {
    /// At most `bytesMax` bytes of either alphabet; nil where the text has a character of neither.
    static func decode(_ text: some Collection<UInt8>, bytesMax: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(bytesMax, text.count / 4 * 3 + 3))
        var bits: UInt32 = 0
        var bitCount = 0
        for character in text {
            let value: UInt8
            switch character {
            case 0x41...0x5A: value = character - 0x41
            case 0x61...0x7A: value = character - 0x61 + 26
            case 0x30...0x39: value = character - 0x30 + 52
            case UInt8(ascii: "+"), UInt8(ascii: "-"): value = 62
            case UInt8(ascii: "/"), UInt8(ascii: "_"): value = 63
            case UInt8(ascii: "="): return bytes
            default: return nil
            }
            bits = (bits << 6 | UInt32(value)) & 0xFFFFFF
            bitCount += 6
            guard bitCount >= 8 else { continue }
            bitCount -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(bitCount)))
            if bytes.count == bytesMax { return bytes }
        }
        return bytes
    }
}
