import FarthingProviders

/// The jobs whose end is not known yet, by name; behind a lock, since every loop may see one end.
struct RunningJobs: Sendable {
    /// The most that are kept: a hundred thousand take some 40 MB. What is beyond is charged when its
    /// hold expires.
    static let jobsMax = 100_000
    /// How many are asked after at once.
    static let checksMax = 8

    private struct Watched: Sendable {
        var job: Job
        var nextMs: Int64
        var everyMs: Int64
        var isChecked = false
    }

    private var jobs: [JobName: Watched] = [:]
    private var checks = 0

    var count: Int { jobs.count }

    /// Begins to watch a job; the first time that it is asked after is soon, for some are short.
    mutating func add(_ job: Job, nowMs: Int64, pollMs: Int64) {
        guard jobs.count < Self.jobsMax else { return }
        let first = job.name.kind == .openAIResponse ? max(1, pollMs / 8) : pollMs
        jobs[job.name] = Watched(job: job, nextMs: nowMs + first, everyMs: first)
    }

    /// Whether a key may ask after a job, or stop it: every key but another's than its own.
    func mayAsk(_ principal: String, after name: JobName) -> Bool {
        jobs[name].map { $0.job.principal == principal } ?? true
    }

    /// The job, for whoever has seen that it may have ended; nil where it is not known or is
    /// looked at already. ``finish(_:isOver:nowMs:pollMs:)`` must follow.
    mutating func take(_ name: JobName) -> Job? {
        guard let watched = jobs[name], !watched.isChecked else { return nil }
        jobs[name]?.isChecked = true
        checks += 1
        return watched.job
    }

    /// Those whose time has come to be asked after.
    mutating func takeDue(nowMs: Int64) -> [Job] {
        guard checks < Self.checksMax else { return [] }
        let waiting = jobs.values.filter { !$0.isChecked && $0.nextMs <= nowMs }
        // What has not ended in twice its life is given up: its hold was charged when it expired.
        for watched in waiting
        where nowMs >= watched.job.expiresAtMs + watched.job.name.kind.lifetimeMs {
            jobs[watched.job.name] = nil
        }
        let due = waiting.filter { jobs[$0.job.name] != nil }
            .sorted { $0.nextMs < $1.nextMs }
            .prefix(Self.checksMax - checks)
        return due.compactMap { take($0.job.name) }
    }

    /// Ends a look at a job that was taken.
    mutating func finish(_ name: JobName, isOver: Bool, nowMs: Int64, pollMs: Int64) {
        checks -= 1
        guard !isOver else {
            jobs[name] = nil
            return
        }
        guard var watched = jobs[name] else { return }
        watched.isChecked = false
        watched.everyMs = min(pollMs, watched.everyMs * 2)
        watched.nextMs = nowMs + watched.everyMs
        jobs[name] = watched
    }
}
