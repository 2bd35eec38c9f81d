import ArgumentParser
import Farthing
import FarthingCore

/// What the library's own paths cost: a call by a governor, by a session, behind each guard, and with
/// its entries sealed.
struct LibraryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "library",
        abstract: "Nanoseconds of a guarded call inside a program."
    )

    @Option(help: "Seconds that each path is timed.")
    var seconds = 2.0

    @Option(help: "Only paths whose names begin so.")
    var only = ""

    @Flag(help: "Lines for a program: path NAME P50 P99 PROCESSOR.")
    var plain = false

    func run() async throws {
        if !plain { Machine.show() }
        var rows: [[String]] = []
        for trial in try await trials() where trial.name.hasPrefix(only) {
            let figure = try await trial.measure(seconds: seconds)
            if plain { print(figure.line) }
            rows.append(figure.row)
        }
        if !plain { showTable(["nanoseconds of", "p50", "p99", "processor"], rows) }
    }

    private static let request = SpendRequest(
        provider: "openai",
        model: "gpt-5",
        cost: .nanos(1_000_000, tokens: 900)
    )
    private static let bill = Bill.nanos(800_000, tokens: 700)

    private static func governor(_ ledger: MemoryLedger) async throws -> Governor {
        let policy = try Policy("bench") {
            try Budget("total", limit: .usd(900_000_000), window: .total)
        }
        return try await Governor(ledger: ledger, policy: policy)
    }

    private func trials() async throws -> [LibraryTrial] {
        let governor = try await Self.governor(MemoryLedger())
        let session = try BudgetedSession(limit: .usd(900_000_000))
        var trials = [
            LibraryTrial(name: "governor") { calls in
                for _ in 0..<calls {
                    _ = try await governor.spend(Self.request) { _ in Billed((), Self.bill) }
                }
            },
            LibraryTrial(name: "session") { calls in
                for _ in 0..<calls {
                    _ = try await session.spend(Self.request) { _ in Billed((), Self.bill) }
                }
            },
        ]
        trials += GuardTrials.all()
        trials += [
            try await sealed("sealed_16", batch: 16, signsEach: false),
            try await sealed("sealed_64", batch: 64, signsEach: false),
            try await sealed("signed_each", batch: 64, signsEach: true),
        ]
        return trials
    }

    /// Calls whose entries are chained and signed: two of them each, a hold and a settlement, so that
    /// half a call is an entry.
    private func sealed(_ name: String, batch: Int, signsEach: Bool) async throws -> LibraryTrial {
        let mill = try SealedMill(batch: batch, signsEach: signsEach)
        let governor = try await Self.governor(MemoryLedger { mill.take($0) })
        return LibraryTrial(name: name) { entries in
            let before = mill.takenCount
            while mill.takenCount < before + entries {
                _ = try await governor.spend(Self.request) { _ in Billed((), Self.bill) }
            }
        }
    }
}
