package import FarthingCore

/// Chains a journal's entries, grows the Merkle tree over them, and signs its head once a batch.
///
/// The format is docs/formats/receipts.md. A value: whoever owns it may copy it, try a batch on
/// the copy, and drop that.
package struct JournalSeal: Seal {
    package let origin: String

    private let signer: any Signer
    private let keyID: [UInt8]
    private let fingerprint: String
    let keys: [VerifyingKey]
    private let signsEach: Bool
    let verifiesSignatures: Bool

    var tree = MerkleTree()
    var head = Hash32.zero
    var line = StoredLine(head: .zero)
    /// The seal over exactly the entries so far; empty when there is none.
    var current: [UInt8] = []

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
        guard SealNote.isOrigin(origin.utf8) else {
            throw SealError(
                "a log's name is 1 to 200 printable ASCII characters without space and plus"
            )
        }
        self.origin = origin
        self.signer = signer
        let key = signer.verifyingKey
        keyID = key.noteID(name: origin)
        fingerprint = key.fingerprint
        keys = [key] + formerKeys
        self.signsEach = signsEach
        self.verifiesSignatures = verifiesSignatures
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
        if signsEach {
            do {
                let signature = try signer.signature(over: hash.bytes)
                StoredLine.sign(signature, fingerprint: fingerprint, to: &lines)
            } catch {
                lines.removeLast(lines.count - start)
                throw error
            }
        }
        lines.append(UInt8(ascii: "\n"))
        advance(to: hash)
    }

    package mutating func seal(atMs: Int64) throws(SealError) -> [UInt8] {
        guard atMs >= 0 else { throw SealError("a seal's time must not lie before 1970") }
        let note = SealNote(
            origin: origin,
            size: tree.size,
            root: tree.root,
            timeMs: atMs,
            head: head
        )
        current = try note.signed(by: signer, keyID: keyID)
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
        try check(seal)
    }

    mutating func advance(to hash: Hash32) {
        tree.append(hash)
        head = hash
        line.setPreviousHash(hash)
        if !current.isEmpty { current.removeAll(keepingCapacity: true) }
    }

    func check(_ seal: SignedSeal) throws(SealError) {
        switch seal.verdict(keys: keys) {
        case .valid: return
        case .forged:
            throw SealError("the seal's signature is wrong", sequence: seal.note.size - 1)
        case .unknownKey:
            throw SealError(
                """
                the seal is by another key than \(fingerprint): start with the key that sealed \
                this journal
                """,
                sequence: seal.note.size - 1
            )
        }
    }
}
