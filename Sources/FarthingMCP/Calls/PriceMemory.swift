import Farthing

/// What was asked of the registry lately, so that not every call asks again.
struct PriceMemory: Sendable {
    /// How long an answer counts: as long as a new guard of idempotency may go unheard.
    static let keptNanos: Int64 = 5_000_000_000
    /// Names that are kept; clients may make up any number.
    static let namesMax = 1_024

    private var answers: [String: (price: ToolPrice?, untilNanos: Int64)] = [:]

    mutating func keep(_ price: ToolPrice?, _ name: String, nowNanos: Int64) {
        if answers.count >= Self.namesMax { answers = [:] }
        answers[name] = (price, nowNanos + Self.keptNanos)
    }

    /// What was said of a tool; nil where it has to be asked again.
    func answer(_ name: String, nowNanos: Int64) -> ToolPrice?? {
        guard let answer = answers[name], answer.untilNanos > nowNanos else { return nil }
        return .some(answer.price)
    }
}
