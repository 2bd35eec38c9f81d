import FarthingCore
import FarthingReceipts

extension Policy {
    /// Tells this policy from any other, the same in every process: a policy in Swift has no file
    /// whose bytes could be hashed.
    var contentHash: String {
        var json = JSONWriter()
        json.beginArray()
        json.string(id)
        json.string(tenant)
        json.bool(isEnforced)
        json.bool(allowsUnmatched)
        // Enumerations and structures without sets: what they print has one order.
        json.string(String(describing: unpriced))
        json.string(String(describing: effective))
        for budget in budgets {
            budget.write(to: &json)
            json.bool(budget.warnsByDefault)
            json.string(String(describing: budget.effective))
        }
        for rule in rules { json.string(String(describing: rule)) }
        for rate in rates { json.string(String(describing: rate)) }
        for price in prices {
            var plain = price
            plain.rates = [:]
            json.string(String(describing: plain))
            for bucket in Usage.Bucket.allCases {
                json.int(price.rates[bucket]?.nanosPerMillion ?? -1)
            }
        }
        json.endArray()
        return Hash32(hashing: json.bytes).hex
    }
}
