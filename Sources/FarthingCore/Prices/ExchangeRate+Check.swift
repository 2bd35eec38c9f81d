extension ExchangeRate {
    /// What is wrong with a policy's own rates, at most one finding for each.
    static func errors(in rates: [ExchangeRate]) -> [PolicyError] {
        guard rates.count <= ratesMax else {
            let message = "\(rates.count) rates; at most \(ratesMax)"
            return [PolicyError(path: "rates", message: message)]
        }
        var errors: [PolicyError] = []
        var seen: Set<Holding> = []
        for (index, rate) in rates.enumerated() {
            let path = "rates[\(index)]"
            if let message = rate.currencyFault {
                errors.append(PolicyError(path: path + ".currency", message: message))
            } else if !nanosRange.contains(rate.rateNanos) {
                let message = "a rate is more than zero and at most 900 million"
                errors.append(PolicyError(path: path + ".per_usd", message: message))
            } else if rate.fromMs < 0 {
                let message = "a rate holds from a day since 1970"
                errors.append(PolicyError(path: path + ".from", message: message))
            } else if !seen.insert(Holding(currency: rate.currency, fromMs: rate.fromMs)).inserted {
                let message = "\(rate.currency) has two rates from the same day; keep one of them"
                errors.append(PolicyError(path: path, message: message))
            }
        }
        return errors
    }

    private var currencyFault: String? {
        if currency == "USD" { return "prices are in USD; a rate is of another currency" }
        if case .money = BudgetUnit(name: currency) { return nil }
        return "a currency is three capital letters, as INR"
    }

    private struct Holding: Hashable {
        var currency: String
        var fromMs: Int64
    }
}
