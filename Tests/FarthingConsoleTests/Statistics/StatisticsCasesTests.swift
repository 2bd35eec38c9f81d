import FarthingCore
import Testing

@testable import FarthingConsole

@Suite("Statistics: single entries")
struct StatisticsCasesTests {
    private typealias Made = SampleEntry
    private static let startMs = SampleEntry.startMs

    @Test("a workspace in another currency has sums in that currency, refusals too")
    func currency() throws {
        let journal = RecordedJournal([])
        let workspace = Workspace(id: "ws-1", name: "w", currency: "INR", createdAtMs: 1)
        journal.append(try Made.registry("workspaces", "ws-1", workspace.document))
        journal.append(Made.budget("agents.ws-1", .money("INR")))
        let context = Made.context(agent: "a1", workspace: "ws-1", tool: "search")
        let line = Made.line("agents.ws-1", held: 5_000)
        journal.append(Made.charge(context, [line], [5_000]))
        journal.append(
            Made.refusal(context, .overLimit, account: line.account, unit: "INR", needed: 70)
        )
        journal.append(Made.refusal(context, .rule, projected: 8))
        try journal.count(portion: 1, restartsEvery: 1)

        let tools = journal.totals(.dimension(.tool), currency: "INR")
        let wanted = StatisticsFigures(calls: 1, refused: 2, costNanos: 5_000, refusedNanos: 78)
        #expect(tools == ["search": wanted])
        #expect(journal.totals(.all, currency: "USD").isEmpty)
        #expect(journal.accounts == [line.account: 1])
        let decisions = journal.totals(.decision, currency: "INR").mapValues(\.refused)
        #expect(decisions == ["allow": 0, "overLimit": 1, "rule": 1])
    }

    @Test("a call that counts in no money costs what its receipt says")
    func tokens() throws {
        let journal = RecordedJournal([])
        journal.append(Made.budget("t", .tokens))
        let context = Made.context(agent: "a1", model: "gpt-5-mini")
        journal.append(Made.hold(context, [Made.line("t", held: 900)]))
        journal.append(Made.settle(1, [90], usage: (nanos: 77, input: 60, output: 30)))
        try journal.count()
        let found = journal.totals(.dimension(.model))
        let wanted = StatisticsFigures(
            calls: 1,
            costNanos: 77,
            inputTokens: 60,
            outputTokens: 30
        )
        #expect(found == ["gpt-5-mini": wanted])
    }

    @Test("a run begins with what it asks for, though nothing is held yet")
    func begins() throws {
        let journal = RecordedJournal([])
        journal.append(Made.ask(Made.context(agent: "a1", model: "m", run: "r")))
        try journal.count()
        #expect(journal.runs["r"]?.firstSequence == 0 && journal.runs["r"]?.calls == 0)
        #expect(journal.runs["r"]?.agent == "a1" && journal.sums.isEmpty)
    }

    @Test("an agent's models have sums of their own")
    func models() throws {
        let journal = RecordedJournal([])
        journal.append(Made.budget("b", .money("USD")))
        for (model, nanos) in [("m", Int64(500)), ("n", 70), ("m", 5)] {
            let context = Made.context(agent: "a1", model: model)
            journal.append(Made.charge(context, [Made.line("b", held: 900)], [nanos]))
        }
        try journal.count()
        let models = journal.totals(.pair(.agent, .model)).mapValues(\.costNanos)
        #expect(models == ["a1/m": 505, "a1/n": 70])
    }

