import FarthingCore

/// The entries of calls.
extension StatisticsMachine {
    // MARK: Admissions

    mutating func takeAdmission(_ scan: EntryScan, _ sequence: Int64) throws {
        guard let call = admission(scan) else { throw Fault(sequence: sequence) }
        let subject = call.subject
        note(subject, sequence)
        note(call.lines.budgets, sequence)
        var figures = StatisticsFigures()
        var cost = CallLines.Cost(currency: call.lines.currency, nanos: 0)
        if let amounts = scan.ints("amounts") {
            cost = call.lines.cost(amounts, usageNanos: nil)
            figures.costNanos = cost.nanos
        } else {
            open[sequence] = call
        }
        if call.isCall {
            figures.calls = 1
            for account in call.lines.accounts { accounts[account, default: 0] += 1 }
            count(subject.reasons, 1)
            if !subject.isPaired, let tool = subject.tool, let agent = subject.agent {
                subject.isPaired = true
                toolAgents.insert(
                    ToolAgent(workspace: subject.workspace, tool: tool, agent: agent)
                )
            }
        }
        add(figures, to: subject, cost.currency, subject.decision, sequence)
    }

    /// A hold as an entry admits it; nil for any other entry.
    mutating func admission(_ scan: EntryScan) -> OpenCall? {
        guard let subject = subject(scan) else { return nil }
        scratch.removeAll(keepingCapacity: true)
        scan.appendLines(to: &scratch)
        let budgets = budgets
        guard let lines = callLines.value(of: scratch, make: { scan.lines(budgets) }) else {
            return nil
        }
        return OpenCall(subject: subject, lines: lines)
    }

    mutating func subject(_ scan: EntryScan) -> CallSubject? {
        scratch.removeAll(keepingCapacity: true)
        scan.appendSubject(to: &scratch)
        return subjects.value(of: scratch) { scan.subject }
    }

    /// The hold that an entry is about: from memory, or from the entry that admitted it. Nil where that
    /// is not in reach, and for an approval's own hold.
    mutating func call(_ scan: EntryScan, _ past: some StatisticsPast) throws -> OpenCall? {
        guard let opened = scan.opened else { return nil }
        if let call = open[opened] { return call }
        return try recall(opened, past)
    }

    private mutating func recall(
        _ opened: Int64,
        _ past: some StatisticsPast
    ) throws -> OpenCall? {
        guard let line = try past.line(opened) else { return nil }
        var found: OpenCall?
        read(line) { machine, scan in
            guard scan.entry.member("decisionId") != nil, scan.entry.member("sent") != nil else {
                return
            }
            found = machine.admission(scan)
        }
        guard var call = found else { return nil }
        let known = try past.moves(opened)
        for move in known + news.moves.filter({ $0.openedSequence == opened }) {
            call.lines.move(move, budgets)
        }
        return call
    }

    /// Calls `body` with what a stored line says; not where it cannot be read.
    mutating func read(
        _ line: [UInt8],
        _ body: (inout StatisticsMachine, EntryScan) -> Void
    ) {
        line.withUnsafeBytes { bytes in
            try? JSONView.read(bytes) { view in
                if let scan = EntryScan(view) { body(&self, scan) }
            }
        }
    }

    // MARK: Endings

    mutating func takeSettlement(
        _ scan: EntryScan,
        _ sequence: Int64,
        isFirst: Bool,
        _ past: some StatisticsPast
    ) throws {
        guard let opened = scan.opened, let amounts = scan.ints("amounts") else {
            throw Fault(sequence: sequence)
        }
        guard let call = try call(scan, past) else {
            missedCount += 1
            return
        }
        open[opened] = nil
        note(call.subject, sequence)
        let usage = scan.usage
        let cost = call.lines.cost(amounts, usageNanos: usage?.costNanos)
        let figures = StatisticsFigures(
            costNanos: cost.nanos,
            inputTokens: usage?.inputTokens ?? 0,
            outputTokens: usage?.outputTokens ?? 0
        )
        if !isFirst {
            guard let corrects = scan.int("corrects"), let line = try past.line(corrects) else {
                missedCount += 1
                return
            }
            takeBack(line, of: call, sequence)
        }
        add(figures, to: call.subject, cost.currency, call.subject.decision, sequence)
    }

    /// Takes back what the entry has added that is corrected.
    private mutating func takeBack(_ line: [UInt8], of call: OpenCall, _ sequence: Int64) {
        guard let before = charged(line, of: call) else { return }
        let figures = StatisticsFigures(
            costNanos: -before.cost.nanos,
            inputTokens: -before.inputTokens,
            outputTokens: -before.outputTokens
        )
        add(figures, to: call.subject, before.cost.currency, call.subject.decision, sequence)
    }

