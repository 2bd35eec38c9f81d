internal import FarthingCore
internal import FarthingReceipts
internal import Synchronization

/// One log that a witness follows: the latest checkpoint it has cosigned, in memory and in a file.
///
/// Looking at what was cosigned, judging, and keeping what comes next happen under one lock, so
/// that no two requests are judged by the same head.
final class CosignedLog: Sendable {
    /// What a request has come to.
    struct Done: Sendable {
        var verdict: WitnessVerdict
        /// Where it may be cosigned: the line.
        var cosignature: NoteSignature?
        var finding: WitnessFinding?
        /// What was cosigned before; nil where nothing was.
        var before: WitnessState?
    }

    private enum Kept: Sendable {
        /// Not read yet, or nobody knows what a failed write has left.
        case unread
        case read(WitnessState?)
    }

    private let path: String
    private let origin: String
    private let kept = Mutex(Kept.unread)

    /// - Parameter folder: where the files of logs are; it exists.
    init(origin: String, folder: String) {
        self.origin = origin
        path = folder + "/" + Self.id(of: origin)
    }

    /// What names a log's files: the SHA-256 of its origin in hexadecimal.
    static func id(of origin: String) -> String { Hash32(hashing: [UInt8](origin.utf8)).hex }

    /// What was cosigned last; nil where nothing was.
    func state(_ witness: NoteKey) throws(LogError) -> WitnessState? {
        try kept.withLock { (kept) throws(LogError) in try read(&kept, witness) }
    }

    /// Judges a request whose signature was checked, and cosigns where it may.
    ///
    /// Blocks until the disk has what is cosigned. After an error nothing was cosigned as far as
    /// anybody else can know.
    func take(
        _ request: WitnessRequest,
        keys: [NoteKey],
        _ identity: WitnessIdentity,
        timestampS: Int64
    ) throws(LogError) -> Done {
        try kept.withLock { (kept) throws(LogError) in
            let before = try read(&kept, identity.key)
            let head = before?.head ?? .none
            var done = Done(verdict: request.verdict(after: head), before: before)
            done.finding = request.finding(after: head)
            guard case .cosign(let next) = done.verdict else { return done }
            let after: WitnessState
            do throws(SealError) {
                after = try WitnessState(
                    cosigning: request,
                    keys: keys,
                    name: identity.name,
                    by: identity.signer,
                    timestampS: timestampS
                )
            } catch {
                throw LogError(error.message)
            }
            // The same head again is on the disk already.
            if before == nil || next != head {
                kept = .unread
                try LogFile.replaceDurably(path, with: after.bytes)
                kept = .read(after)
            }
            done.cosignature = after.cosignature
            return done
        }
    }

    private func read(_ kept: inout Kept, _ witness: NoteKey) throws(LogError) -> WitnessState? {
        if case .read(let state) = kept { return state }
        var state: WitnessState?
        if let bytes = try LogFile.read(path, bytesMax: SignedNote.bytesMax) {
            state = WitnessState(bytes, origin: origin, witness: witness)
            guard state != nil else {
                throw LogError(
                    """
                    \(path): this is not a checkpoint of “\(origin)” that \(witness.name) has \
                    cosigned; without it nothing more is cosigned for this log. Put the file back, \
                    or make a new witness with a key of its own
                    """
                )
            }
        }
        kept = .read(state)
        return state
    }
}
