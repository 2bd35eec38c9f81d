import FarthingCore

/// Amounts and times as agents read them.
enum ShownAmount {
    static func text(_ amount: Int64, _ unit: BudgetUnit) -> String {
        guard case .money(let currency) = unit else { return BudgetUnit.shown(amount, unit) }
        return money(amount) + " " + currency
    }

    /// Nanos as a decimal with at least two digits after the point and no needless zeros.
    static func money(_ nanos: Int64) -> String {
        let part = String(nanos.magnitude % 1_000_000_000)
        var digits = String(repeating: "0", count: 9 - part.utf8.count) + part
        while digits.utf8.count > 2, digits.hasSuffix("0") { digits.removeLast() }
        return "\(nanos < 0 ? "-" : "")\(nanos.magnitude / 1_000_000_000).\(digits)"
    }

    static func time(_ ms: Int64) -> String {
        var bytes: [UInt8] = []
        appendTimestamp(ms, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A span of time in its two largest units.
    static func span(_ ms: Int64) -> String {
        let seconds = (max(0, ms) + 999) / 1_000
        switch seconds {
        case ..<120: return "\(seconds) s"
        case ..<7_200: return "\(seconds / 60) min \(seconds % 60) s"
        case ..<172_800: return "\(seconds / 3_600) h \(seconds % 3_600 / 60) min"
        default: return "\(seconds / 86_400) d \(seconds % 86_400 / 3_600) h"
        }
    }
}
