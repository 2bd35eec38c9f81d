package import FarthingCore

/// How an account fills up over its window, beside its limit, with a forecast of where it ends.
package struct ChartBurn: Sendable, PagePart {
    /// What was spent in all at one moment.
    package struct Point: Sendable {
        package var atMs: Int64
        /// The sum so far, in the chart's unit.
        package var spent: Int64

        package init(atMs: Int64, spent: Int64) {
            self.atMs = atMs
            self.spent = spent
        }
    }

    /// As many as a screen has room for.
    package static let pointsMax = 500

    /// What the chart shows, in a few words.
    package var title: String
    /// What is counted.
    package var unit: BudgetUnit
    /// The limit with its top-ups.
    package var limit: Int64
    /// When the window begins, in milliseconds UTC.
    package var startMs: Int64
    /// When it ends, in milliseconds UTC.
    package var endMs: Int64
    /// The sums in the order of their times; those beyond ``pointsMax`` are thinned out.
    package var points: [Point]
    /// What will be spent by the window's end if it goes on so; nil where nothing can be said.
    package var forecast: Int64?
    /// When the limit will be reached, in milliseconds UTC; nil where it will not in this window.
    package var exhaustedAtMs: Int64?

    /// Makes a chart.
    package init(
        title: String,
        unit: BudgetUnit,
        limit: Int64,
        startMs: Int64,
        endMs: Int64,
        points: [Point],
        forecast: Int64? = nil,
        exhaustedAtMs: Int64? = nil
    ) {
        self.title = title
        self.unit = unit
        self.limit = limit
        self.startMs = startMs
        self.endMs = endMs
        self.points = points
        self.forecast = forecast
        self.exhaustedAtMs = exhaustedAtMs
    }

    package var fields: PageFields {
        let points = thinned
        let highest = max(limit, points.map(\.spent).max() ?? 0, forecast ?? 0)
        // Room above the limit, so that its line is not the chart's edge.
        let scale = ChartScale(highest: Int64(clamping: Int128(highest) * 21 / 20), unit: unit)
        return PageFields([
            "title": title, "summary": summary, "lines": scale.lines,
            "limitY": scale.percent(fromTop: limit), "limitText": amount(limit).shortText,
            "spentPath": path(points, scale), "areaPath": area(points, scale),
            "forecastPath": forecastPath(scale),
            "startText": label(startMs), "endText": label(endMs),
            "points": thinnedForTable.map {
                PageFields(["at": PageTime($0.atMs), "amount": amount($0.spent)])
            },
            "forecast": forecast.map(amount),
            "isEmpty": points.isEmpty,
        ])
    }

    private func amount(_ units: Int64) -> PageAmount { PageAmount(units: units, unit: unit) }

    private var thinned: [Point] {
        let step = max(1, (points.count - 1) / ChartBurn.pointsMax + 1)
        guard step > 1, let last = points.last else { return points }
        let kept = points.indices.filter { $0 % step == 0 && $0 != points.count - 1 }
        return kept.map { points[$0] } + [last]
    }

    /// A table of hundreds of rows is read by nobody: 24 of them, and the last.
    private var thinnedForTable: [Point] {
        let step = max(1, points.count / 24)
        let kept = points.indices.filter { $0 % step == 0 || $0 == points.count - 1 }
        return kept.map { points[$0] }
    }

    private func label(_ atMs: Int64) -> String {
        endMs - startMs > 86_400_000 ? PageTime(atMs).shortDay : PageTime(atMs).hour
    }

    private func x(_ atMs: Int64) -> Int64 {
        let length = max(1, Int128(endMs) - Int128(startMs))
        let place = (Int128(atMs) - Int128(startMs)) * 1_000 / length
        return Int64(clamping: min(1_000, max(0, place)))
    }

    private func y(_ spent: Int64, _ scale: ChartScale) -> Int64 {
        1_000 - scale.height(spent) / 10
    }

    private func path(_ points: [Point], _ scale: ChartScale) -> String {
        points.enumerated().map { index, point in
            (index == 0 ? "M" : "L") + "\(x(point.atMs)) \(y(point.spent, scale))"
        }.joined()
    }

    private func area(_ points: [Point], _ scale: ChartScale) -> String? {
        guard let first = points.first, let last = points.last else { return nil }
        return path(points, scale) + "L\(x(last.atMs)) 1000L\(x(first.atMs)) 1000Z"
    }

    private func forecastPath(_ scale: ChartScale) -> String? {
        guard let last = points.last, let forecast, last.atMs < endMs else { return nil }
        return "M\(x(last.atMs)) \(y(last.spent, scale))L1000 \(y(forecast, scale))"
    }

    private var summary: String {
        guard let last = points.last else { return "Nothing was spent in this window yet." }
        let now = "\(amount(last.spent).text) of \(amount(limit).text) spent."
        guard let forecast else { return now }
        if let exhaustedAtMs {
            return now + " At this pace the limit is reached at \(PageTime(exhaustedAtMs).text)."
        }
        return now + " At this pace \(amount(forecast).text) by \(PageTime(endMs).text)."
    }
}
