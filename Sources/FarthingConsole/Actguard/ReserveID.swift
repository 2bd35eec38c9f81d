import FarthingCore

/// Ids of reservations: made of what is asked for, so that a retry finds the first, and bound to the
/// key that asks, so that no other key settles it.
struct ReserveID: Hashable, Sendable {
    let hold: HoldID

    /// What clients call it.
    var text: String { "rsv_" + hold.description.filter { $0 != "-" } }

    /// Reads what ``text`` writes; nil for anything else.
    init?(_ text: String) {
        guard text.hasPrefix("rsv_"), text.utf8.count == 36 else { return nil }
        var uuid = ""
        for (place, digit) in text.dropFirst(4).enumerated() {
            if [8, 12, 16, 20].contains(place) { uuid += "-" }
            uuid.append(digit)
        }
        guard let hold = HoldID(uuid) else { return nil }
        self.hold = hold
    }

    /// - Parameters:
    ///   - name: what is asked for, and by whom.
    ///   - attempt: how many reservations of the name are over already.
    init(_ name: String, attempt: Int64, key: String, _ keyedHash: ([UInt8]) -> String) {
        let digits = keyedHash(Array("actguard reserve\u{1F}\(name)\u{1F}\(attempt)".utf8))
        let random = HoldID(
            random: UInt64(digits.prefix(16), radix: 16) ?? 0,
            UInt64(digits.dropFirst(16).prefix(16), radix: 16) ?? 0
        )
        let mark = Self.mark(random, key, keyedHash)
        hold = HoldID(random: random.high, random.low & ~Self.markMask | mark)
    }

    /// The lowest bits, by which an id is known as one of a key.
    private static let markMask: UInt64 = (1 << 40) - 1

    /// Whether this key has asked for it.
    func isOwned(by key: String, _ keyedHash: ([UInt8]) -> String) -> Bool {
        hold.low & Self.markMask == Self.mark(hold, key, keyedHash)
    }

    private static func mark(
        _ id: HoldID,
        _ key: String,
        _ keyedHash: ([UInt8]) -> String
    ) -> UInt64 {
        let text = "actguard mark\u{1F}\(key)\u{1F}\(id.high)\u{1F}\(id.low & ~markMask)"
        return (UInt64(keyedHash(Array(text.utf8)).prefix(10), radix: 16) ?? 0) & markMask
    }
}
