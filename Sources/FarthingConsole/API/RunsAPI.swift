import FarthingCore

/// `/v1/runs`.
package struct RunsAPI: Sendable {
    /// How long a run counts as running of which nothing is held and nothing comes.
    static let quietMs: Int64 = 3_600_000
    /// Open holds that are looked through.
    private static let openMax = 1_000_000
    /// Pages of runs that are looked through for one page of runs in a state.
    private static let readsMax = 20
    /// Models and tools that a run is told with.
    private static let sharesMax = 50

    private let desk: ConsoleDesk
    private let kills: Kills
    private let ended: EndedRuns

    /// - Parameter ended: the runs of which somebody has said that they are over.
    package init(desk: ConsoleDesk, kills: Kills, ended: EndedRuns) {
        self.desk = desk
        self.kills = kills
        self.ended = ended
    }

    package var routes: [Route] {
        [
            Route("GET", "/v1/runs", .principal(.read), list),
            Route("GET", "/v1/runs/{run}", .principal(.read), get),
            Route("POST", "/v1/runs/{run}/kill", .principal(.operate), kill),
        ]
    }

    /// Where a run stands.
    enum State: String, CaseIterable {
        case running, ended, killed
    }

    /// What it takes to say where runs stand.
    private struct Standing {
        var nowMs: Int64
        /// Runs that hold something, by workspace and name.
        var holding: Set<[String]>
        var killed: [KillTarget]
        var ended: EndedRuns

        func state(_ run: RunStatement) -> State {
            var scope = Scope()
            scope[.run] = run.run
            if !run.workspace.isEmpty { scope[.project] = run.workspace }
            if killed.contains(where: { $0.stops(scope, tenant: "") }) { return .killed }
            if holding.contains([run.workspace, run.run]) { return .running }
            if ended.contains(run) { return .ended }
            return nowMs - run.lastAtMs < RunsAPI.quietMs ? .running : .ended
        }
    }

    private func list(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        var query = QueryMembers(request)
        let page = query.page()
        let times = query.times()
        let asked = query.name("workspace", lengthMax: 50)
        let agent = query.name("agent", lengthMax: 256)
        let state = query.word("state", State.self)
        try query.check()
        var question = RunsQuestion(
            workspace: try desk.workspaceFilter(asked, for: request.principal),
            agent: agent,
            fromMs: times.lowerBound,
            toMs: times.upperBound,
            after: page.after,
            limit: state == nil ? page.limit + 1 : RunsQuestion.limitMax
        )
        let standing = try await standing()
        var found: [RunStatement] = []
        var next: String?
        for _ in 0..<Self.readsMax {
            let runs = try await desk.statistics.runs(question)
            found += runs.filter { state == nil || standing.state($0) == state }
            guard runs.count == question.limit, let last = runs.last else {
                next = nil
                break
            }
            next = last.place
            if found.count > page.limit { break }
            question.after = last.place
        }
        if found.count > page.limit {
            found.removeLast(found.count - page.limit)
            next = found.last?.place
        }
        return .json { json in
            json.key("items")
            json.beginArray()
            for run in found {
                json.beginObject()
                Self.write(run, standing.state(run), to: &json)
                json.endObject()
            }
            json.endArray()
            json.key("next")
            json.string(next.map { ListPage.cursor($0) })
        }
    }

    private func get(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try QueryMembers(request).check()
        let tree = try await tree(request)
        guard let root = tree.nodes.first?.run else { throw ConsoleError.notFound("run") }
        let standing = try await standing()
        let models = try await shares(of: tree, by: .model, root)
        let tools = try await shares(of: tree, by: .tool, root)
        return .json { json in
            Self.write(root, standing.state(root), to: &json)
            json.key("by_model")
            Self.write(models, to: &json)
            json.key("by_tool")
            Self.write(tools, to: &json)
            var place = 1
            Self.writeChildren(tree.nodes, &place, depth: 1, standing, to: &json)
            json.key("complete")
            json.bool(tree.isComplete)
        }
    }

    private func kill(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try QueryMembers(request).check()
        var body = try BodyMembers(request)
        body.refuseNull("note")
        let note = body.note()
        try body.check()
        guard let root = try await tree(request).nodes.first?.run else {
            throw ConsoleError.notFound("run")
        }
        // Who runs one workspace stops its run of the name, and everybody else all of them.
        let target = KillTarget.run(root.run, workspace: request.principal?.workspace)
        let outcome = try await kills.kill(target, by: request.principal, note: note)
        return .json { outcome.write(to: &$0) }
    }

    // MARK: Parts

    private func tree(_ request: ConsoleRequest) async throws -> RunTree {
        let name = request.parameter("run")
        guard (1...Scope.valueBytesMax).contains(name.utf8.count),
            let tree = try await desk.statistics.run(
                name,
                workspace: request.principal?.workspace
            )
        else { throw ConsoleError.notFound("run") }
        return tree
    }

    private func standing() async throws -> Standing {
        let holds = try await desk.store.openHolds(limit: Self.openMax)
        let runs = holds.compactMap { hold in
            hold.scope[.run].map { [hold.scope[.project] ?? "", $0] }
        }
        return Standing(
            nowMs: desk.clockMs(),
            holding: Set(runs),
            killed: kills.killSwitch.kills.flatMap(\.targets),
            ended: ended
        )
    }

    /// What the runs of a tree cost together, by model or tool, the dearest first.
    private func shares(
        of tree: RunTree,
        by dimension: Dimension,
        _ root: RunStatement
    ) async throws -> [StatisticsSum] {
        var shares: [String: StatisticsSum] = [:]
        for node in tree.nodes {
            var filter: [Dimension: String] = [.run: node.run.run]
            if !node.run.workspace.isEmpty { filter[.project] = node.run.workspace }
            let sums = try await desk.statistics.sums(
                StatisticsQuestion(by: dimension, filter: filter)
            )
            for sum in sums where !sum.value.isEmpty {
                let isOurs = sum.currency == root.currency
                var share =
                    shares[sum.value]
                    ?? StatisticsSum(
                        value: sum.value,
                        currency: root.currency,
                        calls: 0,
                        costNanos: 0
                    )
                share.calls += sum.calls
                if isOurs { share.costNanos += sum.costNanos }
                shares[sum.value] = share
            }
        }
        let sorted = shares.values.sorted { left, right in
            if left.costNanos != right.costNanos { return left.costNanos > right.costNanos }
            return utf8Precedes(left.value, right.value)
        }
        return Array(sorted.prefix(Self.sharesMax))
    }

    // MARK: Writing

    private static func write(_ shares: [StatisticsSum], to json: inout JSONWriter) {
        json.beginArray()
        for share in shares {
            json.beginObject()
            json.key("calls")
            json.int(share.calls)
            json.key("cost_nanos")
            json.int(share.costNanos)
            json.key("value")
            json.string(share.value)
            json.endObject()
        }
        json.endArray()
    }

    /// Writes the nodes of one depth from a place on, each with those below it.
    ///
    /// The depth is bounded by ``RunTree/depthMax``.
    private static func writeChildren(
        _ nodes: [RunTree.Node],
        _ place: inout Int,
        depth: Int,
        _ standing: Standing,
        to json: inout JSONWriter
    ) {
        json.key("children")
        json.beginArray()
        while place < nodes.count, nodes[place].depth == depth {
            let run = nodes[place].run
            place += 1
            json.beginObject()
            write(run, standing.state(run), to: &json)
            writeChildren(nodes, &place, depth: depth + 1, standing, to: &json)
            json.endObject()
        }
        json.endArray()
    }

    private static func write(_ run: RunStatement, _ state: State, to json: inout JSONWriter) {
        json.key("agent")
        json.string(run.agent)
        json.key("began_at_ms")
        json.int(run.beganAtMs)
        json.key("calls")
        json.int(run.calls)
        json.key("cost_nanos")
        json.int(run.costNanos)
        json.key("currency")
        json.string(run.currency)
        json.key("last_at_ms")
        json.int(run.lastAtMs)
        json.key("parent")
        json.string(run.parent)
        json.key("refused")
        json.int(run.refused)
        json.key("run")
        json.string(run.run)
        json.key("state")
        json.string(state.rawValue)
        json.key("tree_cost_nanos")
        json.int(run.treeCostNanos)
        json.key("workspace")
        json.string(run.workspace.isEmpty ? nil : run.workspace)
    }
}

extension Kills.Outcome {
    func write(to json: inout JSONWriter) {
        json.key("released_holds")
        json.int(releasedHolds)
        json.key("running_holds")
        json.int(runningHolds)
        json.key("sequence")
        json.int(sequence)
        json.key("withdrawn_approvals")
        json.int(withdrawnApprovals)
    }
}
