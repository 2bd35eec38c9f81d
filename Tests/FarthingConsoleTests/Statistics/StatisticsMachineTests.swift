import FarthingCore
import Testing

@testable import FarthingConsole

@Suite("Statistics: what entries add up to")
struct StatisticsMachineTests {
    @Test("a simulated ledger's sums are those of its exports, to the nano", arguments: 1...10)
    func simulated(seed: UInt64) throws {
        let entries = try RecordedJournal.simulated(seed: seed)
        let tally = try JournalTally(entries)
        let journal = RecordedJournal(entries)
        try journal.count(portion: 1 + Int(seed) * 7, restartsEvery: seed % 3 == 0 ? 2 : Int.max)

        for (currency, nanos) in tally.nanos {
            let all = journal.totals(.all, currency: currency)[""]?.costNanos ?? 0
            #expect(all == nanos, "seed \(seed), \(currency)")
            var hours: [Int64: Int64] = [:]
            for (key, figures) in journal.sums
            where key.group == .all && key.currency == currency {
                hours[key.hourMs, default: 0] += figures.costNanos
            }
            let wanted = tally.byHour.compactMapValues { $0[currency] }.filter { $0.value != 0 }
            #expect(hours.filter { $0.value != 0 } == wanted, "seed \(seed), \(currency)")
            for (agent, sums) in tally.byAgent where !agent.isEmpty {
                let own = journal.totals(.dimension(.agent), currency: currency)[agent]
                #expect(own?.costNanos ?? 0 == sums[currency] ?? 0, "seed \(seed), \(agent)")
            }
        }
        #expect(tally.nanos.contains { $0.value != 0 }, "seed \(seed) spends nothing")
        #expect(journal.accounts == tally.accounts, "seed \(seed)")
        for group in [StatisticsGroup.all, .decision] {
            let calls = allCurrencies(journal, group)
            #expect(calls.calls == tally.calls.values.reduce(0, +), "seed \(seed)")
            #expect(calls.refused == tally.refused.values.reduce(0, +), "seed \(seed)")
            #expect(calls.inputTokens + calls.outputTokens == tally.tokens, "seed \(seed)")
        }
    }

    @Test("where the counting is cut in portions and begins anew changes nothing", arguments: 1...3)
    func portions(seed: UInt64) throws {
        let entries = try RecordedJournal.simulated(seed: seed, commands: 400)
        let whole = RecordedJournal(entries)
        try whole.count(portion: entries.count)
        for (portion, restarts) in [(1, 1), (3, 5), (40, 1), (64, 3)] {
            let other = RecordedJournal(entries)
            try other.count(portion: portion, restartsEvery: restarts)
            let what = "seed \(seed), \(portion) at a time"
            #expect(other.sums.filter { !$0.value.isZero } == whole.sums, "\(what)")
            #expect(other.accounts == whole.accounts, "\(what)")
            #expect(other.places == whole.places, "\(what)")
            #expect(other.toolAgents == whole.toolAgents, "\(what)")
            #expect(Set(other.runs.keys) == Set(whole.runs.keys), "\(what)")
            for (name, run) in whole.runs {
                #expect(other.runs[name]?.calls == run.calls, "\(what), \(name)")
                #expect(
                    other.runs[name]?.costs.filter { $0.value != 0 }
                        == run.costs.filter { $0.value != 0 },
                    "\(what), \(name)"
                )
            }
        }
    }

    @Test("groups and pairs tell the same calls apart", arguments: 1...3)
    func groups(seed: UInt64) throws {
        let journal = RecordedJournal(try RecordedJournal.simulated(seed: seed))
        try journal.count()
        for currency in Set(journal.sums.keys.map(\.currency)) {
            let agents = journal.totals(.dimension(.agent), currency: currency)
            let tools = journal.totals(.dimension(.tool), currency: currency)
            var byTool: [String: StatisticsFigures] = [:]
            for (pair, figures) in journal.totals(.pair(.agent, .tool), currency: currency) {
                let parts = pair.split(separator: "/").map(String.init)
                #expect(agents[parts[0]] != nil)
                byTool[parts[1], default: StatisticsFigures()] += figures
            }
            #expect(byTool.filter { !$0.value.isZero } == tools)
            let all = journal.totals(.all, currency: currency)[""] ?? StatisticsFigures()
            let decided = journal.totals(.decision, currency: currency).values
                .reduce(into: StatisticsFigures()) { $0 += $1 }
            #expect(decided == all)
        }
        let tools = Set(journal.toolAgents.map(\.tool))
        #expect(tools.isSubset(of: ["search", "shell"]))
        #expect(!tools.isEmpty)
    }

    @Test("every entry is found by its kind, and by what its call is for", arguments: 1...3)
    func places(seed: UInt64) throws {
        let entries = try RecordedJournal.simulated(seed: seed, commands: 400)
        let journal = RecordedJournal(entries)
        try journal.count(restartsEvery: 4)
        var byKind: [String: [Int64]] = [:]
        var byAgent: [String: [Int64]] = [:]
        var agentOf: [Int64: String] = [:]
        for (place, bytes) in entries.enumerated() {
            let sequence = Int64(place)
            let root = try JSONDocument(bytes).root
            byKind["kind \(root.member("kind")?.string ?? "")", default: []].append(sequence)
            let about = ["hold", "first", "approval"].compactMap { root.member($0)?.int64 }
            let scope = root.member("scope")?.member("agent")?.string
            guard let agent = scope ?? about.first.flatMap({ agentOf[$0] }),
                root.member("kind")?.string != "move"
            else { continue }
            if scope != nil { agentOf[sequence] = agent }
            byAgent[agent, default: []].append(sequence)
        }
        #expect(journal.places.filter { $0.key.hasPrefix("kind ") } == byKind)
        for (agent, sequences) in byAgent {
            let found = Set(journal.places["agent \(agent)"] ?? [])
            #expect(found.isSuperset(of: sequences), "seed \(seed), \(agent)")
        }
    }

    private func allCurrencies(
        _ journal: RecordedJournal,
        _ group: StatisticsGroup
    ) -> StatisticsFigures {
        var all = StatisticsFigures()
        for (key, figures) in journal.sums where key.group == group { all += figures }
        return all
    }
}
