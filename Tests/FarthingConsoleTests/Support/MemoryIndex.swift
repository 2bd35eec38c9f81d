import FarthingCore

@testable import FarthingConsole

/// Entries and runs of a journal in memory, found by looking at each anew; sums as ``MemoryStatistics`` has
/// them.
final class MemoryIndex: StatisticsDesk {
    private let statistics: MemoryStatistics

    init(_ statistics: MemoryStatistics) { self.statistics = statistics }

    func calls(in account: AccountKey) async throws -> Int64 {
        try await statistics.calls(in: account)
    }

    func sums(_ question: StatisticsQuestion) async throws -> [StatisticsSum] {
        try await statistics.sums(question)
    }

    func reasons(prefix: String) async throws -> [String: Int64] {
        try await statistics.reasons(prefix: prefix)
    }

    // MARK: Entries

    func entries(_ question: EntryQuestion) async throws -> EntryPage {
        var rows = rows
        if !question.isOldestFirst { rows.reverse() }
        let after = question.after.flatMap { Int64($0) }
        let found = rows.filter { row in
            let isBehind =
                after.map { question.isOldestFirst ? row.sequence > $0 : row.sequence < $0 } ?? true
            return isBehind && (question.fromMs..<question.toMs).contains(row.atMs)
                && question.hold.map { row.hold == $0 } ?? true
                && question.terms.allSatisfy { Self.fits($0, row) }
        }
        let some = Array(found.prefix(question.limit))
        return EntryPage(
            rows: some,
            next: found.count > some.count ? some.last?.place : nil
        )
    }

    private static func fits(_ term: (field: EntryField, value: String), _ row: EntryRow) -> Bool {
        let node = (try? JSONDocument(row.line))?.root.member("decision")
        let item = [node?.member("collection")?.string, node?.member("id")?.string]
        switch term.field {
        case .kind: return row.kind == term.value
        case .principal: return row.principal == term.value
        case .workspace: return row.workspace == term.value
        case .agent: return row.agent == term.value
        case .user: return row.user == term.value
        case .run: return row.run == term.value
        case .model: return row.model == term.value
        case .tool: return row.tool == term.value
        case .budget:
            let lines = node?.member("lines")?.elements.compactMap { $0.member("budget")?.string }
            return lines?.contains(term.value) ?? false
        case .change:
            return ["registry", "pause", "resume", "reset", "topUp", "setLimit", "setBudget"]
                .contains(row.kind)
        case .by: return node?.member("by")?.string == term.value
        case .collection: return item[0] == term.value
        case .item: return item.compactMap(\.self).joined(separator: "/") == term.value
        }
    }

    /// Every entry as the index has it.
    var rows: [EntryRow] {
        var rows: [EntryRow] = []
        var opened: [HoldID: CallContext] = [:]
        for (sequence, entry) in statistics.entries.enumerated() {
            var json = JSONWriter()
            entry.write(to: &json)
            let hash =
                String(repeating: "a", count: 60) + String(String(10_000 + sequence).suffix(4))
            let line =
                #"{"decision":"# + String(decoding: json.bytes, as: UTF8.self)
                + #","entryHash":"\#(hash)","previousHash":"","sequence":\#(sequence)}"#
            let kind = (try? JSONDocument(json.bytes))?.root.member("kind")?.string ?? "?"
            var row = EntryRow(
                sequence: Int64(sequence),
                atMs: entry.atMs,
                kind: kind,
                hash: hash,
                line: Array(line.utf8)
            )
            var context: CallContext?
            switch entry.body {
            case .hold(let admission), .charge(let admission, _):
                opened[admission.id] = admission.context
                row.hold = admission.id
                context = admission.context
            case .settle(let settlement):
                row.hold = settlement.hold.id
                row.amountNanos = settlement.usage?.costNanos ?? settlement.amounts.first
                row.currency = "USD"
                context = opened[settlement.hold.id]
            case .expire(let hold, let held, let isCharged):
                row.hold = hold.id
                row.amountNanos = isCharged ? held.first : 0
                row.currency = "USD"
                context = opened[hold.id]
            case .release(let hold, _):
                row.hold = hold.id
                context = opened[hold.id]
            case .refusal(let refused):
                row.hold = refused.id
                context = refused.context
            default: break
            }
            row.principal = context?.principal
            row.workspace = context?.scope[.project]
            row.agent = context?.scope[.agent]
            row.user = context?.scope[.user]
            row.run = context?.scope[.run]
            row.model = context?.scope[.model]
            row.tool = context?.scope[.tool]
            rows.append(row)
        }
        return rows
    }

    // MARK: Runs

    func runs(_ question: RunsQuestion) async throws -> [RunStatement] {
        let found = allRuns.filter { run in
            question.workspace.map { run.workspace == $0 } ?? true
                && question.agent.map { run.agent == $0 } ?? true
                && run.lastAtMs >= question.fromMs && run.beganAtMs < question.toMs
        }
        let sorted = found.sorted { $0.firstSequence > $1.firstSequence }
        let start = question.after.flatMap { after in sorted.firstIndex { $0.place == after } }
        return Array(sorted.dropFirst(start.map { $0 + 1 } ?? 0).prefix(question.limit))
    }

    func run(_ name: String, workspace: String?) async throws -> RunTree? {
        let all = allRuns.filter { run in workspace.map { run.workspace == $0 } ?? true }
        guard let root = all.last(where: { $0.run == name }) else { return nil }
        var nodes: [RunTree.Node] = []
        func add(_ run: RunStatement, _ depth: Int) {
            nodes.append(RunTree.Node(run: run, depth: depth))
            for child in all where child.parent == run.run { add(child, depth + 1) }
        }
        add(root, 0)
        return RunTree(nodes: nodes, isComplete: true)
    }

    private var allRuns: [RunStatement] {
        var runs: [RunStatement] = []
        for row in rows {
            guard let name = row.run else { continue }
            let workspace = row.workspace ?? ""
            let parent = statistics.scope(of: row)?[.tag("parent_run")]
            if !runs.contains(where: { $0.run == name && $0.workspace == workspace }) {
                runs.append(
                    RunStatement(
                        run: name,
                        workspace: workspace,
                        parent: parent,
                        agent: row.agent,
                        principal: row.principal,
                        calls: 0,
                        refused: 0,
                        costNanos: 0,
                        treeCostNanos: 0,
                        currency: "USD",
                        firstSequence: row.sequence,
                        beganAtMs: row.atMs,
                        lastAtMs: row.atMs
                    )
                )
            }
            guard let at = runs.firstIndex(where: { $0.run == name && $0.workspace == workspace })
            else { continue }
            runs[at].lastAtMs = row.atMs
            switch row.kind {
            case "settle", "charge":
                runs[at].calls += 1
                runs[at].costNanos += row.amountNanos ?? 0
                runs[at].treeCostNanos = runs[at].costNanos
            case "refusal": runs[at].refused += 1
            default: break
            }
        }
        return runs
    }
}

extension MemoryStatistics {
    /// For whom the call of an entry was that has a call's words.
    fileprivate func scope(of row: EntryRow) -> Scope? {
        switch entries[Int(row.sequence)].body {
        case .hold(let admission), .charge(let admission, _): admission.context.scope
        case .refusal(let refused): refused.context.scope
        default: nil
        }
    }
}
