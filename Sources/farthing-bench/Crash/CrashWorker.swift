import ArgumentParser
import FarthingCore
import FarthingSQLite

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Drives a ledger until it is killed, and writes down what it was told is durable.
struct CrashWorker: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crash-worker",
        abstract: "Load a ledger until killed; used by the crash trials.",
        shouldDisplay: false
    )

    @Option(help: "The ledger's folder.")
    var folder: String

    @Option(help: "File that takes the acknowledgements; outside the folder.")
    var acks: String

    @Option(help: "Seed of the callers' courses.")
    var seed: UInt64

    @Option(help: "Concurrent callers.")
    var callers = 64

    @Option(help: "End by itself after so many seconds, should nobody kill it.")
    var secondsMax = 60.0

    @Flag(help: "Commit without waiting for the disk.")
    var relaxed = false

    func run() async throws {
        var trial = try TrialLedger(path: folder)
        trial.isDurable = !relaxed
        let ledger = try await trial.open()
        for command in Scenario.budgets {
            _ = try await ledger.apply([command], nowMs: wallClockMs())
        }
        let file = open(acks, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw ValidationError("cannot write \(acks)") }
        let crowd = CrashCrowd(ledger: ledger, file: file)
        try crowd.run(callers: callers, seed: seed, secondsMax: secondsMax)
        await ledger.close()
    }
}

/// The callers of a crash trial, on one thread beside the ledger's.
final class CrashCrowd: Sendable {
    private struct Answer: Sendable {
        var caller: Int
        var outcome: Result<[Outcome], LedgerError>
    }

    private struct Caller {
        var scenario: Scenario
        var asked: HoldID?
        var resumesAtMs: Int64 = 0
    }

    private let ledger: SQLiteLedger
    private let file: Int32
    private let answers = Mailbox<Answer>()

    init(ledger: SQLiteLedger, file: Int32) {
        self.ledger = ledger
        self.file = file
    }

    func run(callers count: Int, seed: UInt64, secondsMax: Double) throws(LedgerError) {
        var random = Random(seed: seed)
        var callers = (0..<count).map { _ in Caller(scenario: Scenario(using: &random)) }
        var idle = Array(callers.indices)
        var answered: [Answer] = []
        let start = Instant.now
        while Instant.now.seconds(since: start) < secondsMax {
            let nowMs = wallClockMs()
            idle.removeAll { index in
                if callers[index].resumesAtMs > nowMs { return false }
                ask(index, &callers[index], nowMs, &random)
                return true
            }
            answers.take(into: &answered, waitMs: 2)
            try note(answered, &callers, nowMs: wallClockMs())
            idle += answered.map(\.caller)
        }
    }

    private func ask(_ index: Int, _ caller: inout Caller, _ nowMs: Int64, _ random: inout Random) {
        while true {
            if let step = caller.scenario.next(nowMs: nowMs) {
                caller.asked = step.id
                ledger.submit([step.command], nowMs: nowMs) { [self] outcome in
                    answers.put(Answer(caller: index, outcome: outcome))
                }
                return
            }
            caller.scenario = Scenario(using: &random)
        }
    }

    /// Writes down what has been answered.
    private func note(
        _ answered: [Answer],
        _ callers: inout [Caller],
        nowMs: Int64
    ) throws(LedgerError) {
        var records: [UInt8] = []
        for answer in answered {
            let outcomes = try answer.outcome.get()
            if let id = callers[answer.caller].asked, let outcome = outcomes.first,
                let ack = Ack(outcome, id: id)
            {
                ack.append(to: &records)
            }
            callers[answer.caller].resumesAtMs = nowMs + callers[answer.caller].scenario.pauseMs
        }
        if !records.isEmpty { _ = write(file, records, records.count) }
    }
}
