import FarthingCore
import FarthingPages
import Testing

@Suite("Charts")
struct ChartTests {
    @Test(
        "an axis ends at a round number that is not below the highest amount",
        arguments: [
            (1, 1), (7, 8), (9, 10), (11, 15), (99, 100), (101, 150), (8_889, 10_000),
        ] as [(Int64, Int64)]
    )
    func scale(highest: Int64, top: Int64) {
        #expect(ChartScale(highest: highest, unit: .calls).top == top)
    }

    @Test("an axis of any height has few lines")
    func extremes() {
        for highest in [0, 1, Money.maxNanos, Int64.max] {
            let scale = ChartScale(highest: highest, unit: .calls)
            #expect(scale.top >= highest)
            #expect((1...5).contains(scale.lines.count))
            #expect(scale.height(highest) <= ChartScale.whole)
        }
    }

    @Test("places are written with two decimals")
    func percent() {
        #expect(ChartScale.percent(1_205) == "12.05%")
        #expect(ChartScale.percent(0) == "0.00%")
        #expect(ChartScale.percent(10_000) == "100.00%")
    }

    @Test("more bars than there is room for lose the oldest")
    func bars() throws {
        let bars = (0..<400).map {
            ChartHours.Bar(startMs: Int64($0) * 3_600_000, spent: Int64($0))
        }
        let chart = ChartHours(title: "t", unit: .calls, bars: bars)
        let shown = try #require(chart.fields.child(named: "bars") as? [PageFields])
        #expect(shown.count == ChartHours.barsMax)
        #expect((shown.last?.child(named: "text") as? String)?.contains("399 calls") == true)
    }

    @Test("a little spend is seen beside much")
    func little() throws {
        let bars = [
            ChartHours.Bar(startMs: 0, spent: 1), ChartHours.Bar(startMs: 1, spent: 1_000_000),
            ChartHours.Bar(startMs: 2, spent: 0),
        ]
        let chart = ChartHours(title: "t", unit: .calls, bars: bars)
        let shown = try #require(chart.fields.child(named: "bars") as? [PageFields])
        #expect(
            shown.map { $0.child(named: "height") as? String } == ["1.00%", "100.00%", "0.00%"]
        )
    }

    @Test("thousands of points are thinned, and the last one stays")
    func points() throws {
        let points = (0..<20_000).map { ChartBurn.Point(atMs: Int64($0), spent: Int64($0)) }
        let chart = ChartBurn(
            title: "t",
            unit: .calls,
            limit: 10_000,
            startMs: 0,
            endMs: 20_000,
            points: points,
            forecast: 20_000
        )
        let path = try #require(chart.fields.child(named: "spentPath") as? String)
        #expect(path.split(separator: "L").count <= ChartBurn.pointsMax + 1)
        #expect(path.hasSuffix("L999 201") || path.hasSuffix("L999 200"))
        let rows = try #require(chart.fields.child(named: "points") as? [PageFields])
        #expect(rows.count <= 26)
    }

    @Test("a window without any spend says so")
    func empty() {
        let chart = ChartBurn(title: "t", unit: .calls, limit: 1, startMs: 0, endMs: 1, points: [])
        #expect(chart.fields.child(named: "isEmpty") as? Bool == true)
        let share = ChartShare(title: "t", kind: .tool, unit: .calls, rows: [], total: 0)
        #expect(share.fields.child(named: "isEmpty") as? Bool == true)
    }
}
