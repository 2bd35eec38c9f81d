/// What a request asks of work that goes on after its answer: `job=expired;job_ms=300;job_done=2`.
struct JobSteering: Equatable {
    /// How the work ends when nobody cancels it.
    var end: Job.Stage?
    /// Milliseconds from the creation to the end.
    var durationMs: Int64?
    /// Lines that are done when the work expires, or is cancelled.
    var linesDone: Int?
    /// How the creation itself fails: with a status, or `cut`, where the work goes on unknown.
    var createFault: ScriptedFault?
    /// How the first question for the state fails.
    var pollFault: ScriptedFault?
    /// How the first question for the results fails.
    var resultsFault: ScriptedFault?

    func over(_ other: JobSteering) -> JobSteering {
        var merged = self
        merged.end = end ?? other.end
        merged.durationMs = durationMs ?? other.durationMs
        merged.linesDone = linesDone ?? other.linesDone
        merged.createFault = createFault ?? other.createFault
        merged.pollFault = pollFault ?? other.pollFault
        merged.resultsFault = resultsFault ?? other.resultsFault
        return merged
    }

    mutating func set(key: Substring, value: Substring) {
        switch key {
        case "job":
            if let stage = Job.Stage(rawValue: String(value)), stage.isOver { end = stage }
        case "job_ms": durationMs = Self.number(value, max: 600_000).map(Int64.init)
        case "job_done": linesDone = Self.number(value, max: Job.linesMax)
        case "job_create": createFault = ScriptedFault(name: value)
        case "job_poll": pollFault = ScriptedFault(name: value)
        case "job_results": resultsFault = ScriptedFault(name: value)
        default: break
        }
    }

    static func number(_ text: Substring, max: Int) -> Int? {
        Int(text).flatMap { (0...max).contains($0) ? $0 : nil }
    }
}

/// What a request asks of the endpoint that counts its tokens: `count=90;count_ms=400`.
struct CountSteering: Equatable {
    /// What is answered instead of what would be billed.
    var tokens: Int?
    /// A status, `cut` or `malformed`.
    var fault: ScriptedFault?
    var delayMs: Int64?

    func over(_ other: CountSteering) -> CountSteering {
        var merged = self
        merged.tokens = tokens ?? other.tokens
        merged.fault = fault ?? other.fault
        merged.delayMs = delayMs ?? other.delayMs
        return merged
    }

    mutating func set(key: Substring, value: Substring) {
        switch key {
        case "count": tokens = JobSteering.number(value, max: 2_000_000)
        case "count_fault": fault = ScriptedFault(name: value)
        case "count_ms": delayMs = JobSteering.number(value, max: 600_000).map(Int64.init)
        default: break
        }
    }
}
