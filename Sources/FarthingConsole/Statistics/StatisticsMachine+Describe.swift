import FarthingCore

/// What single entries say, told without counting them.
extension StatisticsMachine {
    /// Tells what a stored line says, with what its call was admitted for.
    ///
    /// - Throws: ``Fault``, and what `past` throws.
    package mutating func describe(
        _ line: [UInt8],
        _ sequence: Int64,
        _ past: some StatisticsPast
    ) throws -> EntryRow {
        var result: Result<EntryRow, any Error> = .failure(Fault(sequence: sequence))
        try line.withUnsafeBytes { bytes in
            do throws(JSONError) {
                try JSONView.read(bytes) { view in
                    guard let scan = EntryScan(view),
                        let hash = view.member("entryHash")?.string,
                        let time = scan.entry.member("timestamp"),
                        let atMs = time.withRawString({ parseTimestamp($0) }) ?? nil
                    else { return }
                    result = Result {
                        var row = EntryRow(
                            sequence: sequence,
                            atMs: atMs,
                            kind: scan.kind?.string ?? "",
                            hash: hash,
                            line: line
                        )
                        try fill(&row, scan, past)
                        return row
                    }
                }
            } catch {
                throw Fault(sequence: sequence)
            }
        }
        return try result.get()
    }

    private mutating func fill(
        _ row: inout EntryRow,
        _ scan: EntryScan,
        _ past: some StatisticsPast
    ) throws {
        let id = scan.entry.member("holdId") ?? scan.entry.member("decisionId")
        row.hold = id?.string.flatMap { HoldID($0) }
        switch row.kind {
        case "charge":
            guard let call = admission(scan), let amounts = scan.ints("amounts") else { return }
            row.take(call.subject)
            row.take(call.lines.cost(amounts, usageNanos: nil))
        case "refusal":
            guard let refused = refusal(scan) else { return }
            row.take(refused.subject)
            let nanos = Self.bound(scan, refused)
            row.take(CallLines.Cost(currency: refused.currency, nanos: nanos))
        case "settle", "lateSettle", "betterSettle", "correction":
            guard let call = try call(scan, past) else { return }
            row.take(call.subject)
            try takeCost(&row, scan, of: call, past)
        case "expire":
            guard let call = try call(scan, past) else { return }
            row.take(call.subject)
            guard scan.entry.member("charged")?.bool ?? false, let held = scan.ints("held") else {
                return
            }
            row.take(call.lines.cost(held, usageNanos: nil))
        case "refund", "topUp", "warning":
            guard let account = scan.entry.member("account").flatMap({ AccountKey($0) }) else {
                return
            }
            row.take(AccountScope.read(account.scope, of: account.budget))
            let terms = budgets.terms(account.budget, account.generation)
            guard row.kind == "refund", case .money(let currency)? = terms?.unit,
                let amount = scan.int("amount")
            else { return }
            row.take(CallLines.Cost(currency: currency, nanos: -amount))
        default:
            if let subject = subject(scan) {
                row.take(subject)
            } else if scan.opened != nil, let call = try call(scan, past) {
                row.take(call.subject)
            } else if let budget = scan.entry.member("budget")?.string,
                let scope = scan.entry.member("scope")?.string
            {
                row.take(AccountScope.read(scope, of: budget))
            }
        }
    }

    private mutating func takeCost(
        _ row: inout EntryRow,
        _ scan: EntryScan,
        of call: OpenCall,
        _ past: some StatisticsPast
    ) throws {
        guard let amounts = scan.ints("amounts") else { return }
        var cost = call.lines.cost(amounts, usageNanos: scan.usage?.costNanos)
        if let corrects = scan.int("corrects") {
            // Of what was booked before, the difference alone is new.
            guard let line = try past.line(corrects) else { return }
            if let before = charged(line, of: call)?.cost, before.currency == cost.currency {
                cost.nanos -= before.nanos
            }
        }
        row.take(cost)
    }
}

extension AccountKey {
    /// Reads a key as entries write it.
    fileprivate init?(_ view: JSONView) {
        guard let budget = view.member("budget")?.string,
            let generation = view.member("generation")?.int64,
            let scope = view.member("scope")?.string,
            let windowStartMs = view.member("windowStartMs")?.int64
        else { return nil }
        self.init(
            budget: budget,
            scope: scope,
            windowStartMs: windowStartMs,
            generation: generation
        )
    }
}

extension EntryRow {
    fileprivate mutating func take(_ subject: CallSubject) {
        principal = subject.principal
        for (field, value) in subject.places {
            switch field {
            case .workspace: workspace = value
            case .agent: agent = value
            case .user: user = value
            case .run: run = value
            case .model: model = value
            case .tool: tool = value
            default: break
            }
        }
    }

    fileprivate mutating func take(_ scope: Scope) {
        workspace = scope[.project]
        agent = scope[.agent]
        user = scope[.user]
        run = scope[.run]
        model = scope[.model]
        tool = scope[.tool]
    }

    fileprivate mutating func take(_ cost: CallLines.Cost) {
        amountNanos = cost.nanos
        currency = cost.currency
    }
}
