package import FarthingCore

/// What a witness keeps of one log, in a file: the latest checkpoint that it has cosigned, as a
/// signed note with the log's signatures and its own cosignature.
package struct WitnessState: Hashable, Sendable {
    package let signed: SignedCheckpoint
    /// The witness's own line over it.
    package let cosignature: NoteSignature

    package var head: WitnessHead { WitnessHead(signed.checkpoint) }

    /// Cosigns a request that was judged.
    ///
    /// Nothing may leave the process before what this makes is kept durably.
    ///
    /// - Parameter keys: the log's; only their signatures are kept.
    package init(
        cosigning request: WitnessRequest,
        keys: [NoteKey],
        name: String,
        by signer: any Signer,
        timestampS: Int64
    ) throws(SealError) {
        let note = request.signed.note
        let cosignature = try Cosignature.sign(
            note.text,
            name: name,
            by: signer,
            timestampS: timestampS
        )
        let kept = note.signatures.filter { line in
            keys.contains { line.isBy(name: $0.name, keyID: $0.id) }
        }
        // As many as the note's reader takes, with room for our own.
        let lines = kept.prefix(SignedNote.signaturesMax - 1) + [cosignature]
        let bytes = lines.reduce(note.text + [UInt8(ascii: "\n")]) { $0 + $1.line }
        guard let signed = SignedCheckpoint(bytes) else {
            throw SealError("the cosigned checkpoint cannot be read again")
        }
        self.signed = signed
        self.cosignature = cosignature
    }

    /// Reads what was kept; nil unless it is a checkpoint of the log that the witness has cosigned.
    package init?(_ bytes: [UInt8], origin: String, witness: NoteKey) {
        guard
            let signed = SignedCheckpoint(bytes), signed.checkpoint.isOf(origin: origin),
            let line = signed.note.signatures.last,
            line.isBy(name: witness.name, keyID: witness.id),
            witness.isValid(line.bytes, over: signed.note.text)
        else { return nil }
        self.signed = signed
        cosignature = line
    }

    package var bytes: [UInt8] { signed.note.bytes }

    /// When it was cosigned, in seconds since 1970.
    package var timestampS: Int64 { Cosignature(cosignature.bytes)?.timestampS ?? 0 }
}
