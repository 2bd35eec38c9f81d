internal import FarthingCore

/// Where a verifier stands in a chain, and what comes next may look like.
///
/// Faults are looked for in the order of docs/formats/receipts.md; a fault leaves the chain where
/// it was.
struct ChainVerifier {
    let keys: [VerifyingKey]
    let onEntry: Verifier.EntryHook?
    /// A head that was seen earlier.
    let expectedHead: Hash32?

    private(set) var tree = MerkleTree()
    private(set) var head = Hash32.zero
    private(set) var lastSeal: SealNote?
    private(set) var seals: Int64 = 0
    private(set) var origin: String?
    /// The entry whose hash is the head that was seen earlier.
    private(set) var expectedHeadAt: Int64?
    private var line = StoredLine(head: .zero)

    init(
        keys: [VerifyingKey],
        origin: String?,
        expectedHead: Hash32? = nil,
        onEntry: Verifier.EntryHook?
    ) {
        self.keys = keys
        self.origin = origin
        self.expectedHead = expectedHead
        self.onEntry = onEntry
    }

    var next: Int64 { tree.size }

    // MARK: Our own lines

    /// Checks a stored line, which has only one spelling.
    mutating func take(stored text: UnsafeRawBufferPointer) throws(VerificationFault) {
        let sequence = next
        guard let parts = line.parts(of: text, sequence: sequence), parts.isHashRight else {
            // It is wrong; find out in what, in the order in which faults count.
            let entry = try EntryReader(text, expected: sequence)
            try checkChain(entry, startsAnywhere: false)
            if entry.signature != nil { try checkSignature(entry) }
            throw unusual(.nonCanonicalEncoding, "the line is not spelt as it was stored")
        }
        let document = try Self.decision(in: text.slice(parts.decision), sequence: sequence)
        if let signature = parts.signature, let fingerprint = parts.fingerprint {
            let signed = String(decoding: text.slice(signature), as: UTF8.self)
            let by = String(decoding: text.slice(fingerprint), as: UTF8.self)
            try checkSignature(signed, by: by, over: parts.entryHash)
        }
        try finish(parts.entryHash, decision: document.root)
    }

    private static func decision(
        in bytes: UnsafeRawBufferPointer,
        sequence: Int64
    ) throws(VerificationFault) -> JSONDocument {
        let document: JSONDocument
        do {
            document = try JSONDocument(copying: bytes)
        } catch {
            throw VerificationFault(
                error.code == .duplicateMember ? .duplicateMember : .malformedLine,
                sequence: sequence,
                error.message
            )
        }
        if let reason = Canonical.check(document) {
            throw VerificationFault(.nonCanonicalEncoding, sequence: sequence, reason)
        }
        return document
    }

    // MARK: Signed entries of any spelling

    /// Checks a signed entry as agentguard-spend writes them.
    mutating func take(signed entry: EntryReader) throws(VerificationFault) {
        let hash = try checkChain(entry, startsAnywhere: true)
        try checkSignature(entry)
        guard next > 0 || entry.sequence == 0 else {
            throw VerificationFault(
                .firstSequenceNotZero,
                sequence: entry.sequence ?? 0,
                "the first entry is not number 0"
            )
        }
        if let name = entry.unknownMember {
            throw unusual(.unknownMember, "an entry has no member “\(name)”")
        }
        guard let decision = entry.decision else { return }
        try finish(hash, decision: decision)
    }

    /// Number, predecessor and hash, in this order.
    @discardableResult
    private func checkChain(
        _ entry: EntryReader,
        startsAnywhere: Bool
    ) throws(VerificationFault) -> Hash32 {
        guard let sequence = entry.sequence else {
            throw unusual(.malformedLine, "the entry's sequence is not an integer")
        }
        // A signed chain's first number is judged last: one whose start was cut off fails by its
        // hash, as other readers have it.
        guard sequence == next || (startsAnywhere && next == 0) else {
            throw VerificationFault(
                .sequenceGap,
                sequence: sequence,
                "sequence gap: expected \(next), got \(sequence)"
            )
        }
        guard let previous = entry.previousHash, previous == head.hex else {
            throw VerificationFault(
                .previousHashMismatch,
                sequence: sequence,
                "previousHash mismatch: expected \(head.hex), got \(shown(entry.previousHash))"
            )
        }
        guard
            let hash = entry.hash(previous: head, sequence: sequence),
            entry.entryHash == hash.hex
        else {
            throw VerificationFault(
                .hashOrSignatureInvalid,
                sequence: sequence,
                "the entry is not what was hashed"
            )
        }
        return hash
    }

