package import FarthingReceipts
package import Logging
internal import Synchronization

/// The witnesses of our log: offers them checkpoints, one request at a time to each.
///
/// Nothing waits for them but the publishing of the next checkpoint, and that for 20 s at most.
package final class WitnessPanel: Sendable {
    private let endpoints: [WitnessEndpoint]
    /// Cosignatures that a checkpoint needs to count as witnessed.
    private let cosignaturesMin: Int
    private let client: WitnessClient
    private let memory: CosignedMemory?
    private let clockMs: @Sendable () -> Int64
    private let logger: Logger
    private let state: Mutex<State>

    private struct State: Sendable {
        /// In the order of the endpoints.
        var witnesses: [WitnessStanding]
        var figures = WitnessFigures()
        /// Who signed the last checkpoint that was offered.
        var keyIDs: [UInt32] = []
    }

    package typealias Proof = @Sendable (Int64) throws(LogError) -> ConsistencyProof

    /// - Parameter memory: a folder where what each witness has cosigned last is kept, so that one
    ///   that forgets is noticed after a restart too; nil keeps nothing.
    /// - Parameter timeoutMs: how long one witness has for its answer.
    package init(
        _ endpoints: [WitnessEndpoint],
        cosignaturesMin: Int,
        memory: String? = nil,
        timeoutMs: Int64 = 10_000,
        clockMs: @escaping @Sendable () -> Int64,
        logger: Logger
    ) {
        self.endpoints = endpoints
        self.cosignaturesMin = cosignaturesMin
        client = WitnessClient(timeoutMs: timeoutMs)
        self.clockMs = clockMs
        self.logger = logger
        let memory = memory.map { CosignedMemory(folder: $0) }
        self.memory = memory
        let standings = endpoints.map { WitnessStanding(memory?.checkpoint(of: $0.key)) }
        state = Mutex(State(witnesses: standings))
        state.withLock { $0.figures.witnesses = endpoints.count }
    }

    package var figures: WitnessFigures { state.withLock { $0.figures } }

    /// Offers a checkpoint to all that have not cosigned it, and whose time to be asked has come; one
    /// by another key than the last to all of them.
    ///
    /// - Parameter isUrgent: whether nobody's time is waited for.
    /// - Returns: cosignatures, which were checked, and whether every witness has cosigned.
    package func ask(
        _ note: SignedNote,
        _ checkpoint: Checkpoint,
        isUrgent: Bool = false,
        proof: @escaping Proof
    ) async -> (cosignatures: [NoteSignature], isComplete: Bool) {
        var missing: [Int] = []
        var count = 0
        for (index, endpoint) in endpoints.enumerated() {
            if (note.cosignatures(by: [endpoint.key]) ?? []).isEmpty {
                missing.append(index)
            } else {
                count += 1
                state.withLock { $0.witnesses[index].cosigned(checkpoint) }
            }
        }
        let nowMs = clockMs()
        let keyIDs = note.signatures.filter { $0.name == checkpoint.origin }.map(\.keyID)
        let due = state.withLock { state in
            let isByOther = state.keyIDs != keyIDs
            state.keyIDs = keyIDs
            return missing.filter { isUrgent || isByOther || state.witnesses[$0].isDue(nowMs) }
        }
        var lines: [NoteSignature] = []
        await withTaskGroup(of: NoteSignature?.self) { group in
            for index in due {
                group.addTask { await self.offer(note, checkpoint, to: index, proof: proof) }
            }
            for await line in group { if let line { lines.append(line) } }
        }
        count += lines.count
        counted(count, for: checkpoint)
        return (lines, count == endpoints.count)
    }

    private func offer(
        _ note: SignedNote,
        _ checkpoint: Checkpoint,
        to index: Int,
        proof: Proof
    ) async -> NoteSignature? {
        let endpoint = endpoints[index]
        var submission = Submission(
            note,
            checkpoint,
            key: endpoint.key,
            cosignedSize: state.withLock { $0.witnesses[index].cosignedSize(of: checkpoint) }
        )
        let outcome = await run(&submission, endpoint, proof)
        // A server that stops has not heard the witness out.
        guard !Task.isCancelled else { return nil }
        take(outcome, submission, index)
        guard case .cosigned(let line) = outcome else { return nil }
        keep(note, line, of: endpoint)
        return line
    }

    private func run(
        _ submission: inout Submission,
        _ endpoint: WitnessEndpoint,
        _ proof: Proof
    ) async -> Submission.Outcome {
        while true {
            let body: [UInt8]
            do throws(LogError) {
                body = try submission.body(proof)
            } catch {
                return .failed("the proof cannot be made: \(error.message)")
            }
            switch await client.send(body, to: endpoint.url) {
            case .failure(let error): return .failed(error.message)
            case .success(let answer):
                let step = submission.take(
                    status: answer.status,
                    contentType: answer.contentType,
                    body: answer.body
                )
                if case .done(let outcome) = step { return outcome }
            }
        }
    }

    private func keep(_ note: SignedNote, _ line: NoteSignature, of endpoint: WitnessEndpoint) {
        do throws(LogError) {
            try memory?.keep(note, line, of: endpoint.key)
        } catch {
            logger.warning(
                "what a witness has cosigned was not kept: \(error.message)",
                metadata: ["witness": "\(endpoint.name)"]
            )
        }
    }

    // MARK: What is known and said

    private func take(_ outcome: Submission.Outcome, _ submission: Submission, _ index: Int) {
        let nowMs = clockMs()
        let isNews = state.withLock { state in
            state.figures.note(outcome)
            return state.witnesses[index].note(
                outcome,
                submission.checkpoint,
                nowMs: nowMs
            )
        }
        var about: Logger.Metadata = [
            "witness": "\(endpoints[index].name)", "size": "\(submission.checkpoint.size)",
        ]
        if submission.hasForgotten {
            state.withLock { $0.figures.forgetful += 1 }
            logger.error(
                "a witness has forgotten what it cosigned: it was put back to an older state",
                metadata: about
            )
        }
        let report = WitnessReport(outcome)
        // What somebody must look at is said each time; the pauses between grow.
        guard isNews || report.event != nil else { return }
        if let event = report.event { about["event"] = "\(event)" }
        logger.log(level: report.level, "\(report.text)", metadata: about)
    }

    private func counted(_ count: Int, for checkpoint: Checkpoint) {
        let isLacking = state.withLock { state in
            state.figures.cosignatures = count
            let isWitnessed = count >= cosignaturesMin
            if isWitnessed {
                state.figures.witnessedSize = max(state.figures.witnessedSize, checkpoint.size)
            }
            defer { state.figures.isLacking = !isWitnessed }
            return !isWitnessed && !state.figures.isLacking
        }
        guard isLacking else { return }
        logger.warning(
            "the last checkpoint has too few cosignatures; calls go on",
            metadata: [
                "size": "\(checkpoint.size)", "cosignatures": "\(count)",
                "needed": "\(cosignaturesMin)",
            ]
        )
    }

    /// Lets go of all connections; nothing may be asked any more.
    package func stop() async { await client.stop() }
}

extension Submission {
    /// The request's body.
    fileprivate func body(_ proof: WitnessPanel.Proof) throws(LogError) -> [UInt8] {
        guard let signed = SignedCheckpoint(note.bytes) else {
            throw LogError("the checkpoint cannot be read again")
        }
        let hashes = oldSize == 0 ? [] : try proof(oldSize).hashes
        return WitnessRequest(oldSize: oldSize, proof: hashes, signed: signed).bytes
    }
}
