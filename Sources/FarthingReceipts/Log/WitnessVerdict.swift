/// What a witness says to a request, by the rules of C2SP tlog-witness.
package enum WitnessVerdict: Hashable, Sendable {
    /// It may cosign, once this head is kept durably in the place of the one that was judged by.
    case cosign(WitnessHead)
    /// The old size is larger than the checkpoint's.
    case malformed
    /// No key is known for the checkpoint's origin.
    case unknownOrigin
    /// None of the origin's keys has signed it, or one of their signatures is wrong.
    case untrusted
    /// The old size is not that of the witness, or another root was cosigned at the same size.
    ///
    /// - Parameter size: the size of what the witness has cosigned.
    case conflict(size: Int64)
    /// The proof does not lead from what the witness has cosigned to the checkpoint.
    case unproven

    /// The status of the HTTP answer.
    package var status: Int {
        switch self {
        case .cosign: 200
        case .malformed: 400
        case .untrusted: 403
        case .unknownOrigin: 404
        case .conflict: 409
        case .unproven: 422
        }
    }
}

/// What a request shows about its log, whatever the verdict is.
package enum WitnessFinding: Hashable, Sendable {
    /// Two roots at one size, both signed by the log: nothing else can have made them.
    case fork
    /// A larger tree, signed by the log, with a proof that does not lead there from what was
    /// cosigned: another history, or a broken or hostile submitter.
    case unproven
    /// A smaller tree, signed by the log, than was cosigned: an old checkpoint sent again, or a log
    /// that was put back.
    case behind
}

extension WitnessRequest {
    /// What can be said without knowing what was cosigned before; nil where that decides.
    ///
    /// - Parameter keys: those that are trusted for the checkpoint's origin; none where nobody is.
    package func refusal(keys: [NoteKey]) -> WitnessVerdict? {
        let keys = keys.filter { $0.kind == .signature && checkpoint.isOf(origin: $0.name) }
        if keys.isEmpty { return .unknownOrigin }
        guard signed.note.verdict(keys: keys) == .valid else { return .untrusted }
        return oldSize > checkpoint.size ? .malformed : nil
    }

    /// Judges a request whose signature was checked by ``refusal(keys:)``.
    ///
    /// Between this and keeping the new head nothing else may be judged for the same log.
    ///
    /// - Parameter head: what was cosigned last; ``WitnessHead/none`` where nothing was.
    package func verdict(after head: WitnessHead) -> WitnessVerdict {
        guard oldSize == head.size else { return .conflict(size: head.size) }
        if checkpoint.size == head.size, checkpoint.root != head.root {
            return .conflict(size: head.size)
        }
        let proof = ConsistencyProof(oldSize: oldSize, newSize: checkpoint.size, hashes: proof)
        guard proof.isValid(oldRoot: head.root, newRoot: checkpoint.root) else { return .unproven }
        return .cosign(WitnessHead(checkpoint))
    }

    /// What a request, whose signature was checked, shows about its log; nil for nothing.
    package func finding(after head: WitnessHead) -> WitnessFinding? {
        if checkpoint.size == head.size, checkpoint.root != head.root { return .fork }
        if checkpoint.size < head.size { return .behind }
        // Whatever comes after nothing, or is the same again, shows nothing.
        guard checkpoint.size > head.size, head.size > 0 else { return nil }
        return verdict(after: head) == .unproven ? .unproven : nil
    }
}
