import FarthingReceipts
import FarthingSQLite

/// Who may seal at any place of a journal, which is followed once, as far as somebody has asked.
final class FollowedLineage {
    /// What counts from an entry on, until the next one.
    private struct Span {
        var first: Int64
        var lineage: LogLineage
    }

    /// Changes of keys that are remembered, the latest: each has all before it.
    private static let spansMax = 64

    private var spans: [Span] = []
    private var current: LogLineage?
    /// Every batch before this entry was followed.
    private var end: Int64 = 0

    /// Who may seal the batch that begins with an entry.
    func lineage(
        before first: Int64,
        _ reader: JournalReader,
        _ beginning: LogBeginning
    ) throws -> LogLineage {
        if current == nil || first < spans[0].first {
            let base = try reader.base()
                .flatMap { $0.first <= first ? SegmentHeader($0.line)?.base : nil }
            let lineage = try beginning.lineage(behind: base)
            current = lineage
            end = base?.first ?? 0
            spans = [Span(first: end, lineage: lineage)]
        }
        if first > end { try follow(to: first, reader) }
        return spans.last { $0.first <= first }?.lineage ?? spans[0].lineage
    }

    private struct Enough: Error {}

    private func follow(to first: Int64, _ reader: JournalReader) throws {
        guard var lineage = current else { return }
        defer { current = lineage }
        do {
            try reader.forEach(from: end) { batch in
                guard batch.firstSequence < first else { throw Enough() }
                let known = lineage.events.count
                try lineage.follow(StoredBatch(batch))
                end = batch.firstSequence + batch.count
                guard lineage.events.count > known else { return }
                spans.append(Span(first: end, lineage: lineage))
                if spans.count > Self.spansMax { spans.removeFirst(Self.spansMax / 2) }
            }
        } catch is Enough {}
    }
}
