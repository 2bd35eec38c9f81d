import Farthing
import FarthingCore

/// The one-line start's limits, as the policy that they are.
struct DailyLimits {
    var daily: BudgetLimit
    var soft: BudgetLimit?
    var downgradeTo: String?
    var perMinute: BudgetLimit?
    var timezone: String?
    var tenant: String?
    var isEnforced = true

    /// - Parameter prices: the book that the model to downgrade to must be in; nil looks it up nowhere.
    func policy(prices: PriceBook?) throws(LocalError) -> Policy {
        let zone: ZoneRules
        do throws(ZoneError) {
            zone = try timezone.map { name throws(ZoneError) in try ZoneRules.system(name) } ?? .utc
        } catch {
            throw LocalError(.invalid, error.message)
        }
        let downgrade = try downgrade(prices: prices)
        do throws(PolicyError) {
            var budgets = [
                try Budget("daily", limit: daily, window: .day, zone: zone) {
                    if let downgrade { downgrade }
                }
            ]
            if let perMinute {
                budgets.append(
                    try Budget("minute", limit: perMinute, window: .minute, warnsByDefault: false)
                )
            }
            return Policy(
                id: "daily",
                tenant: tenant ?? "default",
                isEnforced: isEnforced,
                budgets: budgets
            )
        } catch {
            throw LocalError(error)
        }
    }

    private func downgrade(prices: PriceBook?) throws(LocalError) -> Downgrade? {
        guard let soft, let model = downgradeTo else {
            guard soft == nil, downgradeTo == nil else {
                throw LocalError(
                    .invalid,
                    "softLimit and downgradeTo belong together: past the one, calls go to the other"
                )
            }
            return nil
        }
        guard soft.unit == daily.unit, let part = soft.value, let whole = daily.value,
            part > 0, part < whole
        else {
            throw LocalError(
                .invalid,
                "softLimit is an amount above zero and below dailyLimit, in the same unit"
            )
        }
        guard prices?.hasModel(model) ?? true else {
            throw LocalError(
                .invalid,
                "downgradeTo: the price book has no model '\(printable(model))'; name one that it has"
            )
        }
        // Rounded down: rather a little early than past the limit.
        let share = Int64(Int128(part) * 10_000 / Int128(whole))
        return Downgrade(at: .basisPoints(max(1, share)), to: model)
    }
}

extension PriceBook {
    fileprivate func hasModel(_ model: String) -> Bool {
        Set(allPrices.map(\.provider)).contains { index(provider: $0, nameOrID: model) != nil }
    }
}
