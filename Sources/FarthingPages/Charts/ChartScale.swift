package import FarthingCore

/// A chart's upright axis: from zero to a round number, with lines at round numbers.
package struct ChartScale {
    /// Hundredths of a percent, with which places in a chart are written.
    package static let whole: Int64 = 10_000

    let unit: BudgetUnit
    /// Where the axis ends, in the unit; at least 1.
    package let top: Int64
    private let step: Int64

    /// The axis for amounts up to `highest`.
    package init(highest: Int64, unit: BudgetUnit) {
        self.unit = unit
        step = ChartScale.step(for: max(1, highest))
        let steps = (max(1, highest) - 1) / step + 1
        top = Int64(clamping: Int128(step) * Int128(steps))
    }

    /// The lines with their amounts, from the lowest above zero.
    package var lines: [PageFields] {
        guard step <= top else { return [] }
        return stride(from: step, through: top, by: Int64.Stride(step)).map { amount in
            PageFields([
                "y": percent(fromTop: amount),
                "text": PageAmount(units: amount, unit: unit).shortText,
                // The line of the top would be cut in half by the chart's edge.
                "isTop": amount == top,
            ])
        }
    }

    /// How high an amount stands, of ``whole``.
    package func height(_ amount: Int64) -> Int64 {
        Int64(clamping: min(Int128(amount) * Int128(ChartScale.whole) / Int128(top), 10_000))
    }

    /// Where an amount stands, from the top, as `12.5%`.
    func percent(fromTop amount: Int64) -> String {
        ChartScale.percent(ChartScale.whole - height(amount))
    }

    /// A share of ``whole`` as SVG wants it, as `12.5%`.
    package static func percent(_ share: Int64) -> String {
        let decimals = String(share.magnitude % 100 + 100).dropFirst()
        return (share < 0 ? "-" : "") + "\(share.magnitude / 100).\(decimals)%"
    }

    /// 1, 2 or 5 times a power of ten, such that there are at most five lines.
    private static func step(for highest: Int64) -> Int64 {
        var power: Int64 = 1
        while true {
            for factor: Int64 in [1, 2, 5] where power * factor * 5 >= highest {
                return power * factor
            }
            guard power <= Int64.max / 1_000 else { return highest }
            power *= 10
        }
    }
}
