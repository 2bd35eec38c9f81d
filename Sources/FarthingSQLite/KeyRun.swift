#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A sorted file of fingerprints, each with the entry that it stands for, mapped into memory.
///
/// Layout, little-endian 64-bit words: magic, count, Bloom words, then the Bloom filter, then
/// `count` pairs of fingerprint and entry number, ascending. Made from the journal and thrown away
/// at will: the journal is the truth.
package final class KeyRun: Sendable {
    static let magic: UInt64 = 0x3152_5559_454B_4641
    /// Ten bits and five probes a fingerprint: one false look-up in a hundred.
    static let bloomBitsPerKey = 10
    static let probes: UInt64 = 5

    package let path: String
    /// The first entry it covers, and the one after the last.
    package let range: Range<Int64>
    package let count: Int
    private let bloomWords: Int
    // Set once, read-only memory that lives until deinit: safe to read from any thread.
    nonisolated(unsafe) private let words: UnsafePointer<UInt64>
    private let mappedBytes: Int

    package struct Pair: Sendable, Hashable {
        package var fingerprint: UInt64
        package var sequence: Int64

        package init(fingerprint: UInt64, sequence: Int64) {
            self.fingerprint = fingerprint
            self.sequence = sequence
        }
    }

    package init?(path: String, range: Range<Int64>) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_size >= 24,
            let memory = mmap(nil, Int(status.st_size), PROT_READ, MAP_PRIVATE, descriptor, 0),
            memory != MAP_FAILED
        else { return nil }
        let words = UnsafePointer(memory.assumingMemoryBound(to: UInt64.self))
        let count = words[1]
        let bloomWords = words[2]
        guard words[0] == KeyRun.magic, count < 1 << 40, bloomWords < 1 << 40,
            Int(status.st_size) == 8 * (3 + Int(bloomWords) + 2 * Int(count))
        else {
            munmap(memory, Int(status.st_size))
            return nil
        }
        self.path = path
        self.range = range
        self.count = Int(count)
        self.bloomWords = Int(bloomWords)
        self.words = words
        mappedBytes = Int(status.st_size)
    }

    deinit { munmap(UnsafeMutableRawPointer(mutating: words), mappedBytes) }

    /// The entry that a fingerprint stands for; nil when it is not here.
    package func find(_ fingerprint: UInt64) -> Int64? {
        guard count > 0, mayHave(fingerprint) else { return nil }
        let pairs = words + 3 + bloomWords
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if pairs[2 * middle] < fingerprint { low = middle + 1 } else { high = middle }
        }
        guard low < count, pairs[2 * low] == fingerprint else { return nil }
        return Int64(bitPattern: pairs[2 * low + 1])
    }

    private func mayHave(_ fingerprint: UInt64) -> Bool {
        let bits = UInt64(bloomWords) * 64
        for probe in 0..<KeyRun.probes {
            let bit = KeyRun.bit(fingerprint, probe, of: bits)
            if words[3 + Int(bit / 64)] & (1 << (bit % 64)) == 0 { return false }
        }
        return true
    }

    /// Every pair, ascending.
    var pairs: [Pair] { (0..<count).map { pair($0) } }

    private func pair(_ index: Int) -> Pair {
        let pairs = words + 3 + bloomWords
        return Pair(
            fingerprint: pairs[2 * index],
            sequence: Int64(bitPattern: pairs[2 * index + 1])
        )
    }

    /// The pairs of several runs, ascending; of a fingerprint that is in more than one, the pair of
    /// the last run.
    package static func merged(_ runs: [KeyRun]) -> [Pair] {
        var merged: [Pair] = []
        merged.reserveCapacity(runs.reduce(0) { $0 + $1.count })
        var positions = [Int](repeating: 0, count: runs.count)
        while true {
            var least: Pair?
            for (run, position) in zip(runs, positions) where position < run.count {
                let pair = run.pair(position)
                if least.map({ pair.fingerprint <= $0.fingerprint }) ?? true { least = pair }
            }
            guard let least else { return merged }
            merged.append(least)
            for (index, run) in runs.enumerated()
            where positions[index] < run.count
                && run.pair(positions[index]).fingerprint == least.fingerprint
            {
                positions[index] += 1
            }
        }
    }

    private static func bit(_ fingerprint: UInt64, _ probe: UInt64, of bits: UInt64) -> UInt64 {
        let step = (fingerprint >> 32) | 1
        return (fingerprint &+ probe &* step &* 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: bits)
            .high
    }

    /// Writes pairs, ascending and without a fingerprint twice, as a run.
    package static func write(_ pairs: [Pair], to path: String) throws(FolderError) {
        let bloomWords = (pairs.count * bloomBitsPerKey + 63) / 64 + 1
        var words = [UInt64](repeating: 0, count: 3 + bloomWords)
        words[0] = magic
        words[1] = UInt64(pairs.count)
        words[2] = UInt64(bloomWords)
        words.reserveCapacity(words.count + 2 * pairs.count)
        for pair in pairs {
            for probe in 0..<probes {
                let bit = bit(pair.fingerprint, probe, of: UInt64(bloomWords) * 64)
                words[3 + Int(bit / 64)] |= 1 << (bit % 64)
            }
        }
        for pair in pairs {
            words.append(pair.fingerprint)
            words.append(UInt64(bitPattern: pair.sequence))
        }
        let bytes = words.withUnsafeBytes { [UInt8]($0) }
        try FileBytes.replace(path, with: bytes)
    }
}
