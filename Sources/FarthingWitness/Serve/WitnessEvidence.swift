internal import FarthingReceipts

/// What shows that a log has more than one history, kept for whoever must be told.
///
/// Each piece is a folder with two files: `cosigned`, the checkpoint that the witness holds, and
/// `request`, the body with the other one.
struct WitnessEvidence: Sendable {
    let folder: String

    /// Pieces of each kind for one log. What is there is never replaced; so many are proof enough,
    /// and only the log itself can sign more.
    private static let piecesMax: UInt8 = 16

    /// Keeps a piece.
    ///
    /// - Returns: where; nil where it, or enough of its kind, is there already.
    func keep(
        _ kind: String,
        _ before: WitnessState,
        _ request: WitnessRequest,
        origin: String
    ) throws(LogError) -> String? {
        let text = before.signed.note.text + request.signed.note.text
        let slot = Hash32(hashing: text).bytes[0] % Self.piecesMax
        let place = "\(folder)/\(kind)-\(CosignedLog.id(of: origin).prefix(16))-\(slot)"
        if LogFile.exists(place + "/request") { return nil }
        try LogFile.makeFolders(place)
        try LogFile.replaceDurably(place + "/cosigned", with: before.bytes)
        try LogFile.replaceDurably(place + "/request", with: request.bytes)
        return place
    }
}
