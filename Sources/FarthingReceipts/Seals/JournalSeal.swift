package import FarthingCore

/// Chains a journal's entries, grows the Merkle tree over them, and signs its head once a batch.
///
/// The format is docs/formats/receipts.md. A value: whoever owns it may copy it, try a batch on
/// the copy, and drop that.
package struct JournalSeal: Seal {
    /// The name that the log began with; ``LogLineage/origin`` is the one that it has now.
    package let origin: String

    let ring: any SigningRing
    let trusted: [VerifyingKey]
    let newOrigin: String?
    private let signsEach: Bool
    let verifiesSignatures: Bool

    var tree = MerkleTree()
    var head = Hash32.zero
    var line = StoredLine(head: .zero)
    /// The seal over exactly the entries so far; empty when there is none.
    var current: [UInt8] = []
    /// Which keys may seal, and the log's name.
    package internal(set) var lineage: LogLineage
    /// The same before the last seal put a rotation in force: what that seal is judged by.
    var lineageOfSeal: LogLineage
    private var voice: Voice?

    /// A key and how it signs notes under a name.
    private struct Voice {
        let signer: any Signer
        let origin: String
        let keyID: [UInt8]
        let fingerprint: String

        init(_ signer: any Signer, origin: String) {
            self.signer = signer
            self.origin = origin
            keyID = signer.verifyingKey.noteID(name: origin)
            fingerprint = signer.verifyingKey.fingerprint
        }
    }

    /// Starts an empty log.
    ///
    /// - Parameters:
    ///   - origin: the log's name: printable ASCII without space and plus, at most 200 bytes.
    ///   - formerKeys: keys other than the signer's whose seals are accepted.
    ///   - signsEach: whether each entry carries a signature of its own, about 11 µs each.
    ///   - verifiesSignatures: whether ``replay(lines:seal:)`` checks signatures, about 45 µs each;
    ///     chain and tree are always checked. ``verifyCurrent()`` makes up for it: the last seal
    ///     covers everything before it.
    package init(
        origin: String,
        signer: any Signer,
        formerKeys: [VerifyingKey] = [],
        signsEach: Bool = false,
        verifiesSignatures: Bool = true
    ) throws(SealError) {
        try self.init(
            origin: origin,
            ring: SingleKeyRing(signer: signer),
            trusted: [signer.verifyingKey] + formerKeys,
            signsEach: signsEach,
            verifiesSignatures: verifiesSignatures
        )
    }

    /// Starts an empty log whose keys may change.
    ///
    /// - Parameters:
    ///   - ring: the keys that there are; the log says which of them signs.
    ///   - trusted: the keys that the log began with.
    ///   - newOrigin: the name under which the log is to go on, where it is another.
    package init(
        origin: String,
        ring: any SigningRing,
        trusted: [VerifyingKey],
        newOrigin: String? = nil,
        signsEach: Bool = false,
        verifiesSignatures: Bool = true
    ) throws(SealError) {
        guard SealNote.isOrigin(origin.utf8), newOrigin.map({ SealNote.isOrigin($0.utf8) }) != false
        else {
            throw SealError(
                "a log's name is 1 to 200 printable ASCII characters without space and plus"
            )
        }
        self.origin = origin
        self.ring = ring
        self.trusted = trusted
        self.newOrigin = newOrigin
        self.signsEach = signsEach
        self.verifiesSignatures = verifiesSignatures
        lineage = LogLineage(trusted: trusted, origin: origin)
        lineageOfSeal = lineage
    }

    package var nextSequence: Int64 { tree.size }

    /// The last entry's hash; zeros when there is none.
    package var headHash: Hash32 { head }

    /// The Merkle tree's root over the entries so far.
    package var rootHash: Hash32 { tree.root }

    package mutating func append(
        decision: [UInt8],
        to lines: inout [UInt8]
    ) throws(SealError) {
        assert(Canonical.check(decision) == nil, "an entry must be canonical JSON")
        let start = lines.count
        let hash = line.append(decision: decision, sequence: tree.size, to: &lines)
        do throws(SealError) {
            // An entry in front of the one that lets its key sign goes without a signature.
            if signsEach, let voice = voice(among: lineage.entryKeys) {
                let signature = try voice.signer.signature(over: hash.bytes)
                StoredLine.sign(signature, fingerprint: voice.fingerprint, to: &lines)
            }
            try follow(decision)
        } catch {
            lines.removeLast(lines.count - start)
            throw error
        }
        lines.append(UInt8(ascii: "\n"))
        advance(to: hash)
    }

    package mutating func seal(atMs: Int64) throws(SealError) -> [UInt8] {
        guard atMs >= 0 else { throw SealError("a seal's time must not lie before 1970") }
        guard let voice = voice(among: lineage.keys(atMs: atMs)) else { throw wantsKey }
        let note = SealNote(
            origin: voice.origin,
            size: tree.size,
            root: tree.root,
            timeMs: atMs,
            head: head
        )
        current = try note.signed(by: voice.signer, keyID: voice.keyID)
        lineageOfSeal = lineage
        lineage.sealed(note)
        return current
    }

    /// Checks the signature of the seal over the entries so far.
    ///
    /// Does nothing while there are no entries; throws when the last entry is not sealed yet.
    package func verifyCurrent() throws(SealError) {
        guard tree.size > 0 else { return }
        guard let seal = SignedSeal(current) else {
            throw SealError("the last entries are not sealed", sequence: tree.size - 1)
        }
        try check(seal, lineageOfSeal)
    }

    mutating func advance(to hash: Hash32) {
        tree.append(hash)
        head = hash
        line.setPreviousHash(hash)
        if !current.isEmpty { current.removeAll(keepingCapacity: true) }
    }

    private mutating func follow(_ decision: [UInt8]) throws(SealError) {
        try decision.withUnsafeBufferPointer { (text) throws(SealError) in
            try follow(UnsafeRawBufferPointer(text))
        }
    }

    /// Takes in what a decision says of keys and names, which most say nothing of.
    mutating func follow(_ decision: UnsafeRawBufferPointer) throws(SealError) {
        guard LogLineage.concerns(decision) else { return }
        guard let root = try? JSONDocument(copying: decision).root else {
            throw SealError("the stored entry is no JSON", sequence: tree.size)
        }
        do throws(VerificationFault) {
            try lineage.take(root, sequence: tree.size)
        } catch {
            throw SealError(error.reason, sequence: error.sequence)
        }
    }

    func check(_ seal: SignedSeal, _ lineage: LogLineage) throws(SealError) {
        guard let fault = lineage.fault(of: seal, at: seal.note.size - 1) else { return }
        guard fault.code == .sealUnknownKey else {
            throw SealError(fault.reason, sequence: fault.sequence)
        }
        throw SealError(
            """
            the seal is by another key than \(ownKeys): start with the key that sealed this journal
            """,
            sequence: fault.sequence
        )
    }

    /// The first of our keys that is among `keys`, as it signs under the log's name of now.
    private mutating func voice(among keys: [VerifyingKey]) -> Voice? {
        let name = lineage.origin ?? origin
        guard let signer = ring.signer(among: keys) else { return nil }
        if let voice, voice.origin == name, voice.signer.verifyingKey == signer.verifyingKey {
            return voice
        }
        let made = Voice(signer, origin: name)
        voice = made
        return made
    }
}
