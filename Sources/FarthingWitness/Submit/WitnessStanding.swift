internal import FarthingReceipts

/// Where we stand with one witness.
struct WitnessStanding: Sendable {
    /// The last checkpoint that it is known to have cosigned; nil where nobody knows.
    private var cosigned: Checkpoint?
    private var failures = 0
    private var nextTryMs: Int64 = 0
    private var lastOutcome: Submission.Outcome?

    /// The first pause behind a failure; each further one doubles it.
    private static let pauseMsMin: Int64 = 1_000
    private static let pauseMsMax: Int64 = 600_000
    /// The pause behind each refusal of a witness that is well and only has not been given our key:
    /// somebody is about to, and nothing tells us when.
    private static let unknownPauseMs: Int64 = 10_000

    init(_ cosigned: Checkpoint?) { self.cosigned = cosigned }

    /// The size of the last checkpoint of the same log that it is known to have cosigned.
    func cosignedSize(of checkpoint: Checkpoint) -> Int64? {
        cosigned.flatMap { $0.isOf(origin: checkpoint.origin) ? $0.size : nil }
    }

    func isDue(_ nowMs: Int64) -> Bool {
        // A clock that was put back does not make a witness wait for ever.
        nowMs >= nextTryMs || nextTryMs - nowMs > Self.pauseMsMax
    }

    mutating func cosigned(_ checkpoint: Checkpoint) {
        guard checkpoint.size >= cosignedSize(of: checkpoint) ?? 0 else { return }
        cosigned = checkpoint
    }

    /// Takes an outcome in.
    ///
    /// - Returns: whether it is another than the last time.
    mutating func note(
        _ outcome: Submission.Outcome,
        _ checkpoint: Checkpoint,
        nowMs: Int64
    ) -> Bool {
        if case .cosigned = outcome {
            cosigned = checkpoint
            let isNews = failures > 0
            failures = 0
            nextTryMs = 0
            lastOutcome = nil
            return isNews
        }
        // What was known led to a refusal: next time the witness is asked where it stands.
        if case .otherHistory = outcome { cosigned = nil }
        if case .unknownHere = outcome {
            failures = 1
            nextTryMs = nowMs + Self.unknownPauseMs
            defer { lastOutcome = outcome }
            return lastOutcome != outcome
        }
        failures += 1
        let pauseMs = min(Self.pauseMsMin << Int64(min(failures - 1, 20)), Self.pauseMsMax)
        nextTryMs = nowMs + Int64.random(in: pauseMs / 2...pauseMs)
        defer { lastOutcome = outcome }
        return lastOutcome != outcome
    }
}
