/// SipHash-2-4 of 64 bits (Aumasson and Bernstein, 2012): a short hash under a secret key, so that
/// nobody outside can make two names meet.
package struct SipHash: Sendable {
    let key0: UInt64
    let key1: UInt64

    package init(key0: UInt64, key1: UInt64) {
        self.key0 = key0
        self.key1 = key1
    }

    /// Hashes bytes.
    package func hash(_ bytes: some Collection<UInt8>) -> UInt64 {
        if let hash = bytes.withContiguousStorageIfAvailable({ hash(UnsafeRawBufferPointer($0)) }) {
            return hash
        }
        return [UInt8](bytes).withUnsafeBytes { hash($0) }
    }

    private func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var state = State(key0, key1)
        var offset = 0
        while offset + 8 <= bytes.count {
            let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            state.take(UInt64(littleEndian: word))
            offset += 8
        }
        var last = UInt64(bytes.count & 0xFF) << 56
        for shift in 0..<(bytes.count - offset) {
            last |= UInt64(bytes[offset + shift]) << UInt64(8 * shift)
        }
        return state.finish(last)
    }

    /// Hashes two words, as their sixteen little-endian bytes.
    package func hash(_ first: UInt64, _ second: UInt64) -> UInt64 {
        var state = State(key0, key1)
        state.take(first)
        state.take(second)
        return state.finish(16 << 56)
    }

    private struct State {
        var v0, v1, v2, v3: UInt64

        init(_ key0: UInt64, _ key1: UInt64) {
            v0 = key0 ^ 0x736F_6D65_7073_6575
            v1 = key1 ^ 0x646F_7261_6E64_6F6D
            v2 = key0 ^ 0x6C79_6765_6E65_7261
            v3 = key1 ^ 0x7465_6462_7974_6573
        }

        mutating func take(_ word: UInt64) {
            v3 ^= word
            round()
            round()
            v0 ^= word
        }

        mutating func finish(_ word: UInt64) -> UInt64 {
            take(word)
            v2 ^= 0xFF
            for _ in 0..<4 { round() }
            return v0 ^ v1 ^ v2 ^ v3
        }

        private mutating func round() {
            v0 &+= v1
            v1 = rotate(v1, 13) ^ v0
            v0 = rotate(v0, 32)
            v2 &+= v3
            v3 = rotate(v3, 16) ^ v2
            v0 &+= v3
            v3 = rotate(v3, 21) ^ v0
            v2 &+= v1
            v1 = rotate(v1, 17) ^ v2
            v2 = rotate(v2, 32)
        }

        private func rotate(_ value: UInt64, _ by: UInt64) -> UInt64 {
            value << by | value >> (64 - by)
        }
    }
}
