/// What a dollar is in other currencies, by day: the rates that are built in, and the operator's own
/// before them.
public struct ExchangeRates: Hashable, Sendable {
    /// The source and its day, such as `ecb-2026-10-30+1`.
    public let version: String
    /// SHA-256 of the lines, in lower-case hex, as the generator computed it.
    public let hash: String
    /// By currency, oldest first.
    private var references: [String: [ExchangeRate]]
    private var own: [String: [ExchangeRate]]

    /// No rate at all.
    package static let empty = ExchangeRates(version: "empty", hash: "", references: [])

    /// Makes the rates of a source.
    package init(version: String, hash: String, references: [ExchangeRate]) {
        self.version = version
        self.hash = hash
        self.references = Self.byCurrency(references)
        own = [:]
    }

    /// The rate of a currency at a time; nil where there is none.
    ///
    /// The operator's newest rate that holds already stands; else the newest reference rate, and
    /// before them all the first, as with prices: a clock that is behind finds a rate, too.
    public func rate(_ currency: String, atMs: Int64) -> ExchangeRate? {
        if let rate = own[currency]?.last(where: { $0.fromMs <= atMs }) { return rate }
        guard let rates = references[currency] else { return nil }
        return rates.last { $0.fromMs <= atMs } ?? rates.first
    }

    /// These rates with an operator's own before them, which take the place of earlier ones of his.
    package func applying(_ rates: [ExchangeRate]) -> ExchangeRates {
        var applied = self
        applied.own = Self.byCurrency(rates)
        return applied
    }

    /// The day from which the operator's first rate of a currency holds; nil where he has none.
    package func startsAtMs(_ currency: String) -> Int64? { own[currency]?.first?.fromMs }

    /// Every currency that has a rate, by its code.
    package var currencies: [String] {
        Set(references.keys).union(own.keys).sorted()
    }

    /// Every rate of a currency, the operator's first, each from the oldest on.
    package func rates(of currency: String) -> [ExchangeRate] {
        (own[currency] ?? []) + (references[currency] ?? [])
    }

    private static func byCurrency(_ rates: [ExchangeRate]) -> [String: [ExchangeRate]] {
        Dictionary(grouping: rates, by: \.currency)
            .mapValues { $0.sorted { $0.fromMs < $1.fromMs } }
    }
}
