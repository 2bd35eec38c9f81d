extension Book {
    /// The most accounts in one balance entry, so that an entry stays readable.
    static let balancedMax = 500

    /// Writes the sums of every account touched since the last balance; nothing when none was.
    mutating func balance(_ now: Int64) -> Outcome {
        if touched.isEmpty { return .unchanged }
        var balances: [Entry.Balance] = []
        var sequence: Int64 = 0
        for slot in touched where !accounts[slot].isReopened {
            accounts[slot].advance(to: now)
            let account = accounts[slot]
            balances.append(
                Entry.Balance(
                    account: account.key,
                    spent: account.spent,
                    held: account.held,
                    topUps: account.topUps,
                    overrun: account.overrun
                )
            )
        }
        for start in stride(from: 0, to: max(1, balances.count), by: Book.balancedMax) {
            let end = min(start + Book.balancedMax, balances.count)
            sequence = record(.balance(Array(balances[start..<end])), now)
        }
        return .applied(sequence: sequence)
    }

    /// After a balance: what it stood for is written, and what is over and written leaves memory.
    mutating func settleBalances(_ now: Int64) {
        for slot in touched {
            accounts[slot].advance(to: now)
            accounts[slot].isTouched = false
        }
        touched.removeAll(keepingCapacity: true)
        sweepClosing()
    }

    /// The open accounts, by budget and scope.
    public func statements() -> [AccountStatement] {
        var statements: [AccountStatement] = []
        for state in budgets where !state.isRemoved && state.interval.endMs > lastMs {
            for (_, slot) in state.open.sorted(by: { utf8Precedes($0.key, $1.key) }) {
                statements.append(statement(of: slot, lastMs))
            }
        }
        return statements
    }

    /// The budgets as they are defined now.
    public var definitions: [Budget] {
        budgets.filter { !$0.isRemoved }.map(\.definition)
    }

    /// The open holds, oldest first, at most `limit`.
    public func openHolds(limit: Int) -> [HoldStatement] {
        openHolds(limit: limit) { _ in true }
    }

    /// The open holds of a principal's run, oldest first, at most `limit`.
    package func openHolds(ofRun run: String, principal: String, limit: Int) -> [HoldStatement] {
        openHolds(limit: limit) {
            $0.context.principal == principal && $0.context.scope[.run] == run
        }
    }

    /// An open hold by its id; nil for one that is over or never was.
    package func openHold(_ id: HoldID) -> HoldStatement? {
        openSlot(id).map { statement(of: holds[$0]) }
    }

    private func openHolds(limit: Int, where fits: (OpenHold) -> Bool) -> [HoldStatement] {
        holds.filter { $0.isOpen && fits($0) }
            .sorted { $0.sequence < $1.sequence }
            .prefix(max(0, limit))
            .map(statement)
    }

    private func statement(of open: OpenHold) -> HoldStatement {
        HoldStatement(
            id: open.id,
            principal: open.context.principal,
            provider: open.context.provider,
            model: open.context.modelResolved,
            run: open.context.scope[.run],
            scope: open.context.scope,
            sequence: open.sequence,
            isSent: open.isSent,
            createdAtMs: open.createdAtMs,
            expiresAtMs: open.expiresAtMs,
            job: open.job,
            source: openSource(of: open).map { holds[$0].id },
            approval: open.approval,
            lines: open.lines.map { line in
                let account = accounts[line.account]
                return HoldStatement.Line(
                    account: account.key,
                    unit: budgets[account.budget].definition.unit,
                    held: line.held,
                    rateNanos: line.rateNanos
                )
            }
        )
    }

    /// How many holds are open, and in how many accounts.
    public var counts: (holds: Int, accounts: Int) {
        (holds: holdIndex.count, accounts: budgets.reduce(0) { $0 + $1.open.count })
    }
}
