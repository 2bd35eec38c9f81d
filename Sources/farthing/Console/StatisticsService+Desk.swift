import FarthingConsole
import FarthingCore
import FarthingSQLite

/// The statistics as the console asks for them.
extension StatisticsService: StatisticsDesk {
    func calls(in account: AccountKey) async throws -> Int64 {
        try await answer { try $0.calls(in: account) }
    }

    func activity(of agents: [AgentActivity.Question]) async throws -> [AgentActivity] {
        if agents.isEmpty { return [] }
        let folder = folder
        return try await answer { reader in
            var search = try EntrySearch(folder, reader)
            return try agents.map { question in
                var activity = AgentActivity(
                    callsToday: try reader.calls(in: question.account),
                    lastCallAtMs: nil
                )
                for limit in AgentActivity.lastEntries where activity.lastCallAtMs == nil {
                    let last = AgentActivity.last(limit, of: question.agent)
                    let rows = try search.page(last, after: nil, of: nil).rows
                    activity.lastCallAtMs = AgentActivity.lastCallAtMs(rows)
                }
                return activity
            }
        }
    }

    func reasons(prefix: String) async throws -> [String: Int64] {
        try await answer { try $0.reasons(prefix: prefix) }
    }

    func values(of field: EntryField, after: String?, limit: Int) async throws -> [String] {
        try await answer { try $0.values(of: field.rawValue, after: after, limit: limit) }
    }

    func countedUntil() async throws -> Int64 { try await answer { try $0.nextSequence() } }

    func sums(_ question: StatisticsQuestion) async throws -> [StatisticsSum] {
        let plan = try StatisticsPlan(question)
        return try await answer { reader in
            let rows = try reader.sums(.init(plan, question)).map { StatisticsSum($0) }
            var totals: [StatisticsSum] = []
            if let whole = plan.whole?.plan {
                totals = try reader.sums(.init(whole, question)).map { StatisticsSum($0) }
            }
            var agents: [String: Int64] = [:]
            if plan.tellsAgents {
                agents = try reader.agents(workspace: plan.workspace, tool: plan.value)
            }
            return plan.answer(rows, totals: totals, agents: agents)
        }
    }

    // MARK: Runs

    func runs(_ question: RunsQuestion) async throws -> [RunStatement] {
        var request = StatisticsReader.RunsRequest(
            workspace: question.workspace,
            agent: question.agent,
            fromMs: question.fromMs,
            toMs: question.toMs,
            limit: min(max(1, question.limit), RunsQuestion.limitMax)
        )
        if let after = question.after {
            let parts = after.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, let sequence = Int64(parts[0]) else { throw Self.noPlace }
            request.after = (firstSequence: sequence, run: String(parts[1]))
        }
        let wanted = request
        return try await answer { reader in
            try reader.runs(wanted).map { run in
                let tree = try reader.tree(
                    of: run.run,
                    workspace: run.workspace,
                    depthMax: RunTree.depthMax,
                    limit: RunTree.runsMax
                )
                return RunStatement(run, tree: tree[...])
            }
        }
    }

    func run(_ name: String, workspace: String?) async throws -> RunTree? {
        try await answer { reader in
            let found = try reader.runs(.init(workspace: workspace, run: name, limit: 1))
            guard let root = found.first else { return nil }
            // One more of each, by which it shows that there are more.
            let runs = try reader.tree(
                of: root.run,
                workspace: root.workspace,
                depthMax: RunTree.depthMax + 1,
                limit: RunTree.runsMax + 1
            )
            let shown = runs.filter { $0.depth <= Int64(RunTree.depthMax) }
                .prefix(RunTree.runsMax)
            let nodes = RunTree.ordered(Array(shown), root: root.run)
            return RunTree(nodes: nodes, isComplete: shown.count == runs.count)
        }
    }

    // MARK: Entries