    @Test("a correction takes back what was booked, in another hour and by another program")
    func correction() throws {
        let journal = RecordedJournal([])
        journal.append(Made.budget("b", .money("USD")))
        let context = Made.context(agent: "a1", model: "m")
        journal.append(Made.hold(context, [Made.line("b", held: 900)]))
        journal.append(Made.settle(1, [500], usage: (nanos: 500, input: 5, output: 6)))
        journal.append(
            Made.settle(
                1,
                [450],
                usage: (nanos: 450, input: 4, output: 6),
                kind: .correct,
                corrects: 2,
                atMs: Self.startMs + 3 * StatisticsKey.hourMs
            )
        )
        journal.append(
            Made.settle(1, [700], kind: .weaker, corrects: 3, atMs: Self.startMs + 4 * 3_600_000)
        )
        try journal.count(portion: 1, restartsEvery: 1)
        let all = journal.totals(.all)
        #expect(
            all[""] == StatisticsFigures(calls: 1, costNanos: 450, inputTokens: 4, outputTokens: 6)
        )
        let hours = journal.sums.filter { $0.key.group == .all && !$0.value.isZero }
        #expect(hours.values.map(\.costNanos).sorted() == [-50, 500])
        #expect(journal.places["agent a1"] == [1, 2, 3, 4])
    }

    @Test("money set aside for another run is no call, and tells whose that run is")
    func runs() throws {
        let journal = RecordedJournal([])
        journal.append(Made.budget("b", .money("USD")))
        let parent = Made.context(agent: "a1", run: "r1", tags: ["child_run": "r2"])
        let child = Made.context(agent: "a2", model: "m", run: "r2", tags: ["parent_run": "r1"])
        journal.append(Made.hold(parent, [Made.line("b", held: 900)]))
        journal.append(Made.charge(child, [Made.line("b", held: 40)], [40], atMs: Self.startMs + 5))
        try journal.count()
        #expect(journal.totals(.all)[""]?.calls == 1)
        #expect(journal.runs["r1"]?.calls == 0)
        let run = try #require(journal.runs["r2"])
        #expect(run.parent == "r1")
        #expect(run.calls == 1)
        #expect(run.costs == ["USD": 40])
        #expect(run.lastMs == Self.startMs + 5)
        #expect(run.firstSequence == 1)
        let models = journal.totals(.pair(.run, .model)).mapValues(\.costNanos)
        #expect(models == ["r2/m": 40])
        #expect(journal.totals(.dimension(.tag("parent_run"))).isEmpty)
    }

    @Test("rules count for calls that pass and that are refused, not for those of a paused account")
    func reasons() throws {
        let journal = RecordedJournal([])
        journal.append(Made.budget("b", .money("USD")))
        let context = Made.context(
            agent: "a1",
            reasons: ["rule:7", "rule \"big\" says block", "rule:8"]
        )
        let line = Made.line("b", held: 4)
        journal.append(Made.charge(context, [line], [4]))
        journal.append(
            Made.refusal(context, .overLimit, account: line.account, unit: "USD", needed: 4)
        )
        journal.append(Made.repeats(.overLimit, first: 2, count: 5))
        journal.append(
            Made.refusal(context, .paused, account: line.account, unit: "USD", needed: 4)
        )
        journal.append(Made.repeats(.paused, first: 4, count: 9))
        try journal.count(portion: 1, restartsEvery: 1)
        #expect(journal.reasons == ["rule:7": 7, "rule:8": 7])
        let all = try #require(journal.totals(.all)[""])
        #expect(all.refused == 16)
        // Of repeats the journal has no amounts.
        #expect(all.refusedNanos == 2)
    }

    @Test("too many values in an hour are one, and every sum stays whole")
    func bounded() throws {
        var table = SumTable()
        table.begin(hourMs: 0)
        for number in 0..<(SumTable.valuesMax + 50) {
            let index = table.index(
                .dimension(.user),
                "u\(number)",
                "",
                workspace: "default",
                currency: "USD"
            )
            table.add(StatisticsFigures(calls: 1), at: index)
        }
        let taken = table.take()
        #expect(taken.count == SumTable.valuesMax + 1)
        #expect(taken.reduce(0) { $0 + $1.figures.calls } == Int64(SumTable.valuesMax + 50))
        #expect(taken.first { $0.key.value == StatisticsKey.rest }?.figures.calls == 50)
        #expect(table.take().isEmpty)
        for number in 0..<400 {
            let tag = StatisticsGroup.dimension(.tag("t\(number)"))
            _ = table.index(tag, "x", "", workspace: "default", currency: "USD")
        }
        let other = table.index(
            .dimension(.tag("new")),
            "x",
            "",
            workspace: "default",
            currency: "USD"
        )
        table.add(StatisticsFigures(calls: 1), at: other)
        #expect(table.take().map(\.key.group) == [.dimension(.tag(StatisticsKey.rest))])
    }

    @Test("entries are described with their call's words and what the spend grows by")
    func describes() throws {
        let journal = RecordedJournal([])
        journal.append(Made.budget("b", .money("USD")))
        let context = Made.context(agent: "a1", workspace: "ws-1", model: "m", run: "r")
        journal.append(Made.hold(context, [Made.line("b", held: 900)]))
        journal.append(Made.settle(1, [500]))
        journal.append(Made.settle(1, [450], kind: .correct, corrects: 2))
        let account = Made.line("b", held: 0).account
        let change = AccountChange(budget: "b", scope: account.scope, amount: 9, key: "k")
        journal.append(Entry(atMs: Self.startMs, body: .refund(account, change)))
        try journal.count()
        var machine = journal.machine(from: 0)
        let rows = try (0..<5).map { place in
            let line = try #require(try journal.line(Int64(place)))
            return try machine.describe(line, Int64(place), journal)
        }
        #expect(rows.map(\.kind) == ["setBudget", "hold", "settle", "correction", "refund"])
        #expect(rows.map(\.amountNanos) == [nil, nil, 500, -50, -9])
        #expect(rows.map(\.agent) == [nil, "a1", "a1", "a1", "a1"])
        #expect(rows[3].run == "r")
        #expect(rows[3].workspace == "ws-1")
        #expect(rows[2].hold == rows[1].hold)
        #expect(rows[1].hash.hasSuffix("0001"))
    }

    @Test("a line that is no entry is told, and nothing is guessed")
    func unreadable() {
        let journal = RecordedJournal([])
        journal.append(Array(#"{"kind":"settle"}"#.utf8))
        #expect(throws: StatisticsMachine.Fault.self) { try journal.count() }
        let other = RecordedJournal([Array("nonsense".utf8)])
        #expect(throws: StatisticsMachine.Fault.self) { try other.count() }
    }
}
