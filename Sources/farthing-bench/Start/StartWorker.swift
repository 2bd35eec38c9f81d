import ArgumentParser
import FarthingCore
import FarthingSQLite

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Opens a ledger in a process of its own, and ends without a goodbye.
struct StartWorker: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start-worker",
        abstract: "Open a ledger and end at once; used by `start`.",
        shouldDisplay: false
    )

    @Option(help: "The ledger's folder.")
    var folder: String

    @Option(help: "File for the nanoseconds until it was open, and the process's memory.")
    var report: String?

    @Option(help: "Pairs to make before the end.")
    var pairs = 0

    func run() async throws {
        let trial = try TrialLedger(path: folder)
        let start = Instant.now
        let ledger = try await trial.open()
        let nanoseconds = Instant.now.nanoseconds - start.nanoseconds
        if let report {
            let text = "\(nanoseconds) \(Machine.residentBytes(of: getpid()))"
            guard let file = fopen(report, "w") else { throw TrialError("cannot write \(report)") }
            fputs(text, file)
            fclose(file)
        }
        if pairs > 0 {
            _ = try await ledger.apply(Traffic.budgets, nowMs: wallClockMs())
            _ = try CallerLoop().run(
                ledger,
                traffic: Traffic(),
                callers: 64,
                pairs: pairs,
                mode: .withNextHold,
                seed: UInt64(getpid())
            )
        }
        kill(getpid(), SIGKILL)
    }
}
