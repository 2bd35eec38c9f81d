import FarthingProviders

/// SHA-256 (FIPS 180-4) and HMAC (RFC 2104) as plain as they are written down: these tests must not
/// need a library that the providers do not have.
enum PlainSHA256 {
    static let hashing = SigV4Hashing(
        sha256: { digest($0) },
        hmac: { key, text in hmac(key: key, text) }
    )

    static func hmac(key: [UInt8], _ text: [UInt8]) -> [UInt8] {
        var block = key.count > 64 ? digest(key) : key
        block += [UInt8](repeating: 0, count: 64 - block.count)
        return digest(block.map { $0 ^ 0x5C } + digest(block.map { $0 ^ 0x36 } + text))
    }

    static func digest(_ text: [UInt8]) -> [UInt8] {
        var padded = text + [0x80]
        while padded.count % 64 != 56 { padded.append(0) }
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            padded.append(UInt8(truncatingIfNeeded: UInt64(text.count * 8) >> shift))
        }
        var state: [UInt32] = [
            0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A,
            0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19,
        ]
        for start in stride(from: 0, to: padded.count, by: 64) {
            mix(padded[start..<start + 64], into: &state)
        }
        return state.flatMap { word in
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> UInt32($0)) }
        }
    }

    private static func mix(_ block: ArraySlice<UInt8>, into state: inout [UInt32]) {
        var words: [UInt32] = []
        var word: UInt32 = 0
        for (index, byte) in block.enumerated() {
            word = word << 8 | UInt32(byte)
            if index % 4 == 3 { words.append(word) }
        }
        for index in 16..<64 {
            let early = words[index - 15]
            let late = words[index - 2]
            let first = turn(early, 7) ^ turn(early, 18) ^ early >> 3
            let second = turn(late, 17) ^ turn(late, 19) ^ late >> 10
            words.append(words[index - 16] &+ first &+ words[index - 7] &+ second)
        }
        var work = state
        for index in 0..<64 {
            let sum1 = turn(work[4], 6) ^ turn(work[4], 11) ^ turn(work[4], 25)
            let choice = (work[4] & work[5]) ^ (~work[4] & work[6])
            let first = work[7] &+ sum1 &+ choice &+ constants[index] &+ words[index]
            let sum0 = turn(work[0], 2) ^ turn(work[0], 13) ^ turn(work[0], 22)
            let majority = (work[0] & work[1]) ^ (work[0] & work[2]) ^ (work[1] & work[2])
            work = [first &+ sum0 &+ majority] + work.dropLast()
            work[4] = work[4] &+ first
        }
        for index in 0..<8 { state[index] = state[index] &+ work[index] }
    }

    private static func turn(_ word: UInt32, _ places: UInt32) -> UInt32 {
        word >> places | word << (32 - places)
    }

    /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
    private static let constants: [UInt32] = {
        var primes: [UInt64] = []
        var candidate: UInt64 = 2
        while primes.count < 64 {
            if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
            candidate += 1
        }
        return primes.map { prime in
            // ⌊∛(p · 2⁹⁶)⌋ by bisection; its low 32 bits are the fraction.
            var low: UInt128 = 0
            var high: UInt128 = 1 << 36
            let goal = UInt128(prime) << 96
            while high - low > 1 {
                let middle = (low + high) / 2
                if middle * middle * middle <= goal { low = middle } else { high = middle }
            }
            return UInt32(truncatingIfNeeded: low)
        }
    }()
}
