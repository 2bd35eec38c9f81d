import FarthingSQLite

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Where a file is or would be, with all links followed.
struct OutputPlace {
    let path: String
    let isThere: Bool

    /// A folder whose files are Farthing's own.
    struct Keeper: Equatable {
        let folder: String
        /// Whether a witness keeps it, and not a ledger.
        let isWitness: Bool

        /// What it is, for people.
        var words: String {
            isWitness ? "\(folder) is a witness's folder" : "\(folder) is a data folder of Farthing"
        }
    }

    /// Nil for what is no file, as a terminal or a pipe: nothing is lost there.
    init?(_ path: String, _ option: String) throws(Failure) {
        if let status = FileStatus(path, follows: true) {
            guard status.kind != .folder else {
                throw Failure(.cannotCreate, "\(option) \(Shown.safe(path)): this is a folder")
            }
            guard status.kind == .regular else { return nil }
            self.path = Self.real(path) ?? path
            isThere = true
            return
        }
        guard FileStatus(path, follows: false) == nil else {
            throw Failure(.cannotCreate, "\(option) \(Shown.safe(path)): a link to nothing")
        }
        let (folder, name) = Self.parts(path)
        guard !name.isEmpty, let folder = Self.real(folder) else {
            throw Failure(
                .cannotCreate,
                "\(option) \(Shown.safe(path)): cannot be written: \(systemReason(ENOENT))"
            )
        }
        self.path = Self.joined(folder, name)
        isThere = false
    }

    /// The folder that the file is in.
    var folder: String { Self.parts(path).folder }

    /// Who keeps the folder that it is in; nil where nobody of Farthing does.
    var keeper: Keeper? { Self.keeper(of: folder) }

    /// Who keeps a folder, or one that it is in; the path without links.
    static func keeper(of folder: String) -> Keeper? {
        var folder = folder
        while true {
            let place = folder == "/" ? "" : folder
            // A key that was made alone has its public key beside it under a name of its own.
            if SmallFile.exists(place + "/ledger.sqlite")
                || SmallFile.exists(place + "/private.key")
                    && !SmallFile.exists(place + "/private.key.pub")
            {
                return Keeper(folder: folder, isWitness: false)
            }
            if ["/witness.key", "/witness.vkey"].contains(where: { SmallFile.exists(place + $0) }) {
                return Keeper(folder: folder, isWitness: true)
            }
            if folder == "/" || !folder.hasPrefix("/") { return nil }
            folder = parts(folder).folder
        }
    }

    /// Where a folder is or would be made, without links in what there is of it.
    static func folder(_ path: String) -> String {
        if let found = real(path.isEmpty ? "." : path) { return found }
        let (before, name) = parts(path)
        if name.isEmpty { return before == path ? path : folder(before) }
        return joined(folder(before), name)
    }

    /// Whether a path is a folder or in it; both without links.
    static func isIn(_ path: String, _ folder: String) -> Bool {
        path == folder || path.hasPrefix(folder == "/" ? "/" : folder + "/")
    }

    private static func joined(_ folder: String, _ name: String) -> String {
        (folder == "/" ? "" : folder) + "/" + name
    }

    private static func parts(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (folder: ".", name: path) }
        let folder = String(path[..<slash])
        return (folder.isEmpty ? "/" : folder, String(path[path.index(after: slash)...]))
    }

    /// The path with no link in it; nil where there is none such.
    private static func real(_ path: String) -> String? {
        guard let found = realpath(path, nil) else { return nil }
        defer { free(found) }
        return String(cString: found)
    }
}
