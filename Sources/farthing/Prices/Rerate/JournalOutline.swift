import FarthingCore
import FarthingSQLite

/// What a walk over a journal must know beforehand, in one bit for each entry: which settlements
/// later entries replace. Most lines are not parsed for it.
struct JournalOutline {
    /// How many entries the journal had; later ones are none of the walk's.
    private(set) var endSequence: Int64 = 0
    /// What the budgets counted before the walk's first entry.
    private(set) var units: [String: BudgetUnit] = [:]
    private var replaced: [UInt64] = []

    /// Reads the whole journal, checked; the walk will begin at `startSequence`.
    init(_ journal: CheckedJournal, startSequence: Int64) throws {
        endSequence = try journal.reader.entryCount()
        let end = endSequence
        try journal.forEach { batch in
            guard batch.firstSequence < end, Self.matters(batch.lines[...]) else { return }
            for (offset, line) in JournalLines(batch.lines).enumerated() where Self.matters(line) {
                let sequence = batch.firstSequence + Int64(offset)
                guard sequence < end else { return }
                take(
                    try Entry(line: line, sequence: sequence),
                    isBefore: sequence < startSequence
                )
            }
        }
    }

    /// Whether a later settlement stands in the place of an entry's.
    func isReplaced(_ sequence: Int64) -> Bool {
        let word = Int(sequence / 64)
        return word < replaced.count && replaced[word] & (1 << UInt64(sequence % 64)) != 0
    }

    private mutating func take(_ entry: Entry, isBefore: Bool) {
        switch entry.body {
        case .setBudget(let budget, _, _) where isBefore: units[budget.id] = budget.unit
        case .settle(let settlement) where settlement.kind != .weaker:
            guard let sequence = settlement.corrects, (0..<endSequence).contains(sequence) else {
                return
            }
            let word = Int(sequence / 64)
            if word >= replaced.count {
                replaced.append(contentsOf: repeatElement(0, count: word + 1 - replaced.count))
            }
            replaced[word] |= 1 << UInt64(sequence % 64)
        default: break
        }
    }

    /// Whether the bytes have `"correct…` or `:"setBud…`, eight bytes at each place; quotes within
    /// strings are escaped, so that no text of strangers looks like these.
    private static func matters(_ line: ArraySlice<UInt8>) -> Bool {
        let correction = word("\"correct")
        let budget = word(":\"setBud")
        return line.withUnsafeBytes { bytes in
            guard bytes.count >= 8 else { return false }
            for offset in 0...bytes.count - 8 {
                let found = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                if found == correction || found == budget { return true }
            }
            return false
        }
    }

    private static func word(_ text: StaticString) -> UInt64 {
        precondition(text.utf8CodeUnitCount == 8)
        return UnsafeRawPointer(text.utf8Start).loadUnaligned(as: UInt64.self)
    }
}
