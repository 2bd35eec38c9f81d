/// Writes a log's tiles as its entries come, and its checkpoints behind them.
///
/// Kept in memory are the tiles that are not full, one for each level: 72 KiB at most. All that it
/// writes follows from the entries alone, so that a crash at any point leaves files which the next
/// writer completes; the checkpoint is written last, and never names what is not there.
package struct TileWriter {
    package let store: TileStore
    /// Entries so far.
    package private(set) var size: Int64 = 0

    /// At index `l` the hashes of level `l` behind its last full tile.
    private(set) var edges: [[Hash32]] = [[]]
    /// The hashes of the entries behind the last full bundle.
    private var bundle: [Hash32] = []
    /// Folders with names that may not be on the disk yet.
    private var folders: Set<String> = []

    /// Starts at an empty log: writes every tile that is missing or wrong, and leaves the others.
    package init(store: TileStore) { self.store = store }

    /// Goes on behind what was published; nil unless the files of its right edge are there and are
    /// those of `root`.
    package init?(store: TileStore, size: Int64, root: Hash32) throws(LogError) {
        self.store = store
        self.size = size
        edges = []
        while edges.isEmpty || size >> Int64(8 * edges.count) > 0 {
            guard let path = TilePath(edgeOf: edges.count, size: size) else {
                edges.append([])
                continue
            }
            guard let hashes = try store.hashes(path) else { return nil }
            edges.append(hashes)
        }
        if let path = TilePath(edgeOf: nil, size: size) {
            guard let hashes = try store.hashes(path) else { return nil }
            bundle = hashes
        }
        guard self.root == root, bundle.map(MerkleTree.hash(leaf:)) == edges[0] else { return nil }
    }

    /// The root over the entries so far.
    package var root: Hash32 {
        var frontier: [Hash32] = []
        for edge in edges.reversed() {
            var start = 0
            for bit in (0..<8).reversed() where edge.count >> bit & 1 == 1 {
                frontier.append(MerkleTree.hash(complete: edge[start..<start + 1 << bit]))
                start += 1 << bit
            }
        }
        guard var root = frontier.popLast() else { return MerkleTree.emptyRoot }
        for hash in frontier.reversed() { root = MerkleTree.hash(hash, root) }
        return root
    }

    /// Takes the next entry in; writes the tiles that are full with it.
    ///
    /// After an error the writer is of no more use; the files are.
    package mutating func append(_ entryHash: Hash32) throws(LogError) {
        bundle.append(entryHash)
        edges[0].append(MerkleTree.hash(leaf: entryHash))
        size += 1
        guard bundle.count == TilePath.widthMax else { return }
        try write(bundle[...], to: TilePath(level: nil, index: (size - 1) >> 8))
        bundle.removeAll(keepingCapacity: true)
        var level = 0
        while edges[level].count == TilePath.widthMax {
            try write(
                edges[level][...],
                to: TilePath(level: level, index: (size - 1) >> Int64(8 * (level + 1)))
            )
            let hash = MerkleTree.hash(complete: edges[level][...])
            edges[level].removeAll(keepingCapacity: true)
            level += 1
            if level == edges.count { edges.append([]) }
            edges[level].append(hash)
        }
    }

    /// Writes the tiles that are not full, and then `note` as the checkpoint over all entries so
    /// far.
    ///
    /// When this returns, all that the checkpoint stands for is on the disk, but for the tiles that
    /// are not full: the next writer makes those again where they are missing.
    package mutating func publish(_ note: [UInt8]) throws(LogError) {
        guard let signed = SignedCheckpoint(note), signed.checkpoint.size == size,
            signed.checkpoint.root == root
        else {
            throw LogError(
                "the checkpoint is not over the \(size) entries in the tiles of \(store.folder)"
            )
        }
        for (level, edge) in edges.enumerated() {
            guard let path = TilePath(edgeOf: level, size: size) else { continue }
            try write(edge[...], to: path)
        }
        if let path = TilePath(edgeOf: nil, size: size) { try write(bundle[...], to: path) }
        store.sync(folders: folders)
        folders.removeAll(keepingCapacity: true)
        try store.write(checkpoint: note)
    }

    private mutating func write(
        _ hashes: ArraySlice<Hash32>,
        to path: TilePath
    ) throws(LogError) {
        let folder = try store.write(hashes, to: path)
        guard path.width == TilePath.widthMax else { return }
        folders.insert(folder)
        store.removePartials(of: path)
    }
}
