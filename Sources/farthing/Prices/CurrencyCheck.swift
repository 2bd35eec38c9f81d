import FarthingCore
import FarthingProviders

/// Looks whether a policy's budgets in other currencies can be kept: calls are priced in dollars.
struct CurrencyCheck {
    /// What no server would keep.
    private(set) var errors: [PolicyError] = []
    /// Rates that are too old to be trusted blindly.
    private(set) var warnings: [String] = []

    /// Checks a policy by the rates that hold at `atMs`.
    init(
        _ policy: Policy,
        _ references: ExchangeRates = .bundled(),
        atMs: Int64 = systemNowMs()
    ) {
        let rates = references.applying(policy.rates)
        var seen: Set<String> = []
        for (index, budget) in policy.budgets.enumerated() {
            guard case .money(let currency) = budget.unit, currency != "USD" else { continue }
            guard let rate = rates.rate(currency, atMs: atMs) else {
                errors.append(
                    PolicyError(
                        path: "budgets[\(index)].limit",
                        message: Self.missing(currency, rates.startsAtMs(currency), atMs)
                    )
                )
                continue
            }
            guard seen.insert(currency).inserted, rate.isStale(atMs: atMs) else { continue }
            warnings.append(Self.stale(rate, atMs))
        }
    }

    private static func missing(_ currency: String, _ startsAtMs: Int64?, _ atMs: Int64) -> String {
        let line = "{ currency: \(currency), per_usd: …, from: \(PriceText.day(atMs)) }"
        if let startsAtMs {
            return "the first exchange rate of \(currency) holds from \(PriceText.day(startsAtMs)) "
                + "on; add one that holds already under rates, as \(line)"
        }
        return "no exchange rate of \(currency) is known, and calls are priced in USD; add one "
            + "under rates, as \(line)"
    }

    private static func stale(_ rate: ExchangeRate, _ atMs: Int64) -> String {
        let whose = rate.source == .policy ? "the policy's" : "the built-in"
        let days = (atMs - rate.fromMs) / 86_400_000
        return "\(whose) exchange rate of \(rate.currency), of \(PriceText.day(rate.fromMs)), is "
            + "\(days) days old; add today's under rates, as { currency: \(rate.currency), "
            + "per_usd: …, from: \(PriceText.day(atMs)) }"
    }
}
