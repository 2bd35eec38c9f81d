/// Whom the latest refusals were of, by their entries.
struct RecentRefusals {
    /// Repeats come within a second or so; whoever is forgotten is read again.
    private static let countMax = 10_000

    struct Refused {
        var subject: CallSubject
        var code: String
        var currency: String

        /// Whether its reasons count: a paused account refuses before anybody asks the rules.
        var asksRules: Bool { code != "paused" }
    }

    private var refused: [Int64: Refused] = [:]

    subscript(sequence: Int64) -> Refused? { refused[sequence] }

    mutating func note(_ refusal: Refused, _ sequence: Int64) {
        if refused.count >= Self.countMax { refused.removeAll(keepingCapacity: true) }
        refused[sequence] = refusal
    }
}
