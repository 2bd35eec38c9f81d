package import FarthingCore

/// Spend by hour, or by any other equal piece of time, as bars.
package struct ChartHours: Sendable, PagePart {
    /// One bar.
    package struct Bar: Sendable {
        /// When it begins, in milliseconds UTC.
        package var startMs: Int64
        /// What was spent, in the chart's unit.
        package var spent: Int64
        /// How many calls were refused.
        package var refusals: Int64

        /// Makes a bar.
        package init(startMs: Int64, spent: Int64, refusals: Int64 = 0) {
            self.startMs = startMs
            self.spent = spent
            self.refusals = refusals
        }
    }

    /// More than can be told apart on a phone.
    package static let barsMax = 168

    /// What the chart shows, in a few words.
    package var title: String
    /// What is counted.
    package var unit: BudgetUnit
    /// The bars in the order of their times; those beyond ``barsMax`` are left out, oldest first.
    package var bars: [Bar]
    /// How long each bar is, in milliseconds.
    package var barMs: Int64

    /// Makes a chart.
    package init(title: String, unit: BudgetUnit, bars: [Bar], barMs: Int64 = 3_600_000) {
        self.title = title
        self.unit = unit
        self.bars = bars
        self.barMs = barMs
    }

    package var fields: PageFields {
        let bars = Array(bars.suffix(ChartHours.barsMax))
        let scale = ChartScale(highest: bars.map(\.spent).max() ?? 0, unit: unit)
        let slot = ChartScale.whole / Int64(max(1, bars.count))
        return PageFields([
            "title": title, "lines": scale.lines, "summary": summary(of: bars),
            "bars": bars.enumerated().map { index, bar in
                self.fields(of: bar, x: Int64(index) * slot, slot: slot, scale)
            },
            "marks": marks(of: bars, slot: slot),
            "isEmpty": bars.isEmpty || bars.allSatisfy { $0.spent == 0 && $0.refusals == 0 },
        ])
    }

    private func fields(
        of bar: Bar,
        x: Int64,
        slot: Int64,
        _ scale: ChartScale
    ) -> PageFields {
        // What is spent is seen, be it ever so little beside the highest bar.
        let height = bar.spent > 0 ? max(100, scale.height(bar.spent)) : 0
        let amount = PageAmount(units: bar.spent, unit: unit)
        let refused = bar.refusals == 0 ? "" : ", \(grouped(bar.refusals)) refused"
        return PageFields([
            "x": ChartScale.percent(x + slot / 8), "width": ChartScale.percent(slot * 3 / 4),
            "slotX": ChartScale.percent(x), "slotWidth": ChartScale.percent(slot),
            "middle": ChartScale.percent(x + slot / 2),
            "y": ChartScale.percent(ChartScale.whole - height),
            "height": ChartScale.percent(height),
            "start": PageTime(bar.startMs), "amount": amount, "refusals": grouped(bar.refusals),
            "isRefused": bar.refusals > 0,
            "text": "\(label(bar.startMs)): \(amount.text)\(refused)",
        ])
    }

    private var isOfDays: Bool { barMs >= 86_400_000 }

    private func label(_ atMs: Int64) -> String {
        isOfDays ? PageTime(atMs).shortDay : PageTime(atMs).hour
    }

    /// Times under the first bar, the middle one and the last.
    private func marks(of bars: [Bar], slot: Int64) -> [PageFields] {
        guard let last = bars.indices.last, last > 1 else { return [] }
        let places: [(index: Int, anchor: String)] = [
            (0, "start"), (last / 2, "middle"), (last, "end"),
        ]
        return places.map { place in
            let left = Int64(place.index) * slot
            let x = place.index == 0 ? left : place.index == last ? left + slot : left + slot / 2
            return PageFields([
                "x": ChartScale.percent(x), "anchor": place.anchor,
                "text": label(bars[place.index].startMs),
            ])
        }
    }

    private func summary(of bars: [Bar]) -> String {
        let sum = bars.reduce(Int128(0)) { $0 + Int128($1.spent) }
        let total = PageAmount(units: Int64(clamping: sum), unit: unit).text
        guard let highest = bars.max(by: { $0.spent < $1.spent }), highest.spent > 0 else {
            return "Nothing was spent."
        }
        return "\(total) in all, most at \(label(highest.startMs)) UTC with "
            + PageAmount(units: highest.spent, unit: unit).text + "."
    }
}
