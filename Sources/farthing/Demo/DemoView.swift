import FarthingCore

/// The demo's screen: accounts that fill, calls that are refused, streams that are cut.
struct DemoView {
    private let columns: Int
    private let agentsPerTeam: Int
    private var linesDrawn = 0

    /// The narrowest terminal on which the screen makes sense.
    static let columnsMin = 78

    init(columns: Int, agentsPerTeam: Int) {
        self.columns = columns
        self.agentsPerTeam = agentsPerTeam
    }

    /// Draws over what was drawn before.
    mutating func draw(
        _ accounts: [AccountStatement],
        _ counts: DemoTally.Counts,
        elapsedMs: Int64
    ) {
        let lines = lines(accounts, counts, elapsedMs)
        var text = linesDrawn > 0 ? "\u{1B}[\(linesDrawn)A" : "\u{1B}[?25l"
        for line in lines { text += "\u{1B}[2K" + line + "\n" }
        linesDrawn = lines.count
        Console.text(text)
    }

    /// Leaves the last picture and gives the cursor back.
    func end() { Console.text("\u{1B}[?25h") }

    private func lines(
        _ accounts: [AccountStatement],
        _ counts: DemoTally.Counts,
        _ elapsedMs: Int64
    ) -> [String] {
        let company = accounts.first { $0.key.budget == "company" }
        let agents = DemoPolicy.teams.count * agentsPerTeam
        let seconds = "\(elapsedMs / 1_000).\(elapsedMs % 1_000 / 100) s"
        let title =
            "\(agents) agents, \(DemoPolicy.teams.count) teams, one gateway, "
            + "a scripted provider"
        var lines = [
            "",
            "  " + Paint.bold("farthing demo") + "  " + Paint.dim(title)
                + space(columns - 20 - title.count - seconds.count) + seconds,
            "",
            row("company", company),
            "",
        ]
        for team in DemoPolicy.teams {
            let account = accounts.first {
                $0.key.budget == "team" && $0.key.scope == "team=\(team)"
            }
            lines.append(row(team, account))
        }
        lines.append("")
        lines.append("  " + Paint.dim("tokens of each agent, of 3,500"))
        for team in DemoPolicy.teams { lines.append(agentsRow(team, accounts)) }
        lines.append("")
        lines.append(tallyLine(counts))
        lines.append("")
        let free = DemoTally.eventsMax - counts.events.count
        for event in counts.events { lines.append("  " + Paint.dim("› " + cut(event))) }
        for _ in 0..<free { lines.append("") }
        return lines
    }

    /// One account: name, bar, spent of limit, share, held.
    private func row(_ name: String, _ account: AccountStatement?) -> String {
        let limit = account.map { $0.limit + $0.topUps } ?? 0
        let spent = account?.spent ?? 0
        let held = account?.held ?? 0
        let permille = limit > 0 ? spent * 1_000 / limit : 0
        let figures =
            Shown.dollars(spent, places: 4) + " of " + Shown.dollars(limit, places: 2) + "  "
            + padded(Shown.share(spent, of: limit), 7)
        let topUp = (account?.topUps ?? 0) > 0 ? Paint.blue(" + ") : "  "
        return "  " + name + space(10 - name.count) + bar(spent, held, limit) + " "
            + Paint.filling(permille: permille)(figures) + topUp
            + (held > 0 ? Paint.blue("held " + Shown.dollars(held, places: 4)) : "")
    }

    private func bar(_ spent: Int64, _ held: Int64, _ limit: Int64) -> String {
        let width = min(60, max(12, columns - 12 - 46))
        guard limit > 0 else { return Paint.dim(String(repeating: "░", count: width)) }
        let spentCells = min(width, cells(spent, limit, width))
        let heldCells = min(width - spentCells, cells(spent + held, limit, width) - spentCells)
        let permille = spent * 1_000 / limit
        return Paint.filling(permille: permille)(String(repeating: "█", count: spentCells))
            + Paint.blue(String(repeating: "▒", count: max(0, heldCells)))
            + Paint.dim(String(repeating: "░", count: width - spentCells - max(0, heldCells)))
    }

    private func cells(_ part: Int64, _ whole: Int64, _ width: Int) -> Int {
        Int((part * Int64(width) + whole / 2) / whole)
    }

    /// A team's agents, each as one column that rises with the tokens used.
    private func agentsRow(_ team: String, _ accounts: [AccountStatement]) -> String {
        let steps = Array("▁▂▃▄▅▆▇█")
        var text = ""
        for number in 1...agentsPerTeam {
            let account = accounts.first {
                $0.key.budget == "agent-tokens" && $0.key.scope == "agent=\(team)-\(number)"
            }
            let limit = max(1, account?.limit ?? 1)
            let permille = min(1_000, (account?.spent ?? 0) * 1_000 / limit)
            let step = steps[Int(permille * 7 / 1_000)]
            text += Paint.filling(permille: permille)(String(repeating: step, count: 2)) + " "
        }
        return "  " + team + space(10 - team.count) + text
    }

    private func tallyLine(_ counts: DemoTally.Counts) -> String {
        "  " + Paint.green("answered \(counts.answered)") + "   running \(counts.running)"
            + Paint.dim(" (\(counts.runningStreams) streams)") + "   "
            + Paint.red("refused \(counts.refused)") + "   "
            + Paint.yellow("cut \(counts.cut)") + "   hung up \(counts.hungUp)"
    }

    private func cut(_ text: String) -> String {
        Shown.safe(String(text.prefix(columns - 6)))
    }

    private func space(_ count: Int) -> String { String(repeating: " ", count: max(1, count)) }

    private func padded(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
