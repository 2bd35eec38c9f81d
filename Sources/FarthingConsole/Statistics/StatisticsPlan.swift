import FarthingCore

/// How a question is answered from the sums that are kept.
package struct StatisticsPlan: Hashable, Sendable {
    /// By what the rows of the answer are told apart.
    package enum Column: Hashable, Sendable {
        case value, other, workspace
    }

    /// Of which group rows are read.
    package var group: StatisticsGroup
    /// Nil for one row.
    package var column: Column?
    /// Only rows with these.
    package var value: String?
    package var other: String?
    package var workspace: String?
    /// The plan of all calls of which the rows are a part; what they lack is of calls without a value. Nil
    /// where there are none of these.
    package var whole: Box?
    /// Whether the agents of each tool are told.
    package var tellsAgents = false

    /// A plan within a plan.
    package struct Box: Hashable, Sendable {
        private let plans: [StatisticsPlan]
        package var plan: StatisticsPlan { plans[0] }

        init(_ plan: StatisticsPlan) { plans = [plan] }
    }

    private init(_ group: StatisticsGroup, workspace: String?) {
        self.group = group
        self.workspace = workspace
    }

    /// - Throws: ``ConsoleError`` 422 where what is asked for is not kept.
    package init(_ question: StatisticsQuestion) throws(ConsoleError) {
        let workspace = question.filter[.project]
        var others = question.filter
        others[.project] = nil
        if question.isByDecision || question.decision != nil {
            guard others.isEmpty, question.isByDecision || question.by == nil else {
                throw Self.notKept
            }
            self.init(.decision, workspace: workspace)
            column = question.isByDecision ? .value : nil
            value = question.decision
            return
        }
        guard let by = question.by, by != .project else {
            try self.init(alone: others, workspace: workspace)
            column = question.by == nil ? nil : .workspace
            return
        }
        guard Self.isKept(by) else { throw Self.notKept }
        let own = others.removeValue(forKey: by)
        try self.init(by, others, workspace: workspace)
        if let own {
            if column == .other { other = own } else { value = own }
        } else {
            let whole = try StatisticsPlan(alone: others, workspace: workspace)
            self.whole = Box(whole)
        }
        tellsAgents =
            by == .tool && others.isEmpty && question.fromMs <= 0 && question.toMs == Int64.max
            && !question.isHourly
    }

    /// All calls, or those of one value of a dimension.
    private init(
        alone filter: [Dimension: String],
        workspace: String?
    ) throws(ConsoleError) {
        guard let (dimension, value) = filter.first else {
            self.init(.all, workspace: workspace)
            return
        }
        guard filter.count == 1, Self.isKept(dimension) else { throw Self.notKept }
        self.init(.dimension(dimension), workspace: workspace)
        self.value = value
    }

    /// The values of a dimension: of all calls, or of those of one value of another.
    private init(
        _ by: Dimension,
        _ filter: [Dimension: String],
        workspace: String?
    ) throws(ConsoleError) {
        guard let (dimension, value) = filter.first else {
            self.init(.dimension(by), workspace: workspace)
            column = .value
            return
        }
        let pair = StatisticsGroup.pairs.first { $0 == (dimension, by) || $0 == (by, dimension) }
        guard filter.count == 1, let pair else { throw Self.notKept }
        self.init(.pair(pair.0, pair.1), workspace: workspace)
        if pair.0 == dimension {
            self.value = value
            column = .other
        } else {
            other = value
            column = .value
        }
    }

    private static func isKept(_ dimension: Dimension) -> Bool {
        if case .tag = dimension { return true }
        return StatisticsGroup.dimensions.contains(dimension)
    }

    private static let notKept = ConsoleError(
        422,
        "not_kept",
        "Sums are kept by tenant, workspace, team, user, agent, run, provider, model, tool, tag and "
            + "decision, and of two at once for the models and tools of an agent or a run, and the agents "
            + "or runs of one of these; others are not."
    )

    /// Puts an answer together: the dearest first.
    ///
    /// - Parameters:
    ///   - rows: what this plan has found.
    ///   - totals: what ``whole`` has found.
    ///   - agents: of each tool.
    package func answer(
        _ rows: [StatisticsSum],
        totals: [StatisticsSum] = [],
        agents: [String: Int64] = [:]
    ) -> [StatisticsSum] {
        struct Place: Hashable {
            var hourMs: Int64?
            var currency: String
        }
        var rest: [Place: StatisticsFigures] = [:]
        for sum in totals {
            rest[Place(hourMs: sum.hourMs, currency: sum.currency), default: .init()] += sum.figures
        }
        for sum in rows where whole != nil {
            let place = Place(hourMs: sum.hourMs, currency: sum.currency)
            rest[place, default: .init()] += sum.figures.negated
        }
        var answer = rows.map { sum in
            var sum = sum
            if tellsAgents { sum.agents = agents[sum.value] ?? 0 }
            return sum
        }
        for (place, figures) in rest where !figures.isZero {
            answer.append(
                StatisticsSum(
                    value: "",
                    hourMs: place.hourMs,
                    currency: place.currency,
                    figures: figures
                )
            )
        }
        return answer.sorted { left, right in
            let hours = (left.hourMs ?? 0, right.hourMs ?? 0)
            if hours.0 != hours.1 { return hours.0 < hours.1 }
            if left.costNanos != right.costNanos { return left.costNanos > right.costNanos }
            if left.calls != right.calls { return left.calls > right.calls }
            return (left.value, left.currency) < (right.value, right.currency)
        }
    }
}

extension StatisticsSum {
    /// Makes a sum of its figures.
    package init(
        value: String,
        hourMs: Int64?,
        currency: String,
        figures: StatisticsFigures
    ) {
        self.init(
            value: value,
            hourMs: hourMs,
            currency: currency,
            calls: figures.calls,
            refused: figures.refused,
            costNanos: figures.costNanos,
            refusedNanos: figures.refusedNanos,
            inputTokens: figures.inputTokens,
            outputTokens: figures.outputTokens
        )
    }

    fileprivate var figures: StatisticsFigures {
        StatisticsFigures(
            calls: calls,
            refused: refused,
            costNanos: costNanos,
            refusedNanos: refusedNanos,
            inputTokens: inputTokens,
            outputTokens: outputTokens
        )
    }
}

extension StatisticsFigures {
    fileprivate var negated: StatisticsFigures {
        StatisticsFigures(
            calls: 0 - calls,
            refused: 0 - refused,
            costNanos: 0 - costNanos,
            refusedNanos: 0 - refusedNanos,
            inputTokens: 0 - inputTokens,
            outputTokens: 0 - outputTokens
        )
    }
}
