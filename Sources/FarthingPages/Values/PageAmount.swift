package import FarthingCore

/// An amount in a budget's unit, shown with all digits that it has.
///
/// Money is in nano-units; what goes beyond the second decimal is set smaller, never left out.
package struct PageAmount: Hashable, Sendable, PagePart {
    /// Nano-units of the currency for money, whole units for all else.
    package var units: Int64
    /// What is counted.
    package var unit: BudgetUnit
    /// How many decimals are shown at least: as many as others of its column have.
    var places = 2

    /// Makes an amount of `units` in `unit`.
    package init(units: Int64, unit: BudgetUnit) {
        self.units = units
        self.unit = unit
    }

    /// Makes an amount of money: `nanos` of the currency with this ISO 4217 code.
    package init(nanos: Int64, currency: String) {
        self.init(units: nanos, unit: .money(currency))
    }

    package var fields: PageFields {
        PageFields([
            "whole": sign + grouped(whole),
            "decimals": unit.isMoney ? "." + decimals.prefix(2) : "",
            "fine": unit.isMoney ? String(trimmed(places).dropFirst(2)) : "",
            "unitName": unitName, "isLong": unitName.utf8.count > PageAmount.unitBytesMax,
            "exact": exact,
            "plain": plain,
        ])
    }

    /// The amount with all nine decimals and its unit, as `12.345678901 USD`.
    package var exact: String {
        let number = unit.isMoney ? sign + String(whole) + "." + decimals : String(units)
        return number + " " + unitName
    }

    /// The amount in plain text without needless zeros, as `12.50 USD`.
    package var text: String { number + " " + unitName }

    /// The amount where there is room for little: of a long unit's name only the start.
    var shortText: String {
        guard unitName.utf8.count > PageAmount.unitBytesMax else { return text }
        return number + " " + unitName.prefix(PageAmount.unitBytesMax / 2) + "…"
    }

    /// Names that are longer are credits of the operator's own, and may be broken.
    private static let unitBytesMax = 16

    /// ``text`` without its unit.
    var number: String {
        sign + grouped(whole) + (unit.isMoney ? "." + trimmed(2) : "")
    }

    /// The amount for a form: digits and a point, as `12.5`.
    package var plain: String {
        guard unit.isMoney else { return String(units) }
        var fraction = decimals[...]
        while fraction.last == "0" { fraction.removeLast() }
        return sign + String(whole) + (fraction.isEmpty ? "" : "." + fraction)
    }

    private var sign: String { units < 0 ? "−" : "" }

    private var whole: UInt64 { unit.isMoney ? units.magnitude / 1_000_000_000 : units.magnitude }

    private var decimals: String {
        String(String(units.magnitude % 1_000_000_000 + 1_000_000_000).dropFirst())
    }

    /// How many decimals some amounts of money need at most, at least two.
    static func places(of amounts: [PageAmount]) -> Int {
        amounts.filter(\.unit.isMoney).map { $0.trimmed(2).utf8.count }.max() ?? 2
    }

    /// The decimals without the zeros at their end, so many at least.
    private func trimmed(_ places: Int) -> String {
        var digits = decimals
        while digits.utf8.count > places, digits.utf8.last == UInt8(ascii: "0") {
            digits.removeLast()
        }
        return digits
    }

    private var unitName: String {
        switch unit {
        case .money(let currency): currency
        case .credits(let name): name
        case .tokens: "tokens"
        case .calls: "calls"
        case .concurrent: "at once"
        }
    }
}

extension Array {
    /// The rows with as many decimals in a column as the finest of its amounts has.
    func aligned(_ column: WritableKeyPath<Element, PageAmount>) -> [Element] {
        let places = PageAmount.places(of: map { $0[keyPath: column] })
        return map { row in
            var row = row
            row[keyPath: column].places = places
            return row
        }
    }

    /// The same, where some rows have nothing in the column.
    func aligned(_ column: WritableKeyPath<Element, PageAmount?>) -> [Element] {
        let places = PageAmount.places(of: compactMap { $0[keyPath: column] })
        return map { row in
            var row = row
            row[keyPath: column]?.places = places
            return row
        }
    }
}

/// A number with its thousands apart, by spaces that do not break.
func grouped(_ number: UInt64) -> String {
    var groups: [Substring] = []
    var rest = String(number)[...]
    while rest.utf8.count > 3 {
        groups.insert(rest.suffix(3), at: 0)
        rest = rest.dropLast(3)
    }
    return ([rest] + groups).joined(separator: "\u{202F}")
}

/// A count with its thousands apart.
func grouped(_ count: Int64) -> String { (count < 0 ? "−" : "") + grouped(count.magnitude) }
