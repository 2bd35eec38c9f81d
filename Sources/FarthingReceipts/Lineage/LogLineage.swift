package import FarthingCore

/// Which keys may seal a log, and what it is called, as its entries go by.
///
/// Begins with keys that somebody trusts, follows rotations, delegations and changes of the log's
/// name, and says what is wrong with one that may not be. Feed it every entry with
/// ``take(_:sequence:)`` and every seal that was checked with ``sealed(_:)``, in order.
package struct LogLineage: Sendable {
    /// An entry that was followed.
    package struct Event: Hashable, Sendable {
        /// The entry's number.
        package let sequence: Int64
        /// What it says.
        package let note: LogNote
    }

    /// A key that may seal between two points in time.
    struct Delegate: Sendable {
        let root: VerifyingKey
        let key: VerifyingKey
        let notBeforeMs: Int64
        let notAfterMs: Int64
    }

    /// The log's name; nil until something tells it.
    package internal(set) var origin: String?
    /// What was followed so far.
    package internal(set) var events: [Event] = []
    /// The keys that may seal at any time: those given at first, less those that were rotated out.
    package internal(set) var roots: [VerifyingKey]
    /// The delegations by one of ``roots``.
    var delegates: [Delegate] = []
    /// Keys that have sealed once and may not any more, because another took the log over.
    private(set) var retired: [VerifyingKey] = []
    /// The latest of those whose time is over, for the sake of what is said of their seals.
    private(set) var ended: [VerifyingKey] = []
    /// So that a log that is started anew each hour does not make its verifier slow.
    private static let endedMax = 32
    /// What a rotation in the current batch puts in force behind that batch's seal.
    private(set) var pending: (from: VerifyingKey, to: VerifyingKey)?
    /// What the last seal covers, and the hash of the last entry under it.
    var sealedSize: Int64 = 0
    var sealedHead = Hash32.zero

    /// Begins at a log's beginning.
    ///
    /// - Parameters:
    ///   - trusted: keys that may seal; the caller has them from elsewhere.
    ///   - origin: the name that the log begins with, where the caller knows it.
    package init(trusted: [VerifyingKey], origin: String? = nil) {
        roots = trusted
        self.origin = origin
    }

    // MARK: Asking

    /// The keys that may seal at a time, in milliseconds UTC.
    package func keys(atMs: Int64) -> [VerifyingKey] {
        if delegates.isEmpty { return roots }
        return roots
            + delegates.filter { $0.notBeforeMs <= atMs && atMs <= $0.notAfterMs }.map(\.key)
    }

    /// The keys whose signatures under single entries count in the current batch.
    package var entryKeys: [VerifyingKey] {
        if delegates.isEmpty { return roots }
        return roots + delegates.map(\.key)
    }

    /// Whether a key may have sealed or may seal, at whatever time.
    package func knows(_ fingerprint: String) -> Bool {
        everyKey.contains { $0.fingerprint == fingerprint }
    }

    /// Every key that may have sealed or may seal, at whatever time.
    package var everyKey: [VerifyingKey] {
        entryKeys + ended + retired + [pending?.to].compactMap { $0 }
    }

    /// What is wrong with who signed a seal; nil where nothing is.
    func fault(of seal: SignedSeal, at sequence: Int64) -> VerificationFault? {
        switch seal.verdict(keys: keys(atMs: seal.note.timeMs)) {
        case .valid: return nil
        case .forged:
            return VerificationFault(
                .sealSignatureInvalid,
                sequence: sequence,
                "the seal's signature is wrong"
            )
        case .unknownKey: break
        }
        if seal.verdict(keys: delegates.map(\.key) + ended) == .valid {
            return VerificationFault(
                .sealKeyExpired,
                sequence: sequence,
                "the seal's time is outside the span for which its key may seal"
            )
        }
        if let key = retired.first(where: { seal.verdict(keys: [$0]) == .valid }) {
            return VerificationFault(
                .sealKeyRetired,
                sequence: sequence,
                "the seal is by the key \(key.fingerprint), which another has replaced before it"
            )
        }
        return VerificationFault(
            .sealUnknownKey,
            sequence: sequence,
            events.isEmpty
                ? "the seal is by none of the given keys"
                : "the seal is by none of the keys that the given ones have led to"
        )
    }

    // MARK: Following

    /// Takes in a seal over everything so far, which was checked.
    package mutating func sealed(_ note: SealNote) {
        if origin == nil { origin = note.origin }
        sealedSize = note.size
        sealedHead = note.head
        if delegates.contains(where: { $0.notAfterMs < note.timeMs }) {
            end { $0.notAfterMs < note.timeMs }
        }
        putInForce()
    }

    /// Takes in the seal with which a part of the log begins, which was checked.
    package mutating func sealed(by base: SegmentBase) { sealed(base.signed.note) }

    /// Lets a rotation count that was taken in.
    mutating func putInForce() {
        guard let (from, to) = pending else { return }
        pending = nil
        roots = roots.filter { $0 != from && $0 != to } + [to]
        retired.append(from)
        end { $0.root == from }
    }

    private mutating func end(_ isOver: (Delegate) -> Bool) {
        ended = (ended + delegates.filter(isOver).map(\.key)).suffix(Self.endedMax)
        delegates.removeAll(where: isOver)
    }

    /// Takes in an entry; nothing comes of most.
    ///
    /// - Throws: what is wrong with an entry about keys or names; nothing has changed then.
    package mutating func take(
        _ decision: JSONNode,
        sequence: Int64
    ) throws(VerificationFault) {
        guard let kind = decision.member("kind"),
            kind.equals("keyRotation") || kind.equals("keyDelegation") || kind.equals("logOrigin")
        else { return }
        guard let note = kind.string.flatMap({ LogNote(decision, kind: $0) }) else {
            throw VerificationFault(
                .keyEntryMalformed,
                sequence: sequence,
                "the entry about the log's keys or name has not the members that it must have"
            )
        }
        try follow(note, at: sequence)
    }

    /// Follows a stored batch, whose chain and seal are the verifier's matter.
    package mutating func follow(_ batch: StoredBatch) throws(VerificationFault) {
        try follow(entriesOf: batch)
        if let seal = SignedSeal(batch.seal) { sealed(seal.note) }
    }

    /// Follows a stored batch's entries; its seal is to be judged by what comes of them.
    mutating func follow(entriesOf batch: StoredBatch) throws(VerificationFault) {
        // Hardly any batch has such an entry.
        guard batch.lines.withUnsafeBytes({ Self.concerns($0) }) else { return }
        var sequence = batch.firstSequence
        for line in batch.lines.split(separator: UInt8(ascii: "\n")) {
            let isNews = line.withUnsafeBytes { Self.concerns($0) }
            if isNews, let root = try? JSONDocument([UInt8](line)).root,
                let decision = root.member("decision")
            {
                try take(decision, sequence: sequence)
            }
            sequence += 1
        }
    }

    /// Follows what an entry says; the same for one that was read and one that is to be written.
    mutating func follow(_ note: LogNote, at sequence: Int64) throws(VerificationFault) {
        switch note {
        case .keyRotation(let rotation): try follow(rotation, at: sequence)
        case .keyDelegation(let delegation): try follow(delegation, at: sequence)
        case .logOrigin(let change): try follow(change, at: sequence)
        case .imported, .registry: return
        }
        events.append(Event(sequence: sequence, note: note))
    }

    private mutating func follow(
        _ rotation: KeyRotation,
        at sequence: Int64
    ) throws(VerificationFault) {
        let from = try key(rotation.from, sequence)
        let to = try key(rotation.to, sequence)
        guard roots.contains(from), pending == nil else {
            throw VerificationFault(
                .keyUntrusted,
                sequence: sequence,
                "the key \(from.fingerprint) hands the log over and is none that may"
            )
        }
        guard from != to, !retired.contains(to) else {
            throw VerificationFault(
                .keyUntrusted,
                sequence: sequence,
                "the key \(to.fingerprint) was in use before and cannot take the log over"
            )
        }
        try check(rotation.origin, sequence)
        try check(rotation.signatures, by: [from, to], over: rotation.statement, sequence)
        guard rotation.size == sealedSize, rotation.head == sealedHead.hex else {
            throw VerificationFault(
                .keyPositionMismatch,
                sequence: sequence,
                "the change of keys was signed for another place in the log"
            )
        }
        if origin == nil { origin = rotation.origin }
        pending = (from: from, to: to)
    }

    private mutating func follow(
        _ delegation: KeyDelegation,
        at sequence: Int64
    ) throws(VerificationFault) {
        let root = try key(delegation.root, sequence)
        let to = try key(delegation.to, sequence)
        guard roots.contains(root) else {
            throw VerificationFault(
                .keyUntrusted,
                sequence: sequence,
                "the key \(root.fingerprint) lets another seal and is none that may"
            )
        }
        try check(delegation.origin, sequence)
        try check(delegation.signatures, by: [root, to], over: delegation.statement, sequence)
        if origin == nil { origin = delegation.origin }
        delegates.removeAll { $0.key == to && $0.root == root }
        delegates.append(
            Delegate(
                root: root,
                key: to,
                notBeforeMs: delegation.notBeforeMs,
                notAfterMs: delegation.notAfterMs
            )
        )
    }

    private mutating func follow(
        _ change: OriginChange,
        at sequence: Int64
    ) throws(VerificationFault) {
        guard
            change.from == origin, change.to != change.from,
            SealNote.isOrigin(change.to.utf8),
            sealedSize > 0, change.size == sealedSize, change.head == sealedHead.hex
        else {
            throw VerificationFault(
                .originChangeInvalid,
                sequence: sequence,
                "the log's new name does not follow from its last seal"
            )
        }
        origin = change.to
    }
}
