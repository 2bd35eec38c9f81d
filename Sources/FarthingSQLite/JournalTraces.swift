import FarthingCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What a data folder shows, beside the journal, of a journal that it has had.
///
/// A journal that is shorter than that was deleted, emptied or put back: going on with it would
/// begin budgets at less than what was spent. None of these files is ever ahead of what is on the
/// disk of the journal, so no crash and no power loss makes them say so.
struct JournalTraces {
    let folder: DataFolder
    let snapshot: Snapshot?

    init(_ folder: DataFolder) throws(FolderError) {
        self.folder = folder
        snapshot = try Snapshot.read(folder.snapshot)
    }

    /// What is missing of the journal; nil where nothing shows that anything is.
    ///
    /// - Parameters:
    ///   - count: how many entries the journal has.
    ///   - hasOrigin: whether the journal says which log it is, which is written before anything.
    ///   - empty: the seal at the log's beginning.
    ///   - holds: whether the journal has a batch that ends there with this seal.
    func loss(
        count: Int64,
        hasOrigin: Bool,
        empty: any Seal,
        holds: (_ end: Int64, _ seal: [UInt8]) throws -> Bool
    ) rethrows -> Loss? {
        let sealed = sealedCount(empty)
        if count == 0, exists(folder.snapshot) {
            return Loss(place: folder.snapshot, count: count, wanted: sealed)
        }
        if let snapshot, let sealed {
            if sealed > count { return Loss(place: folder.snapshot, count: count, wanted: sealed) }
            if try !holds(sealed, snapshot.headSeal) {
                return Loss(place: folder.snapshot, count: count, wanted: sealed, isOther: true)
            }
        }
        if let indexed = KeyIndex.end(folder: folder.keys), indexed > count {
            return Loss(place: folder.keys, count: count, wanted: indexed)
        }
        if !hasOrigin, exists(folder.publicKey) {
            return Loss(place: folder.publicKey, count: count, wanted: nil)
        }
        return nil
    }

    /// How many entries the snapshot's seal covers; nil where there is none that this log's key made.
    private func sealedCount(_ empty: any Seal) -> Int64? {
        guard let snapshot else { return nil }
        var seal = empty
        do throws(SealError) {
            try seal.restore(state: snapshot.sealState)
        } catch {
            return nil
        }
        return seal.nextSequence
    }

    private func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Entries that a journal has had and has no more.
    struct Loss {
        /// The file that shows it.
        var place: String
        var count: Int64
        /// How many there were at least, where it is known.
        var wanted: Int64?
        /// Whether the journal is long enough, and another.
        var isOther = false

        func message(_ folder: DataFolder) -> String {
            let found = count == 0 ? "is missing or empty" : "ends after \(count) entries"
            let shown =
                wanted.map { isOther ? "is of another one" : "shows at least \($0)" }
                ?? "shows that there was one"
            return """
                the journal in \(folder.path) \(found) and \(place) \(shown): what was spent would \
                be forgotten; put \(folder.database) and its -wal back, or start once with \
                --accept-lost-journal to go on without those entries
                """
        }
    }
}
