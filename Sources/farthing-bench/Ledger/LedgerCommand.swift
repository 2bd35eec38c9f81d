import ArgumentParser
import FarthingCore
import FarthingReceipts
import FarthingSQLite

/// How many durable, sealed holds and settlements the embedded ledger makes in a second.
struct LedgerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "Measure durable hold and settle pairs, sealed, and holds in a large folder."
    )

    @Option(help: "Folder for the trials, on the disk to be measured; removed afterwards.")
    var folder = ".build/bench-ledger"

    @Option(help: "Concurrent callers.")
    var callers = 64

    @Option(help: "Pairs in each round.")
    var pairs = 60_000

    @Option(help: "Rounds of each kind; the middle one counts.")
    var rounds = 3

    @Option(help: "Entries in the large folders.")
    var entries = 1_000_000

    @Option(help: "Distinct agents in the throughput trial.")
    var agents = 64

    @Flag(help: "Give each hold in the throughput trial a random idempotency key.")
    var keys = false

    @Flag(help: "Only the throughput, without the large folders.")
    var onlyThroughput = false

    func run() async throws {
        removeFolder(folder)
        try DataFolder(path: folder).make()
        defer { removeFolder(folder) }
        Machine.show(folder: folder)
        var bars = try await throughput()
        if !onlyThroughput {
            bars += try await LargeFolders(folder: folder, entries: entries, rounds: 5).run()
        }
        print("")
        for bar in bars { bar.show() }
        if bars.contains(where: { !$0.isMet }) { throw ExitCode(1) }
    }
}

extension LedgerCommand {
    private struct Kind {
        var name: String
        var mode: CallerLoop.SettleMode
        var signsEach = false
        var hasOneCaller = false
    }

    /// One caller waits for each sync: fewer pairs say enough.
    private static let singlePairs = 2_000

    private func throughput() async throws -> [Bar] {
        let kinds = [
            Kind(name: "settle with the next hold", mode: .withNextHold),
            Kind(name: "settle by itself", mode: .byItself),
            Kind(name: "--sign each", mode: .withNextHold, signsEach: true),
            Kind(name: "one caller", mode: .withNextHold, hasOneCaller: true),
        ]
        var results: [[CallerLoop.Result]] = Array(repeating: [], count: kinds.count)
        var checks: [Bar] = []
        for round in 0..<rounds {
            for (index, kind) in kinds.enumerated() {
                let path = "\(folder)/\(round)-\(index)"
                let pairs = kind.hasOneCaller ? min(pairs, Self.singlePairs) : pairs
                let trial = try TrialLedger(path: path, signsEach: kind.signsEach)
                let ledger = try await trial.open()
                _ = try await ledger.apply(Traffic.budgets, nowMs: wallClockMs())
                let result = try CallerLoop().run(
                    ledger,
                    traffic: Traffic(accounts: agents, hasKeys: keys),
                    callers: kind.hasOneCaller ? 1 : callers,
                    pairs: pairs,
                    mode: kind.mode,
                    seed: UInt64(round)
                )
                results[index].append(result)
                let held = try await ledger.openHolds(limit: 10).count
                await ledger.close()
                if round == rounds - 1 {
                    checks += try check(trial, pairs: pairs, held: held, kind: kind.name)
                }
                removeFolder(path)
            }
        }
        print("\n\(callers) callers, \(pairs) pairs a round, median of \(rounds) rounds")
        showTable(
            ["", "pairs/s", "hold p50 µs", "hold p99 µs", "CPU µs/pair"],
            zip(kinds, results).map { kind, results in
                let best = middle(results)
                return [
                    kind.name, decimal(best.pairsPerSecond),
                    decimal(quantile(best.holdMicroseconds)),
                    decimal(quantile(best.holdMicroseconds, 0.99)),
                    decimal(best.processorMicroseconds),
                ]
            }
        )
        let bar = Bar(
            name: "ledger-pairs",
            value: middle(results[0]).pairsPerSecond,
            unit: "pairs/s",
            sense: .atLeast,
            limit: 30_000
        )
        return [bar] + checks
    }

    private func middle(_ results: [CallerLoop.Result]) -> CallerLoop.Result {
        results.sorted { $0.pairsPerSecond < $1.pairsPerSecond }[results.count / 2]
    }

    /// The entries that the callers' own count predicts, verified whole, and nothing held.
    func check(_ trial: TrialLedger, pairs: Int, held: Int, kind: String) throws -> [Bar] {
        var holds = 0
        var settles = 0
        var others = 0
        let found = try trial.verify { _, entry in
            switch entry.body {
            case .hold: holds += 1
            case .settle: settles += 1
            case .balance, .setBudget: break
            default: others += 1
            }
        }
        let isWhole = found.isWhole && found.unsealedEntries == 0
        if let fault = found.fault { complain("\(kind): \(fault.sequence): \(fault.reason)") }
        let wrong = abs(holds - pairs) + abs(settles - pairs) + others + held + (isWhole ? 0 : 1)
        print(
            """
            \(kind): \(holds) holds and \(settles) settlements in the journal of \(pairs) pairs \
            counted, \(others) others, \(held) held, \(isWhole ? "verified whole" : "NOT WHOLE")
            """
        )
        return [
            Bar(
                name: "ledger-faults",
                value: Double(wrong),
                unit: "faults",
                sense: .atMost,
                limit: 0
            )
        ]
    }
}
