/// SipHash-2-4 with 128 bits of output and an all-zero key (Aumasson and Bernstein, 2012).
struct SipHash128: Sendable {
    private var v0: UInt64 = 0x736f_6d65_7073_6575
    private var v1: UInt64 = 0x646f_7261_6e64_6f6d ^ 0xee
    private var v2: UInt64 = 0x6c79_6765_6e65_7261
    private var v3: UInt64 = 0x7465_6462_7974_6573
    private var tail: UInt64 = 0
    private var count: UInt64 = 0

    /// Adds a text with its length before it.
    mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            add(UInt64(bytes.count))
            var rest = bytes[...]
            while count & 7 == 0, rest.count >= 8 {
                var word: UInt64 = 0
                for offset in 0..<8 {
                    word |= UInt64(rest[rest.startIndex + offset]) << UInt64(8 * offset)
                }
                add(word)
                rest = rest.dropFirst(8)
            }
            for byte in rest { add(byte: byte) }
        }
    }

    /// Adds eight bytes, the lowest first.
    mutating func add(_ word: UInt64) {
        if count & 7 == 0 {
            count &+= 8
            return compress(word)
        }
        for shift in stride(from: 0, to: 64, by: 8) {
            add(byte: UInt8(truncatingIfNeeded: word >> UInt64(shift)))
        }
    }

    mutating func add(byte: UInt8) {
        tail |= UInt64(byte) << (8 * (count & 7))
        count &+= 1
        if count & 7 == 0 {
            compress(tail)
            tail = 0
        }
    }

    mutating func finish() -> (high: UInt64, low: UInt64) {
        compress(tail | count << 56)
        v2 ^= 0xee
        for _ in 0..<4 { round() }
        let low = v0 ^ v1 ^ v2 ^ v3
        v1 ^= 0xdd
        for _ in 0..<4 { round() }
        return (v0 ^ v1 ^ v2 ^ v3, low)
    }

    private mutating func compress(_ word: UInt64) {
        v3 ^= word
        round()
        round()
        v0 ^= word
    }

    private mutating func round() {
        v0 &+= v1
        v1 = v1 << 13 | v1 >> 51
        v1 ^= v0
        v0 = v0 << 32 | v0 >> 32
        v2 &+= v3
        v3 = v3 << 16 | v3 >> 48
        v3 ^= v2
        v0 &+= v3
        v3 = v3 << 21 | v3 >> 43
        v3 ^= v0
        v2 &+= v1
        v1 = v1 << 17 | v1 >> 47
        v1 ^= v2
        v2 = v2 << 32 | v2 >> 32
    }
}
