internal import Logging

/// An outcome as the log says it.
struct WitnessReport: Sendable {
    var level: Logger.Level
    var text: String
    /// Where it is a matter of its own.
    var event: String?

    init(_ outcome: Submission.Outcome) {
        switch outcome {
        case .cosigned: (level, text) = (.notice, "a witness cosigns again")
        case .isAhead(let size):
            level = .critical
            text = """
                THIS LOG WAS PUT BACK: a witness has cosigned \(size) entries of it. If the data \
                folder was restored from a backup, stop the server and start it once with \
                --restored, so that the log goes on under a new name, and give the witness the new \
                key; else find out who has removed entries
                """
            event = "log.rollback"
        case .otherHistory(let size):
            level = .critical
            text = """
                THIS LOG HAS ANOTHER HISTORY: a witness has cosigned other entries in a tree of \
                \(size). If the data folder was restored from a backup, stop the server and start \
                it once with --restored; else find out who has changed entries, or which other \
                server signs with this key
                """
            event = "log.rollback"
        case .unknownHere(let status):
            level = .error
            text =
                status == 404
                ? "a witness does not know this log (404): give it the log's verifier key"
                : "a witness does not trust this log's key (403): give it the new one"
        case .wrong(let reason): (level, text) = (.error, "a witness is wrong: \(reason)")
        case .failed(let reason):
            (level, text) = (.warning, "a witness was not reached and is asked again: \(reason)")
        }
    }
}
