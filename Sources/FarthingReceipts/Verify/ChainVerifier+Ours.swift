internal import FarthingCore

extension ChainVerifier {
    /// Checks a stored line, which has only one spelling.
    mutating func take(stored text: UnsafeRawBufferPointer) throws(VerificationFault) {
        let sequence = next
        current = nil
        guard let parts = line.parts(of: text, sequence: sequence), parts.isHashRight else {
            // It is wrong; find out in what, in the order in which faults count.
            let entry = try EntryReader(text, expected: sequence)
            try checkChain(entry, startsAnywhere: false)
            if entry.signature != nil { try checkSignature(entry) }
            throw fault(.nonCanonicalEncoding, "the line is not spelt as it was stored")
        }
        let bytes = text.slice(parts.decision)
        let (document, isOfLog) = try decision(in: bytes)
        if let signature = parts.signature, let fingerprint = parts.fingerprint {
            let check = SignatureCheck(
                text.slice(signature),
                fingerprint: text.slice(fingerprint),
                over: parts.entryHash,
                by: signers,
                isLenient: false
            )
            try checkNowOrLater(check, sequence)
        }
        try ask(document?.root)
        if isOfLog {
            try follow(bytes)
            try advance(to: parts.entryHash)
            return try settle()
        }
        try advance(to: parts.entryHash)
    }

    /// Checks that a decision is canonical, and says whether it may concern the log's keys or name;
    /// read in full only where somebody wants to see it, or where it is not plainly canonical.
    private func decision(
        in bytes: UnsafeRawBufferPointer
    ) throws(VerificationFault) -> (document: JSONDocument?, isOfLog: Bool) {
        let scan = CanonicalScan(bytes)
        let isOfLog = scan.map { LogLineage.concerns(bytes, kind: $0.kind) }
        if scan != nil, terms.onEntry == nil { return (nil, isOfLog ?? false) }
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(copying: bytes)
        } catch {
            throw fault(
                error.code == .duplicateMember ? .duplicateMember : .malformedLine,
                error.message
            )
        }
        if scan == nil, let reason = Canonical.check(document) {
            throw fault(.nonCanonicalEncoding, reason)
        }
        return (document, isOfLog ?? LogLineage.concerns(bytes))
    }

    // MARK: Seals

    /// Checks a seal over exactly the entries so far.
    mutating func take(seal bytes: [UInt8]) throws(VerificationFault) {
        let last = max(0, next - 1)
        current = nil
        guard let seal = SignedSeal(bytes) else {
            throw fault(.sealMalformed, "the seal is not a checkpoint", last)
        }
        let note = seal.note
        let check = SealCheck(seal: seal, lineage: place.lineage)
        let wrong = Self.misfit(of: note, at: place, origin: expectedOrigin)
        // A seal that waits has to fit; of one that does not, the signature is the first fault.
        if terms.spread == nil || wrong != nil, let fault = check.fault(sequence: last) {
            throw fault
        }
        if let (code, reason) = wrong { throw fault(code, reason, last) }
        place.advance(over: note)
        renewSigners()
        if terms.spread != nil { try wait(.seal(check)) }
    }

    /// Why a seal does not fit to what it stands behind; nil when it does.
    static func misfit(
        of note: SealNote,
        at place: ChainPlace,
        origin: String?
    ) -> (VerificationFault.Code, String)? {
        guard origin == nil || origin == note.origin else {
            return (.sealOriginMismatch, "the seal is of another log, \(note.origin)")
        }
        guard note.size == place.tree.size else {
            return (
                .sealSizeMismatch,
                "the seal covers \(note.size) entries where there are \(place.tree.size)"
            )
        }
        guard note.root == place.tree.root, note.head == place.head else {
            return (.sealRootMismatch, "the seal is over other entries than these")
        }
        return nil
    }
}
