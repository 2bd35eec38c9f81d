import ArgumentParser
import FarthingSQLite

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Kills a loaded ledger again and again, and checks what each crash left behind.
struct CrashCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crash",
        abstract: "Kill a loaded ledger at random moments and check that nothing was lost."
    )

    @Option(help: "Folder for the trials; removed when all went well.")
    var folder = ".build/crash"

    @Option(help: "How often the ledger is killed.")
    var rounds = 60

    @Option(help: "Rounds before a new folder is begun.")
    var roundsPerFolder = 12

    @Option(help: "Seed of the moments and of the callers' courses.")
    var seed: UInt64 = 1

    func run() async throws {
        removeFolder(folder)
        try DataFolder(path: folder).make()
        Machine.show(folder: folder)
        var random = Random(seed: seed)
        var total = CrashTotal()
        for round in 0..<rounds {
            let data = "\(folder)/data-\(round / roundsPerFolder)"
            let acks = data + ".acks"
            if try await crash(data, acks: acks, &random) { total.kills += 1 }
            let report = try await CrashReport(folder: data, acks: Ack.read(acks))
            total.add(report)
            for fault in report.faults { complain("round \(round): \(fault)") }
            let isLast = (round + 1) % roundsPerFolder == 0
            if isLast, report.isWhole {
                removeFolder(data)
                unlink(acks)
            }
        }
        total.show()
        guard total.isWhole else {
            complain("the folders are kept in \(folder); --seed \(seed) makes the same callers")
            throw ExitCode(1)
        }
        removeFolder(folder)
    }

    /// Lets a worker run for a random while and kills it; true when it was still running.
    private func crash(_ data: String, acks: String, _ random: inout Random) async throws -> Bool {
        let worker = try ChildProcess.startSelf([
            "crash-worker", "--folder", data, "--acks", acks,
            "--seed", String(random.next()),
        ])
        // From before the first commit to past a snapshot of the book.
        let milliseconds = random.chance(20) ? random.below(80) : 100 + random.below(1_400)
        usleep(UInt32(milliseconds) * 1_000)
        return worker.kill()
    }
}

/// The sums of all rounds.
struct CrashTotal: Sendable {
    var kills = 0
    private var rounds = 0
    private var acks = 0
    private var lost = 0
    private var faults = 0
    private var openSeconds: [Double] = []
    private var counts: [String: Int] = [:]

    var isWhole: Bool { lost == 0 && faults == 0 }

    mutating func add(_ report: CrashReport) {
        rounds += 1
        acks += report.acks
        lost += report.lost
        faults += report.faults.count
        openSeconds.append(report.openSeconds)
        counts.merge(report.counts) { max($0, $1) }
    }

    func show() {
        print("")
        showTable(
            ["entries of", "most in a folder"],
            counts.sorted { $0.key < $1.key }.map { [$0.key, String($0.value)] }
        )
        print(
            """
            \(rounds) rounds, \(acks) acknowledgements compared, opening again took \
            \(decimal(quantile(openSeconds) * 1e3)) ms in the median, \
            \(decimal((openSeconds.max() ?? 0) * 1e3)) ms at most

            """
        )
        Bar(name: "crash-kills", value: Double(kills), unit: "kills", sense: .atLeast, limit: 50)
            .show()
        Bar(name: "crash-lost", value: Double(lost), unit: "entries", sense: .atMost, limit: 0)
            .show()
        Bar(name: "crash-faults", value: Double(faults), unit: "faults", sense: .atMost, limit: 0)
            .show()
    }
}
