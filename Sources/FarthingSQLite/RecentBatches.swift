import FarthingCore
import Synchronization

/// The batches that a ledger committed last, as it wrote them, for those in its process who follow the
/// journal: what was sealed here a moment ago need neither be read nor checked.
///
/// Empty until somebody asks for the first time.
package final class RecentBatches: Sendable {
    /// How much of the batches' lines is kept: some seconds of a busy ledger. Who is further behind reads
    /// the journal.
    private static let bytesMax = 4 << 20

    private struct State: Sendable {
        var isFollowed = false
        /// In their order, without a gap, from `start` on; what is before that has left.
        var batches: [JournalReader.Batch] = []
        var start = 0
        var bytes = 0
        /// The entry behind the last one.
        var end: Int64?

        mutating func add(_ batch: JournalReader.Batch) {
            if end != batch.firstSequence {
                batches.removeAll()
                (start, bytes) = (0, 0)
            }
            batches.append(batch)
            bytes += batch.lines.count
            end = batch.firstSequence + batch.count
            while bytes > RecentBatches.bytesMax, start < batches.count - 1 {
                bytes -= batches[start].lines.count
                start += 1
            }
            guard start > 1_024, start > batches.count / 2 else { return }
            batches.removeFirst(start)
            start = 0
        }
    }

    private let state = Mutex(State())

    /// Takes in a batch that is durable.
    func add(_ batch: @autoclosure () -> JournalReader.Batch) {
        state.withLock { state in
            if state.isFollowed { state.add(batch()) }
        }
    }

    /// The batches from the one that begins with an entry on, at most so many; none where that entry is
    /// still to come; nil where they have left, so that the journal must be read.
    package func batches(from sequence: Int64, countMax: Int) -> ArraySlice<JournalReader.Batch>? {
        state.withLock { state in
            state.isFollowed = true
            guard let end = state.end else { return nil }
            let kept = state.batches[state.start...]
            if sequence == end { return kept.suffix(0) }
            var (low, high) = (kept.startIndex, kept.endIndex)
            while low < high {
                let middle = (low + high) / 2
                if kept[middle].firstSequence < sequence {
                    low = middle + 1
                } else {
                    high = middle
                }
            }
            guard low < kept.endIndex, kept[low].firstSequence == sequence else { return nil }
            return kept[low...].prefix(countMax)
        }
    }
}
