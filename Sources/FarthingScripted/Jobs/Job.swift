/// Work that goes on after its answer: a batch of either provider, or a response of the background.
///
/// No clock and no lock: whoever keeps it says when a stage is over.
struct Job {
    enum Kind: String {
        case batch = "batch_s"
        case messageBatch = "msgbatch_s"
        case response = "resp_s"
    }

    enum Stage: String {
        case waiting, running, finishing, cancelling
        case completed, failed, expired, cancelled

        var isOver: Bool { [.completed, .failed, .expired, .cancelled].contains(self) }
    }

    /// As many as Anthropic's largest batch has; OpenAI's has half of it.
    static let linesMax = 100_000
    /// A second is long enough to be seen open and short enough to be waited for.
    static let durationMsDefault: Int64 = 1_000

    let kind: Kind
    let number: Int
    private(set) var stage = Stage.waiting
    private(set) var lines: [JobLine]
    /// When each stage began, in seconds since 1970.
    private(set) var beganSeconds: [Stage: Int]
    /// What only OpenAI's batches have.
    var batch: BatchHead?
    var steering: JobSteering

    init(
        _ kind: Kind,
        number: Int,
        lines: [JobLine],
        steering: JobSteering,
        batch: BatchHead? = nil,
        nowSeconds: Int
    ) {
        self.kind = kind
        self.number = number
        self.lines = lines
        self.steering = steering
        self.batch = batch
        beganSeconds = [.waiting: nowSeconds]
    }

    var id: String { "\(kind.rawValue)\(number)" }

    var createdSeconds: Int { beganSeconds[.waiting] ?? 0 }

    /// When it came to its end; nil before.
    var endedSeconds: Int? { stage.isOver ? beganSeconds[stage] : nil }

    /// Milliseconds until the stage is over by itself; nil where nothing follows.
    var stageMs: Int64? {
        let wholeMs = steering.durationMs ?? Self.durationMsDefault
        switch stage {
        case .waiting, .finishing, .cancelling: return wholeMs / 4
        case .running: return wholeMs - wholeMs / 4 * 2
        default: return nil
        }
    }

    /// Enters the calls in the bill, open until the job ends.
    mutating func open(_ bill: Bill) {
        for index in lines.indices { lines[index].open(bill) }
    }

    /// Goes on to the next stage; what has been done by its end is entered in the bill.
    mutating func step(bill: Bill, nowSeconds: Int) {
        switch stage {
        case .waiting:
            let isRefused = batch?.isRefused ?? false
            enter(isRefused ? .failed : .running, nowSeconds)
            if isRefused { finish(bill) }
        case .running: enter(.finishing, nowSeconds)
        case .finishing:
            enter(steering.end ?? .completed, nowSeconds)
            finish(bill)
        case .cancelling:
            enter(.cancelled, nowSeconds)
            finish(bill)
        default: return
        }
    }

    /// Begins to stop; what was not begun will not be done. False where all is over.
    mutating func cancel(bill: Bill, nowSeconds: Int) -> Bool {
        guard !stage.isOver else { return false }
        guard stage != .cancelling else { return true }
        // What has not begun is not billed.
        if stage == .waiting, steering.linesDone == nil { steering.linesDone = 0 }
        enter(.cancelling, nowSeconds)
        if kind == .response { step(bill: bill, nowSeconds: nowSeconds) }
        return true
    }

    func count(_ end: JobLine.End) -> Int { lines.reduce(0) { $0 + ($1.end == end ? 1 : 0) } }

    private mutating func enter(_ stage: Stage, _ nowSeconds: Int) {
        self.stage = stage
        beganSeconds[stage] = nowSeconds
    }

    private mutating func finish(_ bill: Bill) {
        for index in lines.indices { lines[index].finish(end(of: index), bill) }
    }

    private func end(of index: Int) -> JobLine.End {
        let isDone = index < steering.linesDone ?? lines.count / 2
        switch stage {
        case .failed: return .failed
        case .expired: return isDone ? .done : .expired
        case .cancelled where kind == .response && steering.linesDone == nil: return .begun
        case .cancelled: return isDone ? .done : .cancelled
        default: return .done
        }
    }
}
