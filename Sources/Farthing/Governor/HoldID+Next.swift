import FarthingCore
import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

extension HoldID {
    /// A new id for a hold of this process.
    ///
    /// As random as ``random()``, but the system is asked for sixteen ids at a time: asking it for each
    /// took a seventh of a whole call. Not for what must stay secret.
    static func next() -> HoldID { HoldIDs.shared.next() }
}

private final class HoldIDs: Sendable {
    static let shared = HoldIDs()

    private let source = Mutex(HoldIDSource())

    func next() -> HoldID { source.withLock { $0.next() } }
}

/// Makes ids of random words that the system gave beforehand.
struct HoldIDSource: Sendable {
    /// What `getentropy` gives at most at a time: 256 bytes.
    private static let wordsMax = 32

    private var words = [UInt64](repeating: 0, count: HoldIDSource.wordsMax)
    private var used = HoldIDSource.wordsMax

    mutating func next() -> HoldID {
        if used == Self.wordsMax { fill() }
        used += 2
        return HoldID(random: words[used - 2], words[used - 1])
    }

    private mutating func fill() {
        used = 0
        let isFilled = words.withUnsafeMutableBytes { bytes in
            guard let start = bytes.baseAddress else { return false }
            return getentropy(start, bytes.count) == 0
        }
        if isFilled { return }
        var source = SystemRandomNumberGenerator()
        for index in words.indices { words[index] = source.next() }
    }
}