    /// What an entry has charged for a call; nil where it has given the hold back.
    mutating func charged(
        _ line: [UInt8],
        of call: OpenCall
    ) -> (cost: CallLines.Cost, inputTokens: Int64, outputTokens: Int64)? {
        var found: (cost: CallLines.Cost, inputTokens: Int64, outputTokens: Int64)?
        read(line) { _, scan in
            let isCharged = scan.entry.member("charged").map { $0.bool ?? false } ?? true
            let name: StaticString = scan.entry.member("amounts") == nil ? "held" : "amounts"
            guard isCharged, let amounts = scan.ints(name) else { return }
            let usage = scan.usage
            found = (
                cost: call.lines.cost(amounts, usageNanos: usage?.costNanos),
                inputTokens: usage?.inputTokens ?? 0,
                outputTokens: usage?.outputTokens ?? 0
            )
        }
        return found
    }

    mutating func takeEnd(
        _ scan: EntryScan,
        _ sequence: Int64,
        _ past: some StatisticsPast
    ) throws {
        guard let opened = scan.opened, let call = try call(scan, past) else { return }
        open[opened] = nil
        note(call.subject, sequence)
        guard scan.entry.member("charged")?.bool ?? false, let held = scan.ints("held") else {
            return
        }
        let cost = call.lines.cost(held, usageNanos: nil)
        add(
            StatisticsFigures(costNanos: cost.nanos),
            to: call.subject,
            cost.currency,
            call.subject.decision,
            sequence
        )
    }

    // MARK: Refusals

    mutating func takeRefusal(_ scan: EntryScan, _ sequence: Int64) throws {
        guard let refused = refusal(scan), let said = scan.entry.member("refusal") else {
            throw Fault(sequence: sequence)
        }
        note(refused.subject, sequence)
        if let budget = said.member("account")?.member("budget")?.string {
            note([budget], sequence)
        }
        refusals.note(refused, sequence)
        if refused.asksRules { count(refused.subject.reasons, 1) }
        let figures = StatisticsFigures(refused: 1, refusedNanos: Self.bound(scan, refused))
        add(figures, to: refused.subject, refused.currency, refused.code, sequence)
    }

    /// What a refused call would have cost at most: in another currency as its budget counts it, and so
    /// that of a tool, whose price may be in another one than the budget that refuses it.
    static func bound(_ scan: EntryScan, _ refused: RecentRefusals.Refused) -> Int64 {
        let said = scan.entry.member("refusal")
        let needed = said?.member("needed")?.int64 ?? 0
        let unit = said?.member("unit")?.string.flatMap { BudgetUnit(name: $0) }
        let isOfTool = refused.subject.isToolOnly && unit?.isMoney == true
        if refused.currency != CallLines.dollars || isOfTool, needed > 0 { return needed }
        return scan.int("projectedNanos") ?? 0
    }

    mutating func refusal(_ scan: EntryScan) -> RecentRefusals.Refused? {
        guard let said = scan.entry.member("refusal"), let code = said.member("code")?.string,
            let subject = subject(scan)
        else { return nil }
        var currency = CallLines.dollars
        if case .money(let unit)? = said.member("unit")?.string.flatMap({ BudgetUnit(name: $0) }) {
            currency = unit
        } else if subject.isToolOnly {
            // Refused before any budget was asked: a tool's price is in its workspace's currency.
            currency = currencies[subject.workspace] ?? currency
        }
        return RecentRefusals.Refused(subject: subject, code: code, currency: currency)
    }

    /// Counts repeats, of which the journal has the number and no amounts.
    mutating func take(
        _ repeats: Entry.RefusalRepeats,
        _ sequence: Int64,
        _ past: some StatisticsPast
    ) throws {
        var first = refusals[repeats.first]
        if first == nil, let line = try past.line(repeats.first) {
            read(line) { machine, scan in first = machine.refusal(scan) }
        }
        guard let first else {
            missedCount += 1
            return
        }
        note(first.subject, sequence)
        if first.asksRules { count(first.subject.reasons, repeats.count) }
        let figures = StatisticsFigures(refused: repeats.count)
        add(figures, to: first.subject, first.currency, first.code, sequence)
    }
}

extension CallLines {
    /// Lets a line count in another generation of its budget.
    mutating func move(_ move: MovedLine, _ budgets: BudgetHistory) {
        guard lines.indices.contains(move.line) else { return }
        lines[move.line].unit = budgets.terms(move.budget, move.generation)?.unit
    }
}
