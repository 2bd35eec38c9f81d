import FarthingCore

/// A re-rating as people read it. Of many calls the first are shown.
struct RerateText {
    /// Rows of one table; who wants more asks for JSON.
    private static let rowsMax = 1_000

    private var calls = Table([
        .text("CALL"), .text("TIME"), .text("MODEL"), .number("CHARGED"), .number("RE-RATED"),
        .number("DIFFERENCE"),
    ])
    private var left = Table([
        .text("NOT RE-RATED"), .text("TIME"), .text("MODEL"), .number("CHARGED"), .text("WHY"),
    ])
    private var callCount = 0
    private var leftCount = 0

    mutating func add(_ rated: RatedCall) {
        callCount += 1
        guard callCount <= Self.rowsMax else { return }
        calls.add([
            rated.call.id.description, Shown.time(rated.call.admittedMs), Self.model(rated.call),
            Shown.money(rated.chargedNanos), Shown.money(rated.usage.costNanos),
            Self.signed(Int128(rated.differenceNanos)),
        ])
    }

    mutating func add(_ call: SettledCall, _ reason: Rerating.Reason) {
        leftCount += 1
        guard leftCount <= Self.rowsMax else { return }
        left.add([
            call.id.description, Shown.time(call.admittedMs), Self.model(call),
            Shown.money(call.chargedNanos ?? 0), reason.text,
        ])
    }

    func print(_ totals: RerateTotals, fixedCount: Int) {
        show(calls, callCount)
        show(left, leftCount)
        if !totals.budgets.isEmpty {
            var table = Table([
                .text("BUDGET"), .number("CALLS"), .number("CHANGED"), .number("CHARGED"),
                .number("RE-RATED"), .number("DIFFERENCE"),
            ])
            for (budget, sum) in totals.budgets.sorted(by: { $0.key < $1.key }) {
                table.add([
                    budget, Shown.grouped(sum.calls), Shown.grouped(sum.changed),
                    Shown.money(Int64(clamping: sum.charged)),
                    Shown.money(Int64(clamping: sum.rerated)), Self.signed(sum.difference),
                ])
            }
            table.print()
            Console.line("")
        }
        let all = totals.all
        Console.line(
            "\(Shown.grouped(all.calls)) calls priced again, \(Shown.grouped(all.changed)) of them "
                + "differ: \(Shown.money(Int64(clamping: all.charged))) → "
                + "\(Shown.money(Int64(clamping: all.rerated))) USD, "
                + "difference \(Self.signed(all.difference)) USD"
        )
        for (reason, count) in totals.reasons {
            Console.line("\(Shown.grouped(count)) not re-rated: \(reason.text)")
        }
        let alone = [
            (totals.invoicedCount, "corrected by an invoice"), (fixedCount, "of a fixed price"),
            (totals.withoutMoneyCount, "counted by no budget in money"),
        ]
        for (count, what) in alone where count > 0 {
            Console.line("\(Shown.grouped(count)) left alone: \(what)")
        }
    }

    private func show(_ table: Table, _ count: Int) {
        guard count > 0 else { return }
        table.print()
        if count > Self.rowsMax {
            Console.line("… and \(Shown.grouped(count - Self.rowsMax)) more; --json lists all")
        }
        Console.line("")
    }

    private static func model(_ call: SettledCall) -> String {
        (call.usage?.priced?.provider ?? call.provider) + "/"
            + (call.usage?.priced?.model ?? call.model)
    }

    private static func signed(_ nanos: Int128) -> String {
        (nanos > 0 ? "+" : "") + Shown.money(Int64(clamping: nanos))
    }
}
