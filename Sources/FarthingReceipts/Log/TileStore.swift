/// A log's files in a folder, as a web server can hand them out: `checkpoint` and `tile/…`.
///
/// Files have mode 0644 and folders 0755, less what the process's umask takes away: they hold
/// hashes and signatures only. Each file is replaced at once: a reader sees the old one or the new
/// one.
package struct TileStore: Sendable {
    /// The folder; made where it does not exist.
    package let folder: String

    package init(folder: String) { self.folder = folder }

    /// The published checkpoint; nil where there is none.
    package func checkpoint() throws(LogError) -> [UInt8]? {
        try LogFile.read(checkpointPath, bytesMax: SignedNote.bytesMax)
    }

    /// Replaces the published checkpoint: after a crash the older one or this one is there.
    package func write(checkpoint note: [UInt8]) throws(LogError) {
        try LogFile.makeFolders(folder)
        try LogFile.replace(checkpointPath, with: note, isDurable: true)
    }

    /// The newest checkpoint that witnesses have cosigned, which may be older than the published one;
    /// nil where there is none.
    package func cosigned() throws(LogError) -> [UInt8]? {
        try LogFile.read(cosignedPath, bytesMax: SignedNote.bytesMax)
    }

    /// Replaces the newest checkpoint that witnesses have cosigned.
    func write(cosigned note: [UInt8]) throws(LogError) {
        try LogFile.makeFolders(folder)
        try LogFile.replace(cosignedPath, with: note, isDurable: false)
    }

    /// The hashes of a tile, or of the entries of a bundle; nil where the file is missing, or is no
    /// such tile. A wider tile in its place will do. Whether they are right is not checked.
    package func hashes(_ path: TilePath) throws(LogError) -> [Hash32]? {
        for candidate in path.width < TilePath.widthMax ? [path, path.full] : [path] {
            guard let bytes = try bytes(candidate), bytes.count == candidate.width * path.itemBytes
            else { continue }
            return try Self.hashes(in: bytes, path)
        }
        return nil
    }

    private static func hashes(in bytes: [UInt8], _ path: TilePath) throws(LogError) -> [Hash32]? {
        let prefix = path.itemBytes - Hash32.byteCount
        var hashes: [Hash32] = []
        hashes.reserveCapacity(path.width)
        for start in stride(from: 0, to: path.width * path.itemBytes, by: path.itemBytes) {
            if prefix > 0, bytes[start] != 0 || bytes[start + 1] != UInt8(Hash32.byteCount) {
                return nil
            }
            let item = bytes[start + prefix..<start + path.itemBytes]
            hashes.append(item.withUnsafeBytes { Hash32($0) })
        }
        return hashes
    }

    private func bytes(_ path: TilePath) throws(LogError) -> [UInt8]? {
        try LogFile.read(place(path), bytesMax: path.width * path.itemBytes)
    }

    /// Writes a tile, unless the same one is there.
    ///
    /// A full tile is on the disk when this returns, but for its name: see ``sync(folders:)``. What
    /// a crash takes of the others, the next writer makes again.
    ///
    /// - Returns: the folder that has the name.
    func write(_ hashes: ArraySlice<Hash32>, to path: TilePath) throws(LogError) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(path.width * path.itemBytes)
        for hash in hashes {
            if path.level == nil { bytes += [0, UInt8(Hash32.byteCount)] }
            hash.withUnsafeBytes { bytes.append(contentsOf: $0) }
        }
        let place = place(path)
        let parent = LogFile.parent(of: place)
        if try LogFile.read(place, bytesMax: bytes.count) == bytes { return parent }
        try LogFile.makeFolders(parent)
        try LogFile.replace(place, with: bytes, isDurable: path.width == TilePath.widthMax)
        return parent
    }

    /// Makes the names of tiles durable, which are new in these folders.
    func sync(folders: Set<String>) {
        for folder in folders { LogFile.syncFolder(folder) }
    }

    /// Removes the narrower tiles in the place of a full one.
    func removePartials(of path: TilePath) { LogFile.removeFolder(place(path.full) + ".p") }

    private var checkpointPath: String { folder + "/checkpoint" }
    private var cosignedPath: String { folder + "/checkpoint.cosigned" }

    private func place(_ path: TilePath) -> String { folder + "/" + path.text }
}
