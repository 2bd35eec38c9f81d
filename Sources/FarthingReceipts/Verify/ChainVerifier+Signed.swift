internal import FarthingCore

extension ChainVerifier {
    /// Takes in a signed entry that is spelt as our own exports spell it, without parsing it;
    /// false, and nothing has changed, for any other, right or wrong.
    mutating func takeQuickly(
        signed text: UnsafeRawBufferPointer
    ) throws(VerificationFault) -> Bool {
        let sequence = next
        guard terms.onEntry == nil, place.start == 0,
            let parts = line.parts(of: text, sequence: sequence), parts.isHashRight,
            let signature = parts.signature, let fingerprint = parts.fingerprint,
            CanonicalScan(text.slice(parts.decision)) != nil
        else { return false }
        current = nil
        let check = SignatureCheck(
            text.slice(signature),
            fingerprint: text.slice(fingerprint),
            over: parts.entryHash,
            by: signers,
            isLenient: terms.isLenient
        )
        try checkNowOrLater(check, sequence)
        try advance(to: parts.entryHash)
        return true
    }

    /// Checks a signed entry as agentguard-spend writes them.
    mutating func take(signed entry: EntryReader) throws(VerificationFault) {
        current = nil
        let hash = try checkChain(entry, startsAnywhere: true)
        try checkSignature(entry)
        if !terms.isLenient {
            guard next > 0 || entry.sequence == 0 else {
                throw fault(
                    .firstSequenceNotZero,
                    "the first entry is not number 0",
                    entry.sequence
                )
            }
            if let name = entry.unknownMember {
                throw fault(.unknownMember, "an entry has no member “\(name)”")
            }
        }
        guard let decision = entry.decision, decision.kind == .object else {
            throw fault(.malformedLine, "a decision must be an object", entry.sequence)
        }
        if place.tree.size == 0 {
            place.start = entry.sequence ?? 0
            settled.start = place.start
        }
        try ask(decision)
        try advance(to: hash)
    }

    /// Number, predecessor and hash, in this order.
    @discardableResult
    func checkChain(
        _ entry: EntryReader,
        startsAnywhere: Bool
    ) throws(VerificationFault) -> Hash32 {
        guard let sequence = entry.sequence else {
            throw fault(.malformedLine, "the entry's sequence is not an integer")
        }
        // A signed chain's first number is judged last: one whose start was cut off fails by its
        // hash, as other readers have it.
        guard sequence == next || (startsAnywhere && place.tree.size == 0) else {
            throw fault(
                .sequenceGap,
                "sequence gap: expected \(next), got \(sequence)",
                sequence
            )
        }
        let head = place.head
        guard let previous = entry.previousHash, previous == head.hex else {
            throw fault(
                .previousHashMismatch,
                "previousHash mismatch: expected \(head.hex), got \(shown(entry.previousHash))",
                sequence
            )
        }
        guard
            let hash = entry.hash(previous: head, sequence: sequence),
            entry.entryHash == hash.hex
        else {
            throw fault(.hashOrSignatureInvalid, "the entry is not what was hashed", sequence)
        }
        return hash
    }

    mutating func checkSignature(_ entry: EntryReader) throws(VerificationFault) {
        let sequence = entry.sequence ?? next
        guard
            let hash = entry.entryHash.flatMap({ Hash32(hexDigits: [UInt8]($0.utf8)) }),
            let signature = entry.signature
        else { throw fault(.hashOrSignatureInvalid, "the entry is not signed", sequence) }
        let check = [UInt8](signature.utf8).withUnsafeBytes { digits in
            [UInt8]((entry.fingerprint ?? "").utf8).withUnsafeBytes { fingerprint in
                SignatureCheck(
                    digits,
                    fingerprint: fingerprint,
                    over: hash,
                    by: signers,
                    isLenient: terms.isLenient
                )
            }
        }
        try checkNowOrLater(check, sequence)
    }

    /// A stranger's text, short enough for a message.
    private func shown(_ text: String?) -> String {
        guard let text else { return "nothing" }
        return text.utf8.count <= 64 && text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
            ? text : "something that is no hash"
    }
}
