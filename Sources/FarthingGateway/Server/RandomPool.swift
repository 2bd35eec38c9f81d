#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Random words from the system, taken in bulk: one system call for many.
struct RandomPool {
    /// `getentropy` gives at most 256 bytes at once.
    private static let wordCount = 32

    private var words: [UInt64] = []

    mutating func next() -> UInt64 {
        if let word = words.popLast() { return word }
        words = [UInt64](repeating: 0, count: Self.wordCount)
        let failed = words.withUnsafeMutableBytes { getentropy($0.baseAddress, $0.count) } != 0
        if failed {
            var system = SystemRandomNumberGenerator()
            for index in words.indices { words[index] = system.next() }
        }
        return words.popLast() ?? 0
    }
}
