import FarthingCore
import FarthingSQLite

/// Writes a line for some of a journal's entries, in flat memory.
struct RowExport {
    let journal: CheckedJournal
    let range: ExportRange

    /// What ends a walk over the journal.
    private struct Over: Error {}

    /// - Returns: how many lines were written, a heading not counted.
    func write(
        _ form: some RowForm,
        to output: ExportOutput,
        _ progress: inout ProgressBar
    ) throws -> Int64 {
        var form = form
        var lines: [UInt8] = []
        var count: Int64 = 0
        let ledger = try journal.reader.origin().map(EventService.id) ?? "ledger"
        form.begin(ledger: ledger, to: &lines)
        try output.append(lines)
        do {
            try journal.forEach { batch in
                for (offset, line) in JournalLines(batch.lines).enumerated() {
                    let sequence = batch.firstSequence + Int64(offset)
                    let entry = try Entry(line: line, sequence: sequence)
                    if range.isOver(sequence, entry.atMs) { throw Over() }
                    lines.removeAll(keepingCapacity: true)
                    let isWanted = range.contains(sequence, entry.atMs)
                    try form.append(entry, sequence, line, isWanted: isWanted, to: &lines)
                    guard !lines.isEmpty else { continue }
                    try output.append(lines)
                    count += 1
                }
                progress.show(batch.firstSequence + batch.count)
            }
        } catch is Over {}
        try form.finish()
        try output.finish()
        return count
    }
}