    private func checkSignature(_ entry: EntryReader) throws(VerificationFault) {
        guard
            let hash = entry.entryHash.flatMap({ Hash32(hexDigits: [UInt8]($0.utf8)) }),
            let signature = entry.signature
        else {
            throw unusual(.hashOrSignatureInvalid, "the entry is not signed", entry.sequence)
        }
        try checkSignature(signature, by: entry.fingerprint, over: hash, entry.sequence)
    }

    private func checkSignature(
        _ signature: String,
        by fingerprint: String?,
        over hash: Hash32,
        _ sequence: Int64? = nil
    ) throws(VerificationFault) {
        // Upper case and white space are told apart from a wrong signature, for the reader's sake.
        let digits = signature.utf8.filter { $0 != UInt8(ascii: " ") }
        let key = Hex.bytes(digits).flatMap { bytes in
            keys.first { $0.isValid(bytes, over: hash.bytes) }
        }
        guard let key else {
            throw unusual(
                .hashOrSignatureInvalid,
                "the signature is by none of the given keys",
                sequence
            )
        }
        guard signature.utf8.count == 128,
            signature.utf8.allSatisfy({ Hex.value(ofLowerCase: $0) != nil })
        else {
            throw unusual(
                .nonCanonicalEncoding,
                "the signature is not in lower-case hexadecimal",
                sequence
            )
        }
        guard fingerprint == key.fingerprint else {
            throw unusual(
                .fingerprintMismatch,
                "signerFingerprint is not the signing key's",
                sequence
            )
        }
    }

    // MARK: Seals

    /// Checks a seal over exactly the entries so far.
    mutating func take(seal bytes: [UInt8]) throws(VerificationFault) {
        let last = max(0, next - 1)
        guard let seal = SignedSeal(bytes) else {
            throw VerificationFault(.sealMalformed, sequence: last, "the seal is not a checkpoint")
        }
        let note = seal.note
        switch seal.verdict(keys: keys) {
        case .valid: break
        case .forged:
            throw VerificationFault(
                .sealSignatureInvalid,
                sequence: last,
                "the seal's signature is wrong"
            )
        case .unknownKey:
            throw VerificationFault(
                .sealUnknownKey,
                sequence: last,
                "the seal is by none of the given keys"
            )
        }
        guard origin == nil || origin == note.origin else {
            throw VerificationFault(
                .sealOriginMismatch,
                sequence: last,
                "the seal is of another log, \(note.origin)"
            )
        }
        guard note.size == next else {
            throw VerificationFault(
                .sealSizeMismatch,
                sequence: last,
                "the seal covers \(note.size) entries where there are \(next)"
            )
        }
        guard note.root == tree.root, note.head == head else {
            throw VerificationFault(
                .sealRootMismatch,
                sequence: last,
                "the seal is over other entries than these"
            )
        }
        origin = note.origin
        lastSeal = note
        seals += 1
    }

    // MARK: Going on

    private mutating func finish(
        _ hash: Hash32,
        decision: JSONNode
    ) throws(VerificationFault) {
        guard decision.kind == .object else {
            throw unusual(.malformedLine, "a decision must be an object")
        }
        if let reason = onEntry?(next, decision) { throw unusual(.entryRefused, reason) }
        if hash == expectedHead { expectedHeadAt = next }
        tree.append(hash)
        head = hash
        line.setPreviousHash(hash)
    }

    private func unusual(
        _ code: VerificationFault.Code,
        _ reason: String,
        _ sequence: Int64? = nil
    ) -> VerificationFault {
        VerificationFault(code, sequence: sequence ?? next, reason)
    }

    /// A stranger's text, short enough for a message.
    private func shown(_ text: String?) -> String {
        guard let text else { return "nothing" }
        return text.utf8.count <= 64 && text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
            ? text : "something that is no hash"
    }
}
