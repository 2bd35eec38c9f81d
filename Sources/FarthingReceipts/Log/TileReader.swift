/// Hashes out of a log's tiles, checked against a checkpoint: a wrong tile is an error, never a
/// wrong hash.
package struct TileReader: TreeHashes {
    package let store: TileStore
    package let size: Int64

    /// Tiles that are kept: 2 MiB of them.
    private static let tilesMax = 256

    private struct Place: Hashable {
        var level: Int
        var index: Int64
    }

    /// The last tiles of the levels, which the root vouches for.
    private var edges: [Place: [Hash32]] = [:]
    /// Full tiles, for which those above them vouch.
    private var tiles: [Place: [Hash32]] = [:]

    /// Reads the right edge of the tree with this size and root.
    package init(store: TileStore, size: Int64, root: Hash32) throws(LogError) {
        self.store = store
        self.size = size
        guard let writer = try TileWriter(store: store, size: size, root: root) else {
            throw LogError(
                """
                the tiles in \(store.folder) are not those of the checkpoint over \(size) entries; \
                `farthing log publish` makes them anew
                """
            )
        }
        for (level, hashes) in writer.edges.enumerated() {
            let index = size >> Int64(8 * (level + 1))
            edges[Place(level: level, index: index)] = hashes
        }
    }

    package mutating func subtree(height: Int, index: Int64) throws(LogError) -> Hash32 {
        let level = height / 8
        let bit = height % 8
        let first = index << Int64(bit)
        let hashes = try tile(Place(level: level, index: first / Int64(TilePath.widthMax)))
        let start = Int(first % Int64(TilePath.widthMax))
        guard start + 1 << bit <= hashes.count else {
            throw LogError("there is no such subtree in a tree of \(size) entries")
        }
        return MerkleTree.hash(complete: hashes[start..<start + 1 << bit])
    }

    private mutating func tile(_ place: Place) throws(LogError) -> [Hash32] {
        if let known = edges[place] ?? tiles[place] { return known }
        let path = TilePath(level: place.level, index: place.index)
        guard place.level <= TilePath.levelMax, place.index >= 0,
            place.index < size >> Int64(8 * (place.level + 1))
        else { throw LogError("there is no \(path.text) in a tree of \(size) entries") }
        let above = try tile(Place(level: place.level + 1, index: place.index >> 8))
        guard let hashes = try store.hashes(path),
            MerkleTree.hash(complete: hashes[...]) == above[Int(place.index & 255)]
        else {
            throw LogError(
                """
                \(store.folder)/\(path.text) is missing or damaged; `farthing log publish` makes it \
                anew
                """
            )
        }
        if tiles.count >= Self.tilesMax { tiles.removeAll(keepingCapacity: true) }
        tiles[place] = hashes
        return hashes
    }
}
