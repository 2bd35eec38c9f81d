/// What has come of asking witnesses, since the start.
package struct WitnessFigures: Hashable, Sendable {
    /// Those that are configured.
    package var witnesses = 0
    /// Cosignatures of the last checkpoint.
    package var cosignatures = 0
    /// The largest checkpoint with as many cosignatures as it needs.
    package var witnessedSize: Int64 = 0
    /// Checkpoints that a witness has cosigned, one by one.
    package var cosigned: Int64 = 0
    /// Requests without an answer that helps.
    package var failures: Int64 = 0
    /// Answers that no witness may give.
    package var wrong: Int64 = 0
    /// Answers that show that this log was put back or changed.
    package var rollbacks: Int64 = 0
    /// Answers that show that a witness was put back.
    package var forgetful: Int64 = 0
    /// Whether the last checkpoint has too few cosignatures.
    var isLacking = false

    mutating func note(_ outcome: Submission.Outcome) {
        switch outcome {
        case .cosigned: cosigned += 1
        case .isAhead, .otherHistory: rollbacks += 1
        case .wrong: wrong += 1
        case .unknownHere, .failed: failures += 1
        }
    }
}
