internal import FarthingReceipts

/// The last checkpoint that each witness has cosigned, in files: what it can be held to.
///
/// Each file is a signed note: the checkpoint with the log's signatures and the witness's line.
struct CosignedMemory: Sendable {
    /// A folder of its own.
    let folder: String

    /// What a witness has cosigned last; nil where nothing is kept, or it is not the witness's.
    func checkpoint(of key: NoteKey) -> Checkpoint? {
        guard let bytes = try? LogFile.read(path(key), bytesMax: SignedNote.bytesMax),
            let signed = SignedCheckpoint(bytes),
            let lines = signed.note.cosignatures(by: [key]), !lines.isEmpty
        else { return nil }
        return signed.checkpoint
    }

    /// Keeps a checkpoint with the witness's line.
    func keep(_ note: SignedNote, _ line: NoteSignature, of key: NoteKey) throws(LogError) {
        var note = note
        note.merge([line])
        try LogFile.makeFolders(folder)
        try LogFile.replaceDurably(path(key), with: note.bytes)
    }

    private func path(_ key: NoteKey) -> String { "\(folder)/\(key.key.fingerprint)" }
}
