import FarthingConsole
import FarthingCore
import FarthingSQLite

extension StatisticsRows {
    /// What a machine has told, as it is stored.
    init(_ news: StatisticsNews, nextSequence: Int64, lastHash: String, lastMs: Int64) {
        self.init(nextSequence: nextSequence, lastHash: lastHash, lastMs: lastMs)
        sums = news.sums.map { Sum($0.key, $0.figures) }
        runs = news.runs.map { Run($0) }
        accounts = news.accounts.map { item in
            Account(
                budget: item.account.budget,
                scope: item.account.scope,
                windowStartMs: item.account.windowStartMs,
                generation: item.account.generation,
                calls: item.calls
            )
        }
        reasons = news.reasons
        toolAgents = news.toolAgents.map {
            (workspace: $0.workspace, tool: $0.tool, agent: $0.agent)
        }
        places = news.places.map { places in
            Places(field: places.field.rawValue, value: places.value, sequences: places.sequences)
        }
        budgets = news.budgets.map { terms in
            Budget(
                budget: terms.budget,
                generation: terms.generation,
                unit: terms.unit.name,
                countsCalls: terms.countsCalls
            )
        }
        moves = news.moves.map { move in
            Move(
                openedSequence: move.openedSequence,
                line: Int64(move.line),
                budget: move.budget,
                generation: move.generation
            )
        }
        currencies = news.currencies
        times = news.times
    }
}

extension StatisticsRows.Sum {
    fileprivate init(_ key: StatisticsKey, _ figures: StatisticsFigures) {
        self.init(
            startMs: key.hourMs,
            currency: key.currency,
            workspace: key.workspace,
            dimension: key.group.name,
            value: key.value,
            other: key.other,
            figures: StatisticsCounts(
                calls: figures.calls,
                refused: figures.refused,
                costNanos: figures.costNanos,
                refusedNanos: figures.refusedNanos,
                inputTokens: figures.inputTokens,
                outputTokens: figures.outputTokens
            )
        )
    }
}

extension StatisticsRows.Run {
    fileprivate init(_ news: RunNews) {
        self.init(
            run: news.run,
            workspace: news.workspace,
            parent: news.parent,
            agent: news.agent,
            principal: news.principal,
            firstSequence: news.firstSequence,
            firstMs: news.firstMs,
            lastMs: news.lastMs,
            calls: news.calls,
            refused: news.refused,
            costs: news.costs
        )
    }
}

extension StatisticsMachine {
    /// A machine that goes on where a store has stopped.
    init(_ start: StatisticsStore.Start) {
        self.init(
            nextSequence: start.nextSequence,
            budgets: start.budgets.compactMap { BudgetTerms($0) },
            currencies: start.currencies,
            hour: start.hour.compactMap { StatisticsKey($0) }
        )
    }
}

extension BudgetTerms {
    /// Nil for a unit that is none.
    fileprivate init?(_ row: StatisticsRows.Budget) {
        guard let unit = BudgetUnit(name: row.unit) else { return nil }
        self.init(
            budget: row.budget,
            generation: row.generation,
            unit: unit,
            countsCalls: row.countsCalls
        )
    }
}

extension StatisticsKey {
    /// Nil for what is told apart by something that this program does not know.
    fileprivate init?(_ row: StatisticsRows.Sum) {
        guard let group = StatisticsGroup(name: row.dimension) else { return nil }
        self.init(
            hourMs: row.startMs,
            currency: row.currency,
            workspace: row.workspace,
            group: group,
            value: row.value,
            other: row.other
        )
    }
}
