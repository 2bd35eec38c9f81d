import FarthingSQLite

/// The file or folder that a command was told to write: the one place that decides whether it may.
///
/// Never one in a data folder of Farthing's, a ledger's or a witness's, under whatever name; and a
/// file that is there only where the user has said so.
enum OutputFile {
    /// What to do with a file that is there.
    enum Existing {
        /// Leave it, and fail.
        case kept
        /// Put a new one in its place, once that is whole (`--force`).
        case replaced
        /// Open it to be gone on with (`--resume`).
        case continued
    }

    /// Fails where the file may not be written; nothing is made.
    ///
    /// - Parameters:
    ///   - option: the option that names it.
    ///   - instead: what else the user can do with a file that is there.
    ///   - data: a data folder that is perhaps made only now.
    /// - Returns: where it is; nil for what is no file, as a pipe.
    @discardableResult
    static func check(
        _ path: String,
        _ existing: Existing,
        option: String = "--output",
        instead: String = "write over it with --force",
        besides data: String? = nil
    ) throws(Failure) -> OutputPlace? {
        guard let place = try OutputPlace(path, option) else { return nil }
        try check(place.folder, path, option, besides: data, "name a file outside of it")
        guard place.isThere, existing == .kept else { return place }
        throw Failure(
            .cannotCreate,
            "\(Shown.safe(path)) is there already; choose another \(option), or \(instead)"
        )
    }

    /// Fails where a folder may not be one to write into; nothing is made.
    ///
    /// - Parameters:
    ///   - own: the one place in a data folder that is meant for what is written.
    ///   - isWitness: whether a witness is to have the folder itself.
    static func checkFolder(
        _ path: String,
        option: String,
        besides data: String? = nil,
        own: String? = nil,
        isWitness: Bool = false
    ) throws(Failure) {
        let folder = OutputPlace.folder(path)
        if let own, folder == OutputPlace.folder(own) { return }
        let itself = OutputPlace.Keeper(folder: folder, isWitness: true)
        if isWitness, OutputPlace.keeper(of: folder) == itself { return }
        try check(folder, path, option, besides: data, "name a folder outside of it")
    }

    private static func check(
        _ folder: String,
        _ path: String,
        _ option: String,
        besides data: String?,
        _ fix: String
    ) throws(Failure) {
        var keeper = OutputPlace.keeper(of: folder)
        if keeper == nil, let data {
            let data = OutputPlace.folder(data)
            if OutputPlace.isIn(folder, data) {
                keeper = OutputPlace.Keeper(folder: data, isWitness: false)
            }
        }
        guard let keeper else { return }
        throw Failure(
            .cannotCreate,
            "\(option) \(Shown.safe(path)): \(keeper.words), whose files are its own; \(fix)"
        )
    }

    /// Opens the file to be read and written, after ``check(_:_:option:instead:besides:)``.
    static func open(
        _ path: String,
        _ existing: Existing,
        option: String = "--output",
        instead: String = "write over it with --force",
        besides data: String? = nil
    ) throws(Failure) -> OutputDraft {
        let place = try check(path, existing, option: option, instead: instead, besides: data)
        return try OutputDraft(path, place, existing)
    }

    /// Writes a whole file.
    static func write(
        _ path: String,
        _ bytes: [UInt8],
        _ existing: Existing,
        option: String = "--output",
        instead: String = "write over it with --force",
        besides data: String? = nil
    ) throws(Failure) {
        let draft = try open(path, existing, option: option, instead: instead, besides: data)
        try draft.write(bytes)
        try draft.finish()
    }
}
