import FarthingCore
import GRDB

extension StatisticsReader {
    /// Which sums are read.
    package struct SumsRequest: Sendable {
        /// What is told apart, as whoever counts names it; empty for all calls.
        package var dimension: String
        /// By what rows are put together; nil for one sum.
        package var group: Column?
        /// Only rows that have these.
        package var value: String?
        package var other: String?
        package var workspace: String?
        /// From when, inclusive; to the hour.
        package var fromMs: Int64
        /// Until when, exclusive.
        package var toMs: Int64
        /// Whether each hour is a sum of its own: each day, where hours are no longer kept.
        package var isHourly: Bool

        /// A column that tells rows apart.
        package enum Column: String, Sendable {
            case value, other, workspace
        }

        package init(
            dimension: String,
            group: Column?,
            value: String? = nil,
            other: String? = nil,
            workspace: String? = nil,
            fromMs: Int64,
            toMs: Int64,
            isHourly: Bool
        ) {
            self.dimension = dimension
            self.group = group
            self.value = value
            self.other = other
            self.workspace = workspace
            self.fromMs = fromMs
            self.toMs = toMs
            self.isHourly = isHourly
        }
    }

    /// A sum that was read.
    package struct Sum: Hashable, Sendable {
        /// What it is grouped by; empty for one sum.
        package var value: String
        /// The hour's start; nil where hours are added up.
        package var startMs: Int64?
        package var currency: String
        package var figures: StatisticsCounts
    }

    private struct Key: Hashable {
        var value: String
        var startMs: Int64?
        var currency: String
    }

    /// The sums of a request, in no order.
    package func sums(_ request: SumsRequest) throws -> [Sum] {
        try read { database in
            var sums: [Key: StatisticsCounts] = [:]
            let spans = try SumSpans(request, database).spans
            for span in spans {
                try Self.add(span, request, to: &sums, database)
            }
            return sums.map { key, figures in
                Sum(
                    value: key.value,
                    startMs: key.startMs,
                    currency: key.currency,
                    figures: figures
                )
            }
        }
    }

    private static func add(
        _ span: SumSpans.Span,
        _ request: SumsRequest,
        to sums: inout [Key: StatisticsCounts],
        _ database: Database
    ) throws {
        var terms = ["dimension = ?", "start_ms >= ?", "start_ms < ?"]
        var arguments: [any DatabaseValueConvertible] = [
            request.dimension, span.fromMs, span.toMs,
        ]
        let filters = [
            ("value", request.value), ("other", request.other), ("workspace", request.workspace),
        ]
        for (column, wanted) in filters {
            guard let wanted else { continue }
            terms.append("\(column) = ?")
            arguments.append(wanted)
        }
        let half = StatisticsRoll.half
        let counts = StatisticsSchema.countColumns.flatMap { column in
            ["SUM(\(column) / \(half))", "SUM(\(column) % \(half))"]
        }
        let group = request.group?.rawValue ?? "''"
        let start = request.isHourly ? "start_ms" : "0"
        let cursor = try Row.fetchCursor(
            try database.cachedStatement(
                sql: """
                    SELECT \(group) AS name, \(start) AS start_ms, currency,
                        \(counts.joined(separator: ", "))
                    FROM \(span.table) WHERE \(terms.joined(separator: " AND "))
                    GROUP BY 1, 2, 3
                    """
            ),
            arguments: StatementArguments(arguments)
        )
        while let row = try cursor.next() {
            let row = StoredRow(row, of: span.table)
            let key = Key(
                value: try row.text(0),
                startMs: request.isHourly ? try row.integer(1, in: all) : nil,
                currency: try row.text(2)
            )
            var read: [Int64] = []
            for index in 0..<StatisticsSchema.countColumns.count {
                let high = try row.integer(3 + 2 * index, in: all)
                let low = try row.integer(4 + 2 * index, in: all)
                read.append(Self.whole(high, low))
            }
            sums[key, default: StatisticsCounts()].add(read)
        }
    }

    private static let all = Int64.min...Int64.max

    private static func whole(_ high: Int64, _ low: Int64) -> Int64 {
        let whole = Int128(high) * Int128(StatisticsRoll.half) + Int128(low)
        return Int64(clamping: whole)
    }
}

extension StatisticsCounts {
    /// Adds counts in the order of the columns; what does not fit stays at its end.
    fileprivate mutating func add(_ counts: [Int64]) {
        let sums = zip(all, counts).map { Int64(clamping: Int128($0) + Int128($1)) }
        self = StatisticsCounts(
            calls: sums[0],
            refused: sums[1],
            costNanos: sums[2],
            refusedNanos: sums[3],
            inputTokens: sums[4],
            outputTokens: sums[5]
        )
    }
}
