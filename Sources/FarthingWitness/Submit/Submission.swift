internal import FarthingCore
package import FarthingReceipts

/// One checkpoint's way to one witness: what to send, and what an answer means. No input or output.
package struct Submission: Sendable {
    package let note: SignedNote
    package let checkpoint: Checkpoint
    package let key: NoteKey
    /// The size that the witness is taken to have cosigned last.
    package private(set) var oldSize: Int64

    /// What it knew at first, where it did.
    private let cosignedSize: Int64?
    private var hasAskedAgain = false

    /// What to do next.
    package enum Step: Hashable, Sendable {
        /// Send it with the proof from ``Submission/oldSize`` on.
        case send
        case done(Outcome)
    }

    /// How it ended.
    package enum Outcome: Hashable, Sendable {
        case cosigned(NoteSignature)
        /// The witness has cosigned more of this log than it has: the log was put back.
        case isAhead(witnessSize: Int64)
        /// The witness has cosigned another tree of this log: the log was put back and went on, or
        /// two logs run with one key.
        case otherHistory(witnessSize: Int64)
        /// The witness does not know the log, or not its key.
        case unknownHere(status: Int)
        /// The witness has answered what it must not.
        case wrong(String)
        /// It may do better another time.
        case failed(String)
    }

    /// - Parameter cosignedSize: the size of the last checkpoint that this witness is known to have
    ///   cosigned; nil where nobody knows.
    package init(
        _ note: SignedNote,
        _ checkpoint: Checkpoint,
        key: NoteKey,
        cosignedSize: Int64?
    ) {
        self.note = note
        self.checkpoint = checkpoint
        self.key = key
        self.cosignedSize = cosignedSize
        oldSize = min(cosignedSize ?? 0, checkpoint.size)
    }

    /// Whether the witness has said that it has cosigned less than it has: it was put back itself.
    package var hasForgotten: Bool { hasAskedAgain && oldSize < cosignedSize ?? 0 }

    /// Longest answer that is read: cosignatures of a few keys.
    package static let answerBytesMax = 64 << 10

    /// Takes an answer in.
    package mutating func take(
        status: Int,
        contentType: String?,
        body: [UInt8]
    ) -> Step {
        switch status {
        case 200: return .done(cosigned(body))
        case 409: return conflict(contentType, body)
        case 422:
            return .done(
                // From nothing everything follows, so that only a proof can be wrong.
                oldSize == 0
                    ? .wrong("it refuses a first checkpoint (422)")
                    : .otherHistory(witnessSize: oldSize)
            )
        case 403, 404: return .done(.unknownHere(status: status))
        case 400, 413: return .done(.wrong("it calls the request malformed (\(status))"))
        default: return .done(.failed("it answered \(status)"))
        }
    }

    private func cosigned(_ body: [UInt8]) -> Outcome {
        guard let lines = SignedNote.signatures(in: body), !lines.isEmpty else {
            return .wrong("its answer has no signature lines")
        }
        let own = lines.filter { $0.isBy(name: key.name, keyID: key.id) }
        guard !own.isEmpty else {
            return .wrong("its answer has no cosignature by \(key.name)")
        }
        guard let valid = own.first(where: { key.isValid($0.bytes, over: note.text) }) else {
            return .wrong("its cosignature is not valid over our checkpoint")
        }
        return .cosigned(valid)
    }

    private mutating func conflict(_ contentType: String?, _ body: [UInt8]) -> Step {
        guard contentType?.split(separator: ";").first == "text/x.tlog.size",
            body.last == UInt8(ascii: "\n"),
            let text = String(validating: body.dropLast(), as: UTF8.self),
            let size = Int64(text), size >= 0, String(size) == text
        else { return .done(.wrong("its answer of 409 names no size")) }
        if size > checkpoint.size { return .done(.isAhead(witnessSize: size)) }
        if size == checkpoint.size, oldSize == size {
            return .done(.otherHistory(witnessSize: size))
        }
        guard !hasAskedAgain, size != oldSize else {
            return .done(.failed("it has answered 409 again, with size \(size)"))
        }
        hasAskedAgain = true
        oldSize = size
        return .send
    }
}
