package import FarthingReceipts
package import Logging
internal import Synchronization

/// A witness: for each log that it knows, it cosigns only what continues all that it has cosigned.
///
/// One process at a time has the folder. Its functions block on the disk.
package final class Witness: Sendable {
    package let identity: WitnessIdentity

    private let folder: String
    private let clockMs: @Sendable () -> Int64
    private let logger: Logger
    private let evidence: WitnessEvidence
    private let state: Mutex<State>
    /// Held as long as the witness lives.
    private let lock: LogFolderLock

    private struct State: Sendable {
        var logs: WitnessLogs
        /// By the origin's bytes; those that are not in the list any more stay.
        var cosigned: [[UInt8]: CosignedLog] = [:]
        /// When a log was last said to be behind, by its origin's bytes.
        var saidMs: [[UInt8]: Int64] = [:]
        var counts = WitnessCounts()
    }

    /// Old checkpoints that anybody can send again fill no log file.
    private static let saidAgainMs: Int64 = 60_000

    /// Opens a witness's folder, and reads what it has cosigned of each log.
    package init(
        folder: String,
        logs: WitnessLogs,
        clockMs: @escaping @Sendable () -> Int64,
        logger: Logger
    ) throws(LogError) {
        identity = try WitnessIdentity(in: folder)
        lock = try LogFolderLock(folder + "/lock", owner: "another `farthing witness serve`")
        self.folder = folder
        self.clockMs = clockMs
        self.logger = logger
        evidence = WitnessEvidence(folder: folder + "/evidence")
        try LogFile.makeFolders(folder + "/logs")
        state = Mutex(State(logs: logs))
        for origin in logs.origins { _ = try cosigned(origin).state(identity.key) }
    }

    /// What it knows, and has cosigned.
    package var logs: WitnessLogs { state.withLock { $0.logs } }

    package var counts: WitnessCounts { state.withLock { $0.counts } }

    /// Takes another list; what was cosigned of a log that is not in it any more stays.
    package func take(_ logs: WitnessLogs) { state.withLock { $0.logs = logs } }

    /// The latest checkpoint of a log that was cosigned; nil where none was.
    package func latest(of origin: String) throws(LogError) -> WitnessState? {
        try cosigned(origin).state(identity.key)
    }

    /// Answers a body of `add-checkpoint`.
    package func answer(_ body: [UInt8]) -> PublicAnswer {
        let answer = judge(body)
        state.withLock { $0.counts.note(answer.status) }
        return answer
    }

    private func judge(_ body: [UInt8]) -> PublicAnswer {
        guard let request = WitnessRequest(body) else {
            return .refusal(400, "the body is no request of add-checkpoint")
        }
        let origin = request.checkpoint.origin
        let keys = state.withLock { $0.logs.keys(of: origin) }
        if let refusal = request.refusal(keys: keys) { return Self.answer(refusal) }
        do throws(LogError) {
            let done = try cosigned(origin).take(
                request,
                keys: keys,
                identity,
                timestampS: max(0, clockMs() / 1_000)
            )
            if let finding = done.finding { note(finding, done.before, request) }
            guard let line = done.cosignature?.line else { return Self.answer(done.verdict) }
            return PublicAnswer(status: 200, body: line)
        } catch {
            logger.error("nothing was cosigned: \(error.message)", metadata: ["log": "\(origin)"])
            return .refusal(500, "the witness cannot keep what it would cosign")
        }
    }

    private static func answer(_ verdict: WitnessVerdict) -> PublicAnswer {
        switch verdict {
        case .cosign: return PublicAnswer(status: 200)
        case .malformed: return .refusal(400, "the old size is larger than the checkpoint's")
        case .unknownOrigin: return .refusal(404, "this witness does not know the log")
        case .untrusted: return .refusal(403, "no valid signature by a key known for this log")
        case .unproven: return .refusal(422, "the proof does not lead to this checkpoint")
        case .conflict(let size):
            var answer = PublicAnswer(status: 409, body: [UInt8]("\(size)\n".utf8))
            answer.contentType = "text/x.tlog.size"
            return answer
        }
    }

    private func cosigned(_ origin: String) -> CosignedLog {
        let folder = folder + "/logs"
        return state.withLock { state in
            let key = [UInt8](origin.utf8)
            if let known = state.cosigned[key] { return known }
            let log = CosignedLog(origin: origin, folder: folder)
            state.cosigned[key] = log
            return log
        }
    }

    // MARK: What a log has done

    private func note(
        _ finding: WitnessFinding,
        _ before: WitnessState?,
        _ request: WitnessRequest
    ) {
        guard let before else { return }
        var about: Logger.Metadata = [
            "log": "\(request.checkpoint.origin)", "cosigned": "\(before.head.size)",
            "offered": "\(request.checkpoint.size)",
        ]
        switch finding {
        case .behind:
            guard isToBeSaid(request.checkpoint.origin) else { return }
            logger.notice(
                "a log has offered less than was cosigned: an old checkpoint, or it was put back",
                metadata: about
            )
        case .fork, .unproven:
            let isFork = finding == .fork
            state.withLock { $0.counts.note(finding) }
            do throws(LogError) {
                let place = try evidence.keep(
                    isFork ? "fork" : "unproven",
                    before,
                    request,
                    origin: request.checkpoint.origin
                )
                guard let place else { return }
                about["evidence"] = "\(place)"
            } catch {
                about["problem"] = "\(error.message)"
            }
            if isFork {
                logger.critical(
                    "A LOG HAS FORKED: it has signed two trees of one size",
                    metadata: about
                )
            } else {
                logger.error(
                    "a log has offered a tree that is not shown to continue what was cosigned",
                    metadata: about
                )
            }
        }
    }

    private func isToBeSaid(_ origin: String) -> Bool {
        let nowMs = clockMs()
        return state.withLock { state in
            let key = [UInt8](origin.utf8)
            if let last = state.saidMs[key], nowMs - last < Self.saidAgainMs, nowMs >= last {
                return false
            }
            state.saidMs[key] = nowMs
            return true
        }
    }
}
