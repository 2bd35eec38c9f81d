import FarthingReceipts

/// What is asked of others for each checkpoint.
struct CheckpointHooks: Sendable {
    /// The signature line of a key that is held elsewhere over a checkpoint's text; nil where there
    /// is no such key. An error leaves the checkpoint unpublished until the next time.
    var rootSignature: @Sendable (_ text: [UInt8]) async throws -> [UInt8]? = { _ in nil }
    /// Offers a checkpoint to witnesses; nil where there are none.
    var witnesses: (@Sendable (CheckpointOffer) async -> WitnessAnswer)?
}

/// A published checkpoint that a witness is asked to cosign.
struct CheckpointOffer: Sendable {
    /// The whole signed note, as `log/checkpoint` has it.
    let note: SignedNote
    let checkpoint: Checkpoint
    /// Whether somebody waits for an answer: then every witness is asked, whenever it failed last.
    let isUrgent: Bool
    /// Makes the proof that the checkpoint's tree continues one of an older size, out of the tiles.
    let proof: @Sendable (_ oldSize: Int64) throws(LogError) -> ConsistencyProof

    init?(_ note: SignedNote, in store: TileStore, isUrgent: Bool = false) {
        guard let checkpoint = Checkpoint(text: note.text) else { return nil }
        self.note = note
        self.checkpoint = checkpoint
        self.isUrgent = isUrgent
        proof = { (oldSize) throws(LogError) in
            var reader = try TileReader(
                store: store,
                size: checkpoint.size,
                root: checkpoint.root
            )
            return try ConsistencyProof(from: oldSize, to: checkpoint.size, from: &reader)
        }
    }
}

/// What witnesses have answered.
struct WitnessAnswer: Sendable {
    /// Cosignatures that were checked.
    var cosignatures: [NoteSignature] = []
    /// Whether all that were asked have cosigned; else they are asked again when their time comes,
    /// with this one where there is no newer one.
    var isComplete = true
}
