import FarthingReceipts
import FarthingSQLite

/// The key and the name with which a folder's log began, from which everything later follows.
struct LogBeginning {
    let key: VerifyingKey
    /// Where the key is.
    let place: String
    /// Nil while the log has no entries.
    let name: String?

    init(_ folder: DataFolder, _ reader: JournalReader) throws {
        name = try reader.origin()
        let stored = try reader.folderValue(SigningDesk.firstKeyValue)
        // The file first, as verifiers take it: whoever can write the database need not be able to
        // write beside it.
        if let stored, !SmallFile.exists(folder.publicKey) {
            key = try VerifyingKey(stored)
            place = folder.database
            return
        }
        key = try KeyFile.verifyingKey(at: folder.publicKey)
        place = folder.publicKey
        guard let stored, stored != key.bytes else { return }
        throw Failure(
            .invalid,
            "\(place) and \(folder.database) name different keys as the one that this log began "
                + "with: somebody has changed one of them; put back the one that belongs here, and "
                + "run farthing verify --key"
        )
    }

    /// Who may seal, and what the log is called: at its beginning, or behind what was pruned.
    func lineage(behind base: SegmentBase? = nil) throws(Failure) -> LogLineage {
        let begun = LogLineage(trusted: [key], origin: name)
        guard let base else { return begun }
        var lineage = begun
        if !base.lineage.isEmpty {
            guard let followed = LogLineage(trusted: [key], origin: name, proof: base.lineage)
            else {
                throw Failure(
                    .invalid,
                    "the journal's beginning is damaged; run farthing verify"
                )
            }
            lineage = followed
        }
        lineage.sealed(by: base)
        return lineage
    }
}
