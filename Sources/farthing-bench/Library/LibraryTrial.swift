/// One path of the library, timed on one task.
struct LibraryTrial {
    /// Calls that are timed together: one reading of the clock costs as much as a guard.
    static let batch = 64
    private static let batchesMin = 24

    let name: String
    /// Makes so many calls.
    let run: (_ calls: Int) async throws -> Void

    /// Times batches of calls for some seconds, after some that are not timed.
    func measure(seconds: Double) async throws -> LibraryFigure {
        try await run(LibraryTrial.batch * 200)
        var batches: [Double] = []
        let begin = Instant.now
        let processorBegin = Instant.processTime
        while batches.count < Self.batchesMin || Instant.now.seconds(since: begin) < seconds {
            let start = Instant.now
            try await run(LibraryTrial.batch)
            let took = Instant.now.seconds(since: start)
            batches.append(took * 1e9 / Double(LibraryTrial.batch))
        }
        let processor = Instant.processTime.seconds(since: processorBegin)
        return LibraryFigure(
            name: name,
            p50: quantile(batches),
            p99: quantile(batches, 0.99),
            processor: processor * 1e9 / Double(batches.count * LibraryTrial.batch)
        )
    }
}

/// What one path costs, in nanoseconds a call.
struct LibraryFigure {
    let name: String
    /// The middle and the 99th of a hundred, over batches.
    let p50: Double
    let p99: Double
    /// Processor time of all threads: what it costs whatever else the machine does.
    let processor: Double

    /// A line for a program: `path NAME P50 P99 PROCESSOR`.
    var line: String {
        "path \(name) \(decimal(p50)) \(decimal(p99)) \(decimal(processor))"
    }

    var row: [String] { [name, decimal(p50), decimal(p99), decimal(processor)] }
}
