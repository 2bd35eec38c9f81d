import FarthingCore
import FarthingReceipts
import FarthingSQLite

/// Writes a folder's journal to a file that others can verify, piece by piece.
struct ReceiptExport {
    let journal: CheckedJournal
    let form: Exporter.Form

    /// - Returns: how many entries were written.
    func write(to output: ExportOutput, _ progress: inout ProgressBar) throws -> Int64 {
        var exporter = Exporter(form)
        var bytes: [UInt8] = []
        exporter.begin(&bytes)
        try journal.forEach { batch in
            try exporter.add(StoredBatch(batch), to: &bytes)
            try output.append(bytes)
            bytes.removeAll(keepingCapacity: true)
            progress.show(exporter.nextSequence)
        }
        try output.append(bytes)
        try output.finish()
        return exporter.nextSequence
    }
}

extension StoredBatch {
    init(_ batch: JournalReader.Batch) {
        self.init(
            firstSequence: batch.firstSequence,
            count: batch.count,
            atMs: batch.atMs,
            lines: batch.lines,
            seal: batch.seal
        )
    }
}
