import FarthingCore
import FarthingReceipts
import FarthingSQLite

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The price book of a data folder: `prices.book`, signed by the ledger's key, or the built-in one.
struct BookShelf {
    let folder: DataFolder

    var path: String { folder.path + "/prices.book" }

    /// The book that a server goes by. One that is there and not signed by any of `keys` is an error:
    /// it may be anybody's.
    func inForce(signedBy keys: [VerifyingKey]) throws(Failure) -> BookFile {
        guard SmallFile.exists(path) else { return .bundled() }
        let file = try BookFile(path: path)
        guard keys.contains(where: { file.isSigned(by: $0) }) else {
            throw Failure(
                .configuration,
                "\(path): not signed by this ledger's key; import the price book again with "
                    + "`farthing prices import`, or remove the file to use the built-in one"
            )
        }
        return file
    }

    /// The book in force for a command that only looks.
    func look() throws(Failure) -> BookFile {
        guard SmallFile.exists(path) else { return .bundled() }
        do {
            return try inForce(signedBy: [SigningDesk.key(of: folder)])
        } catch {
            throw Failure(describing: error)
        }
    }

    /// Puts a book in the place of the one before, at once or not at all.
    func put(_ file: BookFile, signedBy key: any Signer) throws(Failure) {
        let bytes = try file.signed(by: key)
        let draft = path + ".new"
        try SmallFile.write(draft, bytes, mode: 0o600)
        guard sync(draft), rename(draft, path) == 0 else {
            let reason = systemReason()
            SmallFile.remove(draft)
            throw Failure(.cannotCreate, "\(path): cannot be written: \(reason)")
        }
        _ = sync(folder.path)
    }

    private func sync(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return fsync(descriptor) == 0
    }
}