    func entries(_ question: EntryQuestion) async throws -> EntryPage {
        var after: Int64?
        if let text = question.after {
            guard let sequence = Int64(text), sequence >= 0 else { throw Self.noPlace }
            after = sequence
        }
        let place = after
        var hold: EntrySearch.Hold?
        if let id = question.hold { hold = try await find(id) }
        let (folder, found) = (folder, hold)
        return try await answer { reader in
            var search = try EntrySearch(folder, reader)
            return try search.page(question, after: place, of: found)
        }
    }

    /// What the ledger knows of a hold; nothing where it never was, or is forgotten.
    private func find(_ id: HoldID) async throws(ConsoleError) -> EntrySearch.Hold {
        do throws(LedgerError) {
            if let record = try await ledger.closedHold(id) { return .closed(record) }
            let open = try await ledger.openHolds(limit: Int.max)
            return open.first { $0.id == id }.map { .open($0) } ?? .unknown
        } catch {
            throw ConsoleError(error)
        }
    }

    private static let noPlace = ConsoleError(
        422,
        "invalid",
        "The cursor is none of this list. Begin without one."
    )
}

extension StatisticsReader.SumsRequest {
    /// What a plan reads.
    fileprivate init(_ plan: StatisticsPlan, _ question: StatisticsQuestion) {
        let group: Column? =
            switch plan.column {
            case .value: .value
            case .other: .other
            case .workspace: .workspace
            case nil: nil
            }
        self.init(
            dimension: plan.group.name,
            group: group,
            value: plan.value,
            other: plan.other,
            workspace: plan.workspace,
            fromMs: question.fromMs,
            toMs: question.toMs,
            isHourly: question.isHourly
        )
    }
}

extension StatisticsSum {
    fileprivate init(_ sum: StatisticsReader.Sum) {
        self.init(
            value: sum.value,
            hourMs: sum.startMs,
            currency: sum.currency,
            calls: sum.figures.calls,
            refused: sum.figures.refused,
            costNanos: sum.figures.costNanos,
            refusedNanos: sum.figures.refusedNanos,
            inputTokens: sum.figures.inputTokens,
            outputTokens: sum.figures.outputTokens
        )
    }
}

extension RunStatement {
    /// - Parameter tree: the run and all below it.
    fileprivate init(_ run: StatisticsReader.Run, tree: ArraySlice<StatisticsReader.Run>) {
        let currency = run.currency ?? tree.lazy.compactMap(\.currency).first ?? "USD"
        let tree = tree.filter { $0.currency == currency }
        self.init(
            run: run.run,
            workspace: run.workspace,
            parent: run.parent,
            agent: run.agent,
            principal: run.principal,
            calls: run.calls,
            refused: run.refused,
            costNanos: run.costNanos,
            treeCostNanos: tree.reduce(0) { sum, run in
                let (whole, overflows) = sum.addingReportingOverflow(run.costNanos)
                return overflows ? Int64.max : whole
            },
            currency: currency,
            firstSequence: run.firstSequence,
            beganAtMs: run.firstMs,
            lastAtMs: run.lastMs
        )
    }
}

extension RunTree {
    /// Each run before those below it, which come in the order in which they began.
    fileprivate static func ordered(_ runs: [StatisticsReader.Run], root: String) -> [Node] {
        let children = Dictionary(grouping: runs.dropFirst()) { $0.parent ?? "" }
        var nodes: [Node] = []
        var told: Set<String> = []
        func below(_ run: StatisticsReader.Run, _ depth: Int) -> [StatisticsReader.Run] {
            guard told.insert(run.run).inserted else { return [] }
            let place = nodes.count
            nodes.append(Node(run: RunStatement(run, tree: [run]), depth: depth))
            var tree = [run]
            for child in children[run.run] ?? [] where depth < depthMax {
                tree += below(child, depth + 1)
            }
            nodes[place].run = RunStatement(run, tree: tree[...])
            return tree
        }
        if let root = runs.first { _ = below(root, 0) }
        return nodes
    }
}
