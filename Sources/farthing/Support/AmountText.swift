import FarthingCore

/// Amounts, times and lengths of time as people read them.
enum Shown {
    /// An amount in its unit: `1.25 USD`, `0.0000345 USD`, `12,500 tokens`.
    static func amount(_ amount: Int64, _ unit: BudgetUnit) -> String {
        switch unit {
        case .money(let currency): money(amount) + " " + currency
        default: grouped(amount) + " " + unit.name
        }
    }

    /// Nanos as a decimal with at least two digits after the point and no needless zeros.
    static func money(_ nanos: Int64) -> String {
        let part = String(nanos.magnitude % 1_000_000_000)
        var digits = String(repeating: "0", count: 9 - part.utf8.count) + part
        while digits.utf8.count > 2, digits.hasSuffix("0") { digits.removeLast() }
        let sign = nanos < 0 ? "-" : ""
        return sign + grouped(nanos.magnitude / 1_000_000_000) + "." + digits
    }

    /// Nanos as dollars with exactly `places` decimals, rounded up, for columns that line up.
    static func dollars(_ nanos: Int64, places: Int) -> String {
        var unit: UInt64 = 1
        for _ in 0..<(9 - places) { unit *= 10 }
        let steps = (nanos.magnitude + unit - 1) / unit
        var scale: UInt64 = 1
        for _ in 0..<places { scale *= 10 }
        let part = String(steps % scale)
        let zeros = String(repeating: "0", count: places - part.utf8.count)
        return "\(nanos < 0 ? "-" : "")$\(grouped(steps / scale)).\(zeros)\(part)"
    }

    /// `12,500`.
    static func grouped(_ value: some BinaryInteger) -> String {
        let digits = Array(String(value.magnitude))
        var text = value < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text += "," }
            text.append(digit)
        }
        return text
    }

    /// `2026-11-03T09:15:00Z`.
    static func time(_ ms: Int64) -> String {
        var bytes: [UInt8] = []
        appendTimestamp(ms, to: &bytes)
        return String(decoding: bytes.dropLast(5), as: UTF8.self) + "Z"
    }

    /// `850 ms`, `23 s`, `12 min`, `5 h`, `3 d`; rounded down.
    static func length(ms: Int64) -> String {
        switch ms {
        case ..<0: "0 s"
        case ..<1_000: "\(ms) ms"
        case ..<120_000: "\(ms / 1_000) s"
        case ..<7_200_000: "\(ms / 60_000) min"
        case ..<172_800_000: "\(ms / 3_600_000) h"
        default: "\(ms / 86_400_000) d"
        }
    }

    /// What part of a whole a part is, in per cent with one decimal: `97.3 %`.
    static func share(_ part: Int64, of whole: Int64) -> String {
        guard whole > 0 else { return "–" }
        let permille = Int128(part) * 1_000 / Int128(whole)
        return "\(permille / 10).\(permille % 10) %"
    }

    /// Text of strangers, safe on a terminal.
    static func safe(_ text: String) -> String {
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(200) {
            switch scalar.value {
            case 0..<0x20, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069: shown.append("?")
            default: shown.append(scalar)
            }
        }
        return String(shown)
    }
}
