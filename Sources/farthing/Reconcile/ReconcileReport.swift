import FarthingCore

/// A comparison as people and programs read it.
struct ReconcileReport {
    let reconciliation: Reconciliation

    /// A row for each figure that the provider states; the first of a line carries its status.
    var table: Table {
        var table = Table([
            .text("WINDOW"), .text("PROVIDER"), .text("MODEL"), .text("STATUS"), .text("FIGURE"),
            .number("OURS"), .number("THEIRS"), .number("DIFFERENCE"), .number("SHARE"),
            .number("UNCERTAIN"),
        ])
        for line in reconciliation.lines {
            let key = line.key
            let status = line.status.rawValue.map { $0 == "_" ? " " : $0 }
            var head = [key.window.text, key.provider, key.model ?? "(all)", String(status)]
            for row in rows(line) {
                table.add(head + row)
                head = ["", "", "", ""]
            }
        }
        return table
    }

    /// The comparison's outcome in a few lines.
    var summary: [String] {
        var text: [String] = []
        let total = reconciliation.total
        if total.isStated {
            let difference = ExactAmount.nanos(
                total.theirs - Int128(total.oursNanos) * ExactAmount.perNano
            )
            let theirs = ExactAmount.nanos(total.theirs)
            text.append(
                "cost: ours \(Shown.money(total.oursNanos)) USD, theirs \(Shown.money(theirs)) USD, "
                    + "difference \(signed(difference)) USD "
                    + "(\(share(Int128(difference), total.oursNanos, theirs)))"
            )
        }
        let bar = reconciliation.errorBar
        text.append(
            "error bar: \(Shown.money(bar.uncertainNanos)) of \(Shown.money(bar.spentNanos)) USD "
                + "spent (\(Shown.share(bar.uncertainNanos, of: bar.spentNanos))) does not rest on "
                + "the provider's word"
        )
        let kinds: [ReconciledLine.Status] = [.matched, .oursHigher, .missing, .unaccounted]
        let counts = kinds.map { kind in
            let name = String(kind.rawValue.map { $0 == "_" ? " " : $0 })
            return "\(reconciliation.count(kind)) \(name)"
        }
        text.append("lines: " + counts.joined(separator: ", "))
        return text
    }

    private func rows(_ line: ReconciledLine) -> [[String]] {
        var rows: [[String]] = []
        if let cost = line.theirs.cost, let difference = line.differenceNanos {
            let theirs = ExactAmount.nanos(cost)
            rows.append([
                "USD", Shown.money(line.ours.costNanos), Shown.money(theirs), signed(difference),
                share(Int128(difference), line.ours.costNanos, theirs),
                line.ours.costNanos == 0
                    ? "–" : Shown.share(line.uncertainNanos, of: line.ours.costNanos),
            ])
        }
        rows.append(
            contentsOf: [
                count("input tokens", line.ours.inputTokens, line.theirs.inputTokens),
                count("output tokens", line.ours.outputTokens, line.theirs.outputTokens),
                count("calls", line.ours.calls, line.theirs.requests),
            ].compactMap(\.self)
        )
        return rows
    }

    private func count(_ name: String, _ ours: Int64, _ theirs: Int64?) -> [String]? {
        guard let theirs else { return nil }
        let difference = theirs - ours
        return [
            name, Shown.grouped(ours), Shown.grouped(theirs),
            (difference > 0 ? "+" : "") + Shown.grouped(difference),
            share(Int128(difference), ours, theirs), "",
        ]
    }

    private func signed(_ nanos: Int64) -> String {
        (nanos > 0 ? "+" : "") + Shown.money(nanos)
    }

    /// A difference in per cent of the larger figure, with two decimals.
    private func share(_ difference: Int128, _ ours: Int64, _ theirs: Int64) -> String {
        let larger = max(ours.magnitude, theirs.magnitude)
        guard larger > 0 else { return "–" }
        let parts = difference.magnitude * 10_000 / UInt128(larger)
        let digits = parts % 100
        let sign = difference < 0 ? "-" : difference > 0 ? "+" : ""
        return "\(sign)\(parts / 100).\(digits < 10 ? "0" : "")\(digits) %"
    }
}
