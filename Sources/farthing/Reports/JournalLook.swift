import FarthingCore
import FarthingSQLite

/// Reads single entries of a folder's journal, checked, beside a running server or without one.
struct JournalLook {
    private let journal: CheckedJournal

    init(_ journal: CheckedJournal) {
        self.journal = journal
    }

    func entryCount() throws -> Int64 { try journal.reader.entryCount() }

    /// Calls `body` with every entry from `sequence` on.
    func forEach(from sequence: Int64, _ body: (ReceiptLine) throws -> Void) throws {
        // Budgets keep their units in nearly every journal; those of earlier ones show as calls.
        var units: [String: BudgetUnit] = [:]
        try journal.forEach(from: sequence) { batch in
            for (offset, line) in JournalLines(batch.lines).enumerated() {
                let number = batch.firstSequence + Int64(offset)
                guard number >= sequence else { continue }
                let (decision, text) = try Self.decision(line, number)
                if let budget = decision.member("budget"), let id = budget.member("id")?.string {
                    units[id] = budget.member("unit")?.string.flatMap { BudgetUnit(name: $0) }
                }
                try body(
                    ReceiptLine(sequence: number, node: decision, text: text, units: units)
                )
            }
        }
    }

    /// One entry's stored line and the seal of its batch; nil when there is none.
    func stored(_ sequence: Int64) throws -> (line: String, seal: String)? {
        guard let batch = try journal.batch(holding: sequence) else { return nil }
        for (offset, line) in JournalLines(batch.lines).enumerated()
        where batch.firstSequence + Int64(offset) == sequence {
            return (
                line: String(decoding: line, as: UTF8.self),
                seal: String(decoding: batch.seal, as: UTF8.self)
            )
        }
        return nil
    }

    private static func decision(
        _ line: ArraySlice<UInt8>,
        _ sequence: Int64
    ) throws(LedgerError) -> (node: JSONNode, text: [UInt8]) {
        guard let document = try? JSONDocument([UInt8](line)),
            let node = document.root.member("decision")
        else {
            throw LedgerError(
                .unavailable,
                "the journal's entry \(sequence) cannot be read; run farthing verify"
            )
        }
        return (node: node, text: [UInt8](document.bytes[node.range]))
    }
}

extension ReceiptLine {
    /// The entry with its number, as one line of JSON.
    var json: String {
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        json.key("decision")
        json.raw(text)
        json.key("sequence")
        json.int(sequence)
        json.endObject()
        return String(decoding: json.bytes, as: UTF8.self)
    }
}
