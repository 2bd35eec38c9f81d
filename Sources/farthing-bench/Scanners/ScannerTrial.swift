/// How fast one reader is, on one core.
struct ScannerTrial {
    let name: String
    /// What is read in one pass.
    let bytes: Int
    let pieces: String
    /// Goal in MB/s; nil where a figure is but to be read.
    let goal: Double?
    /// Reads everything once; returns something that depends on all of it, so that nothing can be
    /// left out by the compiler.
    let pass: () -> Int
}

/// What a trial came to.
struct ScannerFigure {
    let trial: ScannerTrial
    /// MB/s of each run, by the processor's time of this process.
    private(set) var runs: [Double] = []
    /// What each pass returned.
    private(set) var found = 0

    /// Warms up with a pass, then runs so many times for about so long.
    init(_ trial: ScannerTrial, runs: Int, seconds: Double) {
        self.trial = trial
        found = trial.pass()
        for _ in 0..<runs {
            let start = Instant.processTime
            var passes = 0
            var took = 0.0
            repeat {
                found = trial.pass()
                passes += 1
                took = Instant.processTime.seconds(since: start)
            } while took < seconds
            self.runs.append(Double(trial.bytes * passes) / took / 1e6)
        }
    }

    /// The middle run.
    var megabytesPerSecond: Double { quantile(runs) }

    var row: [String] {
        [
            trial.name, String(trial.bytes), trial.pieces, decimal(megabytesPerSecond),
            decimal(runs.min() ?? 0), decimal(runs.max() ?? 0),
        ]
    }

    /// `goal NAME VALUE UNIT >= LIMIT met`, or `short`: a goal does not fail the command.
    var goalLine: String? {
        trial.goal.map { goal in
            let verdict = megabytesPerSecond >= goal ? "met" : "short"
            return "goal \(trial.name) \(decimal(megabytesPerSecond)) MB/s >= \(decimal(goal)) "
                + verdict
        }
    }
}
