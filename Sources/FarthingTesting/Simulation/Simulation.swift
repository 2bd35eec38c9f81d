import FarthingCore

/// One seed's run of the book beside the model.
struct Simulation: Sendable {
    let seed: UInt64
    private(set) var coverage = Coverage()
    private(set) var commandCount = 0
    private var workload: Workload
    private var model = Model()
    private var driver = SimulatedDriver()
    private var crashes: Bool
    private var log: [String] = []
    private var keepsLog: Bool
    private var watch = Watch()

    init(seed: UInt64, keepsLog: Bool = false) {
        self.seed = seed
        self.keepsLog = keepsLog
        workload = Workload(seed: seed)
        // Some go through without a crash, so that every count can be checked to the end.
        crashes = seed % 3 != 0
    }

    /// What went wrong, with the commands up to there where a log was asked for.
    struct Failure: Error {
        var seed: UInt64
        /// How many commands it takes.
        var commandCount: Int
        var what: String
        var log: [String]
    }

    /// A digest of every entry: the same seed must give the same.
    var digest: UInt64 { driver.digest }

    /// Every entry so far, as it would be stored.
    var journal: [[UInt8]] { driver.journal }

    mutating func run(commands: Int) throws(Failure) {
        while commandCount < commands {
            workload.step(model)
            var batch: [Command] = []
            var ahead = model
            for _ in 0..<min(workload.random.int(1...4), Int64(commands - commandCount)) {
                let command = workload.command(ahead)
                _ = ahead.apply(command, nowMs: workload.clockMs)
                batch.append(command)
            }
            // A commit that fails leaves no trace: the same batch comes once more.
            if crashes, workload.random.chance(3) {
                let before = driver
                _ = driver.submit(batch, nowMs: workload.clockMs)
                driver = before
                coverage.note(event: "commit → lost")
            }
            try submit(batch)
            if crashes { try disturb() }
        }
        try finish()
    }

    private mutating func submit(_ batch: [Command]) throws(Failure) {
        let nowMs = workload.clockMs
        let result = driver.submit(batch, nowMs: nowMs)
        for entry in result.entries { coverage.note(entry) }
        for (command, outcome) in zip(batch, result.outcomes) {
            commandCount += 1
            if keepsLog { log.append("\(nowMs) \(command.line) → \(outcome.name)") }
            let expected = model.apply(command, nowMs: nowMs)
            watch.didApply(command, expected, model)
            coverage.note(command, outcome)
            coverage.noteLimits(outcome, model)
            if !outcome.isSame(as: expected, model) {
                throw failure("\(command.line)\n  expected \(expected)\n  got      \(outcome)")
            }
        }
        if let what = watch.check(result.entries, driver.book, model) { throw failure(what) }
    }

    /// Takes snapshots, and crashes now and then.
    private mutating func disturb() throws(Failure) {
        if workload.random.chance(4) { driver.save(wouldRefuse: model.wouldRefuse) }
        guard workload.random.chance(2) else { return }
        let usesSnapshot = driver.saved != nil && workload.random.chance(70)
        if keepsLog { log.append("crash" + (usesSnapshot ? ", back to the snapshot" : "")) }
        coverage.note(event: usesSnapshot ? "crash → snapshot" : "crash → replay")
        if let what = driver.crash(usingSnapshot: usesSnapshot, nowMs: model.nowMs) {
            throw failure(what)
        }
        // A statistic that no entry carries.
        model.wouldRefuse = usesSnapshot ? driver.saved?.wouldRefuse ?? [:] : [:]
    }

    /// Lets every hold end, and looks whether everything is accounted for.
    private mutating func finish() throws(Failure) {
        let latest = model.open.map { model.holds[$0].expiresAtMs }.max() ?? model.nowMs
        workload.clockMs = max(model.nowMs, latest) + 10_000
        try submit([.tick, .balance])
        if !driver.book.openHolds(limit: 1).isEmpty { throw failure("a hold never ended") }
        if driver.book.statements().contains(where: { $0.held != 0 }) {
            throw failure("something is held though no hold is open")
        }
        if !crashes, watch.refusedEntries != model.refusedCount {
            throw failure(
                "\(model.refusedCount) calls were refused, the journal has \(watch.refusedEntries)"
            )
        }
        if let what = driver.crash(usingSnapshot: false, nowMs: model.nowMs) { throw failure(what) }
    }

    private func failure(_ what: String) -> Failure {
        Failure(seed: seed, commandCount: commandCount, what: what, log: log)
    }
}

extension Outcome {
    /// Whether this is what the model says, as far as the model can know it.
    fileprivate func isSame(as expected: Outcome, _ model: Model) -> Bool {
        let mine = unnumbered
        if mine == expected { return true }
        guard case .settled(var got) = mine, case .settled(var wanted) = expected,
            model.lastSettledIsOver
        else { return false }
        // What is over may have left memory: its sums then count from zero, its warnings too.
        got.overrunNanos = 0
        wanted.overrunNanos = 0
        got.warnings = []
        wanted.warnings = []
        got.remainingNanos = nil
        wanted.remainingNanos = nil
        got.spentNanos = nil
        wanted.spentNanos = nil
        return got == wanted
    }
}
