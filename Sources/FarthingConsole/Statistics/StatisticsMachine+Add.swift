import FarthingCore

/// What entries add, each in its place.
extension StatisticsMachine {
    /// Adds to every sum of a subject.
    mutating func add(
        _ figures: StatisticsFigures,
        to subject: CallSubject,
        _ currency: String,
        _ decision: String,
        _ sequence: Int64
    ) {
        note(run: subject, figures, currency, sequence)
        if figures.isZero { return }
        if subject.sums.epoch != sums.epoch || subject.sums.currency != currency {
            subject.sums.epoch = sums.epoch
            subject.sums.currency = currency
            subject.sums.indices = subject.groups.map { group in
                sums.index(
                    group.group,
                    group.value,
                    group.other,
                    workspace: subject.workspace,
                    currency: currency
                )
            }
        }
        for index in subject.sums.indices { sums.add(figures, at: index) }
        let index = sums.index(
            .decision,
            decision,
            "",
            workspace: subject.workspace,
            currency: currency
        )
        sums.add(figures, at: index)
    }

    /// Notes an entry where those of a subject are found.
    mutating func note(_ subject: CallSubject, _ sequence: Int64) {
        if subject.lists.epoch != places.epoch {
            subject.lists.epoch = places.epoch
            subject.lists.indices = subject.places.map { places.index($0.field, $0.value) }
        }
        for index in subject.lists.indices { places.add(sequence, at: index) }
    }

    mutating func note(_ budgets: [String], _ sequence: Int64) {
        for budget in budgets { places.add(sequence, at: places.index(.budget, budget)) }
    }

    mutating func count(_ reasons: [String], _ times: Int64) {
        for reason in reasons { self.reasons[reason, default: 0] += times }
    }

    private mutating func note(
        run subject: CallSubject,
        _ figures: StatisticsFigures,
        _ currency: String,
        _ sequence: Int64
    ) {
        if let child = subject.child {
            // What it does comes later, under a name that is known already.
            touch(child, subject, sequence) { $0.parent = $0.parent ?? subject.run }
        }
        guard let run = subject.run else { return }
        let (atMs, agent, principal) = (lastMs, subject.agent, subject.principal)
        touch(run, subject, sequence) { news in
            news.parent = news.parent ?? subject.parent
            news.agent = news.agent ?? agent
            news.principal = news.principal ?? principal
            news.lastMs = max(news.lastMs, atMs)
            news.calls += figures.calls
            news.refused += figures.refused
            if figures.costNanos != 0 {
                news.costs[currency, default: 0].addClamped(figures.costNanos)
            }
        }
    }

    private mutating func touch(
        _ run: String,
        _ subject: CallSubject,
        _ sequence: Int64,
        _ change: (inout RunNews) -> Void
    ) {
        let new = RunNews(
            run: run,
            workspace: subject.workspace,
            firstSequence: sequence,
            firstMs: lastMs,
            lastMs: lastMs
        )
        change(&runs[RunName(run: run, workspace: subject.workspace), default: new])
    }
}
