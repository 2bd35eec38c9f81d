import Synchronization

/// The files and jobs of one scripted provider, in memory.
///
/// Hot state is one struct in one mutex; a job's last step may take the time to write its results.
final class JobStore: Sendable {
    /// The oldest files make room for new ones.
    static let filesMax = 2_000
    static let fileBytesMax = 256 << 20
    /// The oldest jobs that are over make room for new ones.
    static let jobsMax = 2_000
    static let linesMax = 200_000

    private struct State {
        var nextNumber = 1
        var files: [Int: StoredFile] = [:]
        var fileBytes = 0
        /// By id.
        var jobs: [String: Job] = [:]
        var lines = 0
    }

    private let state = Mutex(State())

    /// The number of the next file or job; responses have those of their calls.
    func nextNumber() -> Int {
        state.withLock { state in
            defer { state.nextNumber += 1 }
            return state.nextNumber
        }
    }

    func add(_ file: StoredFile) {
        state.withLock { Self.add(file, to: &$0) }
    }

    func file(_ id: String) -> StoredFile? {
        guard let number = Self.number(StoredFile.idPrefix, id) else { return nil }
        return state.withLock { $0.files[number] }
    }

    /// All files, the newest first.
    func files() -> [StoredFile] {
        state.withLock { $0.files.values.sorted { $0.number > $1.number } }
    }

    /// False where there is none.
    func removeFile(_ id: String) -> Bool {
        guard let number = Self.number(StoredFile.idPrefix, id) else { return false }
        return state.withLock { Self.removeFile(number, from: &$0) }
    }

    /// Takes up a job and enters its calls in the bill; refused where too many are open.
    func add(_ job: Job, bill: Bill) throws(ProviderError) {
        let isTaken = state.withLock { state in
            Self.makeRoom(for: job, in: &state)
            guard state.jobs.count < Self.jobsMax,
                state.lines + job.lines.count <= Self.linesMax
            else { return false }
            var job = job
            if job.batch?.isRefused != true { job.open(bill) }
            state.jobs[job.id] = job
            state.lines += job.lines.count
            return true
        }
        if !isTaken { throw .fault(status: 429) }
    }

    func job(_ id: String) -> Job? { state.withLock { $0.jobs[id] } }

    /// All jobs of a kind, the newest first.
    func jobs(_ kind: Job.Kind) -> [Job] {
        state.withLock { state in
            state.jobs.values.filter { $0.kind == kind }.sorted { $0.number > $1.number }
        }
    }

    /// The stage that a job is in and how long it lasts; nil where nothing follows.
    func pending(_ id: String) -> (stage: Job.Stage, stageMs: Int64)? {
        state.withLock { state in
            guard let job = state.jobs[id], let stageMs = job.stageMs else { return nil }
            return (job.stage, stageMs)
        }
    }

    /// Ends a stage, unless the job has left it by then.
    func step(_ id: String, from stage: Job.Stage, bill: Bill, nowSeconds: Int) {
        state.withLock { state in
            guard var job = state.jobs[id], job.stage == stage else { return }
            job.step(bill: bill, nowSeconds: nowSeconds)
            if job.stage.isOver { Self.keepResults(of: &job, nowSeconds, in: &state) }
            state.jobs[id] = job
        }
    }

    /// False where the job is over already.
    func cancel(_ id: String, bill: Bill, nowSeconds: Int) -> Bool {
        state.withLock { state in
            state.jobs[id]?.cancel(bill: bill, nowSeconds: nowSeconds) ?? false
        }
    }

    /// Takes away a fault that happens once.
    func takeFault(
        _ id: String,
        _ fault: WritableKeyPath<JobSteering, ScriptedFault?>
    ) -> ScriptedFault? {
        state.withLock { state in
            guard let found = state.jobs[id]?.steering[keyPath: fault] else { return nil }
            state.jobs[id]?.steering[keyPath: fault] = nil
            return found
        }
    }

    /// Takes away the fault of a file's content.
    func takeContentFault(_ file: StoredFile) -> ScriptedFault? {
        state.withLock { state in
            let fault = state.files[file.number]?.contentFault
            state.files[file.number]?.contentFault = nil
            return fault
        }
    }

    func remove(_ job: Job) {
        state.withLock { state in
            if let removed = state.jobs.removeValue(forKey: job.id) {
                state.lines -= removed.lines.count
            }
        }
    }

    private static func number(_ prefix: String, _ id: some StringProtocol) -> Int? {
        id.hasPrefix(prefix) ? Int(id.dropFirst(prefix.count)) : nil
    }

    private static func add(_ file: StoredFile, to state: inout State) {
        while state.files.count >= filesMax || state.fileBytes + file.bytes.count > fileBytesMax {
            guard let oldest = state.files.keys.min() else { break }
            _ = removeFile(oldest, from: &state)
        }
        state.files[file.number] = file
        state.fileBytes += file.bytes.count
    }

    private static func removeFile(_ number: Int, from state: inout State) -> Bool {
        guard let file = state.files.removeValue(forKey: number) else { return false }
        state.fileBytes -= file.bytes.count
        return true
    }

    private static func makeRoom(for job: Job, in state: inout State) {
        while state.jobs.count >= jobsMax || state.lines + job.lines.count > linesMax {
            let over = state.jobs.values.filter { $0.stage.isOver }
            let oldest = over.min { $0.createdSeconds < $1.createdSeconds }
            guard let oldest else { return }
            state.jobs[oldest.id] = nil
            state.lines -= oldest.lines.count
        }
    }

    /// Writes the files of a batch that is over.
    private static func keepResults(
        of job: inout Job,
        _ nowSeconds: Int,
        in state: inout State
    ) {
        guard job.kind == .batch, job.batch?.isRefused == false else { return }
        let results = BatchResults(job)
        for (bytes, isOutput) in [(results.output, true), (results.errors, false)]
        where !bytes.isEmpty {
            let file = StoredFile(
                number: state.nextNumber,
                name: "\(job.id)_\(isOutput ? "output" : "error").jsonl",
                purpose: "batch_output",
                bytes: bytes,
                createdSeconds: nowSeconds,
                contentFault: isOutput ? job.steering.resultsFault : nil
            )
            state.nextNumber += 1
            add(file, to: &state)
            if isOutput {
                job.batch?.outputFileID = file.id
            } else {
                job.batch?.errorFileID = file.id
            }
        }
    }
}
