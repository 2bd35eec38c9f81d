import FarthingCore
import FarthingTesting
import Testing

@testable import FarthingConsole

/// A journal in memory, with what a machine has told of it.
final class RecordedJournal: StatisticsPast {
    /// Stored lines, without line feeds.
    private(set) var lines: [[UInt8]] = []
    private(set) var sums: [StatisticsKey: StatisticsFigures] = [:]
    private(set) var runs: [String: RunNews] = [:]
    private(set) var accounts: [AccountKey: Int64] = [:]
    private(set) var reasons: [String: Int64] = [:]
    private(set) var toolAgents: Set<ToolAgent> = []
    private(set) var places: [String: [Int64]] = [:]
    private var budgets: [BudgetTerms] = []
    private var currencies: [(workspace: String, currency: String)] = []
    private var movesOf: [Int64: [Int: MovedLine]] = [:]

    /// - Parameter entries: as they would be stored.
    init(_ entries: [[UInt8]]) {
        for entry in entries { append(entry) }
    }

    func append(_ entry: [UInt8]) {
        let digits = String(repeating: "0", count: 60)
        let number = String(10_000 + lines.count % 10_000).suffix(4)
        let tail =
            #","entryHash":"\#(digits)\#(number)","previousHash":"","sequence":\#(lines.count)}"#
        lines.append(Array(#"{"decision":"#.utf8) + entry + Array(tail.utf8))
    }

    func append(_ entry: Entry) {
        var json = JSONWriter()
        entry.write(to: &json)
        append(json.bytes)
    }

    func line(_ sequence: Int64) throws -> [UInt8]? {
        lines.indices.contains(Int(sequence)) ? lines[Int(sequence)] : nil
    }

    func moves(_ openedSequence: Int64) throws -> [MovedLine] {
        movesOf[openedSequence].map { Array($0.values) } ?? []
    }

    /// A machine that goes on from what was told.
    func machine(from sequence: Int64) -> StatisticsMachine {
        let latest = sums.keys.map(\.hourMs).max()
        return StatisticsMachine(
            nextSequence: sequence,
            budgets: budgets,
            currencies: currencies,
            hour: sums.keys.filter { $0.hourMs == latest }
        )
    }

    /// Counts all lines, a few at a time; every portion in `restarts` with a new machine.
    func count(portion: Int = 50, restartsEvery restarts: Int = Int.max) throws {
        var machine = machine(from: 0)
        var next = 0
        var portions = 0
        while next < lines.count {
            let end = min(lines.count, next + portion)
            let batch = lines[next..<end].flatMap { $0 + [UInt8(ascii: "\n")] }
            try machine.take(batch, from: Int64(next), self)
            // What is told twice would be counted twice.
            take(machine.takeNews())
            take(machine.takeNews())
            next = end
            portions += 1
            if portions % restarts == 0 { machine = self.machine(from: Int64(next)) }
        }
    }

    private func take(_ news: StatisticsNews) {
        for (key, figures) in news.sums { sums[key, default: StatisticsFigures()] += figures }
        for run in news.runs {
            var known = runs[run.run] ?? run
            if runs[run.run] != nil {
                known.parent = known.parent ?? run.parent
                known.agent = known.agent ?? run.agent
                known.lastMs = run.lastMs
                known.calls += run.calls
                known.refused += run.refused
                for (currency, nanos) in run.costs { known.costs[currency, default: 0] += nanos }
            }
            runs[run.run] = known
        }
        for (account, calls) in news.accounts { accounts[account, default: 0] += calls }
        for (reason, count) in news.reasons { reasons[reason, default: 0] += count }
        toolAgents.formUnion(news.toolAgents)
        for place in news.places {
            places["\(place.field.rawValue) \(place.value)", default: []] += place.sequences
        }
        budgets += news.budgets
        currencies += news.currencies
        for move in news.moves { movesOf[move.openedSequence, default: [:]][move.line] = move }
    }

    /// What all hours come to, by a group's values.
    func totals(_ group: StatisticsGroup, currency: String = "USD") -> [String: StatisticsFigures] {
        var totals: [String: StatisticsFigures] = [:]
        for (key, figures) in sums where key.group == group && key.currency == currency {
            let name = key.other.isEmpty ? key.value : key.value + "/" + key.other
            totals[name, default: StatisticsFigures()] += figures
        }
        return totals.filter { !$0.value.isZero }
    }

    /// The entries of a simulated ledger, each call with a scope of several dimensions.
    static func simulated(seed: UInt64, commands: Int = 800) throws -> [[UInt8]] {
        let journal = try #require(SimulationRunner.journal(seed: seed, commands: commands))
        return journal.enumerated().map { place, entry in
            var text = String(decoding: entry, as: UTF8.self)
            let run = place % 7 < 3 ? #","run":"run-\#(place % 5)""# : ""
            let scopes = [
                #","model":"gpt-5-mini","project":"default"\#(run),"tag:env":"prod","team":"t1"}"#,
                #","project":"ws-1"\#(run),"tool":"search"}"#,
                #","project":"default"\#(run),"tool":"shell","user":"u\#(place % 3)"}"#,
                "}",
            ]
            for agent in ["a1", "a2"] {
                let plain = #""scope":{"agent":"\#(agent)"}"#
                guard let range = text.firstRange(of: plain) else { continue }
                let scope = plain.dropLast() + scopes[place % scopes.count]
                text.replaceSubrange(range, with: scope)
            }
            return Array(text.utf8)
        }
    }
}
