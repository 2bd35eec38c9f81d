import FarthingCore
import FarthingPolicy

/// What a replay under another policy came to, for people and for programs.
struct BacktestText {
    private let report: BacktestReport
    private let lengthMs: Int64

    init(_ report: BacktestReport, lengthMs: Int64) {
        self.report = report
        self.lengthMs = lengthMs
    }

    var lines: [String] {
        let total = report.total
        var lines = [
            "\(Shown.grouped(total.callCount)) calls that were admitted, "
                + "\(Self.dollars(total.costNanos)) USD, of \(Shown.grouped(report.entryCount)) "
                + "entries"
        ]
        if report.entryCount > 100_000 {
            lines[0] += " (read in \(Shown.length(ms: lengthMs)))"
        }
        guard total.callCount > 0 || report.refusedCount > 0 else { return lines }
        var table = Table([
            .text("WOULD BE"), .text("BY"), .number("CALLS"), .number("COST"),
            .number("WOULD COST"), .number("SAVED"),
        ])
        for (verdict, row) in report.sortedRows {
            let word = Self.words[verdict.decision] ?? verdict.decision
            table.add([
                verdict.model.isEmpty ? word : "\(word) to \(verdict.model)",
                verdict.cause.isEmpty ? "–" : verdict.cause, Shown.grouped(row.callCount),
                Self.dollars(row.costNanos), Self.dollars(row.newNanos),
                Self.dollars(row.savedNanos),
            ])
        }
        table.add([
            "together", "", Shown.grouped(total.callCount), Self.dollars(total.costNanos),
            Self.dollars(total.newNanos), Self.dollars(total.savedNanos),
        ])
        lines += [""] + table.lines
        if report.refusedCount > 0 {
            lines += [
                "",
                "\(Shown.grouped(report.refusedCount)) calls were refused; of those recorded one by "
                    + "one, \(Shown.grouped(report.admittedInstead)) would be admitted, for at most "
                    + "\(Self.dollars(report.admittedInsteadNanos)) USD",
            ]
        }
        if report.openCount > 0 {
            lines.append(
                "\(Shown.grouped(report.openCount)) calls are still running, and not counted"
            )
        }
        return lines
    }

    private static let words = [
        "allow": "admitted", "downgrade": "downgraded", "approve": "sent to approval",
        "wait": "made to wait", "block": "refused",
    ]

    private static func dollars(_ nanos: Int128) -> String {
        Shown.money(Int64(clamping: nanos))
    }

    var json: [UInt8] {
        let total = report.total
        var json = JSONWriter(capacity: 1_024)
        json.beginObject()
        let numbers: [(StaticString, Int64)] = [
            ("admitted_instead", report.admittedInstead),
            ("admitted_instead_nanos", Int64(clamping: report.admittedInsteadNanos)),
            ("calls", total.callCount), ("cost_nanos", Int64(clamping: total.costNanos)),
            ("entries", report.entryCount), ("new_nanos", Int64(clamping: total.newNanos)),
        ]
        for (name, number) in numbers {
            json.key(name)
            json.int(number)
        }
        json.key("ok")
        json.bool(true)
        json.key("open")
        json.int(report.openCount)
        json.key("refused")
        json.int(report.refusedCount)
        json.key("rows")
        json.beginArray()
        for (verdict, row) in report.sortedRows { Self.write(verdict, row, &json) }
        json.endArray()
        json.endObject()
        return json.bytes
    }

    private static func write(
        _ verdict: BacktestReport.Verdict,
        _ row: BacktestReport.Row,
        _ json: inout JSONWriter
    ) {
        json.beginObject()
        json.key("by")
        json.string(verdict.cause)
        json.key("calls")
        json.int(row.callCount)
        json.key("cost_nanos")
        json.int(Int64(clamping: row.costNanos))
        json.key("decision")
        json.string(verdict.decision)
        json.key("model")
        json.string(verdict.model)
        json.key("new_nanos")
        json.int(Int64(clamping: row.newNanos))
        json.key("saved_nanos")
        json.int(Int64(clamping: row.savedNanos))
        json.endObject()
    }
}
