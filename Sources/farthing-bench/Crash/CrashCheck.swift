import ArgumentParser
import FarthingCore
import FarthingReceipts
import FarthingSQLite

/// Whether a folder that a crash left behind has everything that was acknowledged, and goes on.
struct CrashCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crash-check",
        abstract: "Check a folder after a crash against the acknowledgements; used by the trials.",
        shouldDisplay: false
    )

    @Option(help: "The ledger's folder.")
    var folder: String

    @Option(help: "File with the acknowledgements.")
    var acks: String

    func run() async throws {
        let report = try await CrashReport(folder: folder, acks: Ack.read(acks))
        print(
            """
            \(report.acks) acknowledged, \(report.lost) lost, \(report.entries) entries, \
            \(report.faults.count) faults
            """
        )
        for fault in report.faults { complain(fault) }
        if !report.isWhole { throw ExitCode(1) }
    }
}

/// What was found in a folder after a crash.
struct CrashReport: Sendable {
    var acks = 0
    /// Acknowledged, and not in the journal.
    var lost = 0
    var entries: Int64 = 0
    var faults: [String] = []
    /// How long the ledger took to open.
    var openSeconds = 0.0
    /// The kinds of entries, and how many of each.
    var counts: [String: Int] = [:]

    var isWhole: Bool { lost == 0 && faults.isEmpty }

    /// Closed holds whose settlement is asked for again after the restart.
    private static let repeatsMax = 200

    init(folder: String, acks: [Ack]) async throws {
        self.acks = acks.count
        let trial = try TrialLedger(path: folder)
        let found = try tally(trial, "after the crash")
        compare(acks, found)
        let start = Instant.now
        let ledger = try await trial.open()
        openSeconds = Instant.now.seconds(since: start)
        try await repeatSettles(ledger, acks)
        let statements = try await ledger.accounts()
        let open = try await ledger.openHolds(limit: Int.max).count
        await ledger.close()
        let final = try tally(trial, "after the restart")
        compare(statements, open: open, final)
        entries = Int64(final.acts.count)
        counts = final.counts
    }

    private mutating func tally(_ trial: TrialLedger, _ when: String) throws -> Tally {
        var tally = Tally()
        // A crash may come before there is anything.
        guard trial.folder.holdsLedger else { return tally }
        let found = try trial.verify { tally.take($0, $1) }
        if let fault = found.fault {
            faults.append("\(when): entry \(fault.sequence): \(fault.reason)")
        }
        if found.unsealedEntries != 0 {
            faults.append("\(when): \(found.unsealedEntries) entries are not sealed")
        }
        faults += tally.faults.map { "\(when): \($0)" }
        return tally
    }

    /// Every acknowledged command must be the entry that it was said to be.
    private mutating func compare(_ acks: [Ack], _ tally: Tally) {
        for ack in acks {
            let index = Int(ack.sequence)
            guard tally.acts.indices.contains(index) else {
                lost += 1
                continue
            }
            let act = tally.acts[index]
            let isThere =
                act.kind == ack.kind && (act.id == ack.id || ack.kind == .refused)
                || isRepetition(ack, act)
            if !isThere {
                lost += 1
                if lost <= 10 {
                    faults.append("entry \(ack.sequence) is not the \(ack.kind) that was said")
                }
            }
        }
    }

    /// A refusal may name the entry of another hold, which a key found, and a release that came after
    /// an expiry names the expiry.
    private func isRepetition(_ ack: Ack, _ act: Tally.Act) -> Bool {
        switch ack.kind {
        case .refused: true
        case .released: act.kind == nil
        default: false
        }
    }

    /// A settlement that was acknowledged before the crash is repeated, not booked again.
    private mutating func repeatSettles(_ ledger: SQLiteLedger, _ acks: [Ack]) async throws {
        var latest: [HoldID: Ack] = [:]
        for ack in acks where ack.kind == .settled { latest[ack.id] = ack }
        for ack in latest.values.prefix(CrashReport.repeatsMax) {
            let release = Command.release(ack.id, why: "asked again")
            let outcome = try await ledger.apply([release], nowMs: wallClockMs())
            guard case .refused(let refusal)? = outcome.first, refusal.code == .alreadySettled
            else {
                faults.append("a settled hold was not known again: \(outcome)")
                continue
            }
        }
    }

    private mutating func compare(
        _ statements: [AccountStatement],
        open: Int,
        _ tally: Tally
    ) {
        if open != tally.openHolds {
            faults.append("the book has \(open) open holds, the journal \(tally.openHolds)")
        }
        for statement in statements {
            let sums = tally.accounts[statement.key] ?? Tally.Sums()
            if sums.spent != statement.spent || sums.held != statement.held {
                faults.append(
                    """
                    \(statement.key.budget) \(statement.key.scope): the book has \
                    \(statement.spent) spent and \(statement.held) held, the journal \
                    \(sums.spent) and \(sums.held)
                    """
                )
            }
        }
    }
}
