import ArgumentParser
import FarthingCore
import FarthingSQLite

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// How long a start takes and how much memory it needs, with nothing in the folder and with a
/// million entries.
struct StartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Measure the start of the ledger and of the server, and their memory."
    )

    @Option(help: "The server to be started as well; without it only the ledger is.")
    var farthing: String?

    @Option(help: "The policy that the server is started with.")
    var policy = "Examples/policy.yaml"

    @Option(help: "Folder for the trials; removed afterwards.")
    var folder = ".build/bench-start"

    @Option(help: "Entries in the large folder.")
    var entries = 1_000_000

    @Option(help: "Starts of each kind; the middle one counts.")
    var rounds = 5

    func run() async throws {
        removeFolder(folder)
        try DataFolder(path: folder).make()
        defer { removeFolder(folder) }
        Machine.show(folder: folder)
        let large = folder + "/large"
        let killed = folder + "/killed"
        try await fill(large)
        try await fillAndKill(killed)
        var rows: [[String]] = []
        var bars: [Bar] = []
        let kinds = [("empty", folder + "/empty"), ("stopped", large), ("killed", killed)]
        for (name, path) in kinds {
            let starts = try (0..<rounds).map { _ in try ledgerStart(path) }
            rows.append(row("ledger, \(name) folder", starts))
            if name != "empty" { bars.append(restartBar("start-ledger-\(name)", starts)) }
        }
        if let farthing {
            for (name, path) in kinds {
                let starts = try (0..<rounds).map { _ in try serverStart(farthing, path) }
                rows.append(row("server, \(name) folder", starts))
                if name == "empty" {
                    bars += idleBars(starts)
                } else {
                    bars.append(restartBar("start-server-\(name)", starts))
                }
            }
        }
        print("\nmedians of \(rounds) starts; the large folders have \(entries) entries")
        showTable(["", "ready ms", "memory MB"], rows)
        print("")
        for bar in bars { bar.show() }
        if bars.contains(where: { !$0.isMet }) { throw ExitCode(1) }
    }
}

/// One start of a process: until when it could be used, and what it had of memory then.
struct Start: Sendable {
    var seconds: Double
    var bytes: Int64
}

extension StartCommand {
    private func row(_ title: String, _ starts: [Start]) -> [String] {
        [title, decimal(milliseconds(starts)), decimal(megabytes(starts))]
    }

    private func milliseconds(_ starts: [Start]) -> Double { quantile(starts.map(\.seconds)) * 1e3 }

    private func megabytes(_ starts: [Start]) -> Double {
        quantile(starts.map { Double($0.bytes) }) / 1e6
    }

    private func restartBar(_ name: String, _ starts: [Start]) -> Bar {
        Bar(name: name, value: milliseconds(starts), unit: "ms", sense: .atMost, limit: 2_000)
    }

    private func idleBars(_ starts: [Start]) -> [Bar] {
        [
            Bar(
                name: "start-ready",
                value: milliseconds(starts),
                unit: "ms",
                sense: .atMost,
                limit: 300
            ),
            Bar(
                name: "start-memory",
                value: megabytes(starts),
                unit: "MB",
                sense: .atMost,
                limit: 60
            ),
        ]
    }

    /// A folder with so many entries, left as a stop leaves it.
    private func fill(_ path: String) async throws {
        let ledger = try await TrialLedger(path: path).open()
        _ = try await ledger.apply(Traffic.budgets, nowMs: wallClockMs())
        _ = try CallerLoop().run(
            ledger,
            traffic: Traffic(),
            callers: 256,
            pairs: entries / 2,
            mode: .withNextHold,
            seed: 1
        )
        await ledger.close()
    }

    /// The same folder, left as a kill leaves it: long after the last snapshot.
    private func fillAndKill(_ path: String) async throws {
        try await fill(path)
        let worker = try ChildProcess.startSelf([
            "start-worker", "--folder", path, "--pairs", "30000",
        ])
        worker.wait()
    }

    /// The time that a process of its own needs to open the folder.
    private func ledgerStart(_ path: String) throws -> Start {
        let report = folder + "/report"
        unlink(report)
        let worker = try ChildProcess.startSelf([
            "start-worker", "--folder", path, "--report", report,
        ])
        worker.wait()
        let numbers = Machine.text(of: report).split(separator: " ").compactMap { Int64($0) }
        guard numbers.count == 2 else { throw TrialError("the ledger in \(path) did not open") }
        return Start(seconds: Double(numbers[0]) / 1e9, bytes: numbers[1])
    }

    /// From the start of the server's process until it takes calls.
    private func serverStart(_ program: String, _ path: String) throws -> Start {
        let ready = folder + "/ready"
        unlink(ready)
        let start = Instant.now
        let server = try ChildProcess.start(
            program,
            [
                "serve", "--data", path, "--policy", policy, "--listen", "127.0.0.1:0",
                "--ready-file", ready, "--scripted",
            ],
            outputTo: folder + "/server.log"
        )
        defer { _ = server.kill() }
        while access(ready, F_OK) != 0 {
            guard server.isRunning, Instant.now.seconds(since: start) < 60 else {
                throw TrialError(
                    "the server did not start: " + Machine.text(of: folder + "/server.log")
                )
            }
            usleep(500)
        }
        let seconds = Instant.now.seconds(since: start)
        // What the start itself needed is given back or kept; idle is what remains.
        usleep(500_000)
        return Start(seconds: seconds, bytes: Machine.residentBytes(of: server.id))
    }
}
