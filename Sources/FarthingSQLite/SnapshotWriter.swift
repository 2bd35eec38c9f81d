import Dispatch
import FarthingCore
import Synchronization

/// Writes snapshots beside the writer, one at a time.
final class SnapshotWriter: Sendable {
    struct Work: Sendable {
        var book: Book
        var headSeal: [UInt8]
        var sealState: [UInt8]
        var keys: [UInt64: Int64]
        var range: Range<Int64>
        var runs: [KeyRun]
        var folder: DataFolder
        /// Whether commits have not waited for the disk.
        var syncsJournal: Bool
    }

    /// What became of a snapshot.
    struct Finished: Sendable {
        /// The files that now stand for the keys; nil when they could not be written.
        var runs: [KeyRun]?
        /// The entry after the last one that the snapshot on the disk has taken in; nil where none
        /// was written.
        var sequence: Int64?
        var error: FolderError?
    }

    private enum State: Sendable {
        case idle
        case busy
        case done(Finished)
    }

    private let state = Mutex(State.idle)
    private let queue = DispatchQueue(label: "farthing-snapshot", qos: .utility)

    /// True when nothing is being written and nothing waits to be taken in.
    var isIdle: Bool {
        state.withLock { state in
            if case .idle = state { return true }
            return false
        }
    }

    func start(_ work: Work) {
        state.withLock { $0 = .busy }
        queue.async { [self] in
            let result = Self.write(work)
            state.withLock { $0 = .done(result) }
        }
    }

    /// What the last snapshot came to, once.
    func finished() -> Finished? {
        state.withLock { state in
            guard case .done(let result) = state else { return nil }
            state = .idle
            return result
        }
    }

    /// Waits for the snapshot that is being written, where one is.
    func waitUntilIdle() -> Finished? {
        queue.sync {}
        return finished()
    }

    /// The journal first: a start is refused when it is behind these files, and after a power loss
    /// that must mean more than that its end was not on the disk yet. Then the keys' file: a
    /// snapshot is of use only with them.
    private static func write(_ work: Work) -> Finished {
        var finished = Finished()
        do throws(FolderError) {
            if work.syncsJournal { try work.folder.syncLog() }
            let folder = work.folder.keys
            var runs = work.runs
            runs.append(try KeyIndex.write(work.keys, range: work.range, folder: folder))
            finished.runs = runs
            let snapshot = Snapshot(
                headSeal: work.headSeal,
                sealState: work.sealState,
                book: work.book.snapshot()
            )
            try snapshot.write(work.folder.snapshot)
            finished.sequence = work.range.upperBound
            finished.runs = try KeyIndex.merge(runs, folder: folder)
        } catch {
            finished.error = error
        }
        return finished
    }
}
