import FarthingCore
import GRDB

/// The form of a data folder, which a change that older readers would misread gets a new one of
/// (docs/formats/journal.md).
enum FolderFormat {
    /// The only form that this program knows.
    static let current = "1"

    /// Refuses a folder of another form; one that does not say is somebody else's matter.
    static func check(_ database: Database, _ folder: DataFolder) throws(LedgerError) {
        guard (try? database.tableExists("folder")) == true,
            let found = try? Store.folderValue("format", database),
            found != [UInt8](current.utf8)
        else { return }
        let name = String(decoding: found.prefix(32), as: UTF8.self)
        throw LedgerError(
            .unavailable,
            "\(folder.database) is of the format \(name.debugDescription), and this program reads "
                + "format \(current) alone: use the version of Farthing that wrote it"
        )
    }
}
