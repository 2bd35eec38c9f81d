import FarthingReceipts
import FarthingSQLite

/// What a folder says of its log before it is opened.
struct LogStanding {
    /// The name that the log began with.
    let origin: String
    /// The name under its last seal; nil where there is none.
    let name: String?
    /// The key that the log began with.
    let firstKey: VerifyingKey

    /// - Parameter key: the key that is given, with which a new log begins.
    init(
        _ folder: DataFolder,
        _ key: VerifyingKey,
        acceptsLoss: Bool
    ) throws(Failure) {
        let usual = "farthing/" + key.fingerprint
        // What cannot be read is said when the folder is opened.
        let reader = folder.holdsLedger ? try? JournalReader(folder) : nil
        let stored = (try? reader?.origin()) ?? nil
        let isEmpty = ((try? reader?.entryCount()) ?? nil) ?? 0 == 0
        let last = (try? reader?.lastBatch(upTo: Int64.max)) ?? nil
        name = last.flatMap { SignedSeal($0.seal)?.note.origin }
        let hadOne = SmallFile.exists(folder.publicKey) || SmallFile.exists(folder.snapshot)
        if acceptsLoss, isEmpty, hadOne {
            // Two logs of one name would look as if one of them were forged.
            origin = "\(usual)/\(systemNowMs())"
        } else {
            origin = stored ?? usual
        }
        firstKey = isEmpty ? key : (Self.firstKey(folder, reader) ?? key)
    }

    /// The key that the folder keeps as the log's first; nil where it keeps none.
    private static func firstKey(_ folder: DataFolder, _ reader: JournalReader?) -> VerifyingKey? {
        let value = (try? reader?.folderValue(SigningDesk.firstKeyValue)) ?? nil
        if let value, let key = try? VerifyingKey(value) { return key }
        return try? KeyFile.verifyingKey(at: folder.publicKey)
    }
}
