import FarthingCore
import FarthingReceipts

/// What the demo says at its end.
struct DemoSummary {
    var counts: DemoTally.Counts
    var accounts: [AccountStatement]
    var billedNanos: Int64
    var check: JournalCheck.Result
    var elapsedMs: Int64
    var isColoured: Bool

    var lines: [String] {
        let company = accounts.first { $0.key.budget == "company" }
        let limit = company?.limit ?? DemoPolicy.companyNanos
        let spent = company?.spent ?? 0
        let overrun = accounts.reduce(0) { $0 + $1.overrun }
        let found = check.verification
        var lines = [
            "",
            "  \(counts.answered) calls answered, \(counts.refused) refused, "
                + "\(counts.cut) streams cut at a limit, \(counts.hungUp) clients hung up"
                + (counts.failed > 0 ? ", \(counts.failed) failed" : ""),
            "  company    \(money(spent)) of \(money(limit)) spent: "
                + "\(Shown.share(spent, of: limit)) used, "
                + (overrun == 0 ? paint(.green, "never over") : paint(.red, "OVERRUN")),
            "  provider   billed \(money(billedNanos)) by its own count",
        ]
        if spent > billedNanos {
            lines.append(
                "             \(money(spent - billedNanos)) more was charged than billed: the leads "
                    + "of streams cut or left"
            )
        }
        lines.append(
            "  receipts   \(Shown.grouped(found.entries)) entries under "
                + "\(Shown.grouped(found.seals)) seals: "
                + (check.isWhole ? paint(.green, "whole") : paint(.red, "NOT WHOLE"))
                + ", \(check.balancesCompared ?? 0) balances follow, "
                + "\(check.heldAtEnd) holds left open"
        )
        lines.append("")
        lines.append(
            "  \(elapsedMs / 1_000).\(elapsedMs % 1_000 / 100) s. Your own agents:  farthing serve"
        )
        lines.append("")
        return lines
    }

    /// Whether everything was as promised.
    var isGood: Bool {
        check.isWhole && check.heldAtEnd == 0 && counts.failed == 0
            && accounts.allSatisfy { $0.overrun == 0 && $0.spent <= $0.limit + $0.topUps }
            && billedNanos <= (accounts.first { $0.key.budget == "company" }?.spent ?? 0)
    }

    private func money(_ nanos: Int64) -> String { Shown.dollars(nanos, places: 4) }

    private func paint(_ paint: Paint, _ text: String) -> String {
        isColoured ? paint(text) : text
    }
}
