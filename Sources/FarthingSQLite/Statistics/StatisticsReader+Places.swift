import FarthingCore
import GRDB

extension StatisticsReader {
    /// Something that entries have in common.
    package struct PlaceTerm: Hashable, Sendable {
        package var field: String
        package var value: String

        package init(field: String, value: String) {
            self.field = field
            self.value = value
        }
    }

    /// Some entries' numbers, and where to go on.
    package struct Found: Hashable, Sendable {
        package var sequences: [Int64]
        /// The number with which the next look begins; nil at the end.
        package var next: Int64?
    }

    /// Steps of one look: what it takes where terms that are often met are never met together.
    private static let stepsMax = 100_000

    /// The entries that have all of some terms, from a number on in either direction.
    ///
    /// - Parameters:
    ///   - terms: none for every entry.
    ///   - range: the entries that come into question.
    ///   - isUpwards: whether the oldest come first.
    package func entries(
        with terms: [PlaceTerm],
        in range: Range<Int64>,
        isUpwards: Bool,
        limit: Int
    ) throws -> Found {
        if range.isEmpty { return Found(sequences: [], next: nil) }
        if terms.isEmpty { return Self.every(range, isUpwards, limit) }
        return try read { database in
            var lists = terms.map { PlaceList($0, isUpwards: isUpwards) }
            var found = Found(sequences: [], next: nil)
            var place = isUpwards ? range.lowerBound : range.upperBound - 1
            for _ in 0..<Self.stepsMax {
                var candidate = place
                for index in lists.indices {
                    guard let next = try lists[index].next(from: candidate, database),
                        range.contains(next)
                    else { return found }
                    candidate = next
                }
                if candidate == place || lists.count == 1 {
                    if found.sequences.count == limit {
                        found.next = candidate
                        return found
                    }
                    found.sequences.append(candidate)
                    place = candidate + (isUpwards ? 1 : -1)
                } else {
                    place = candidate
                }
                guard range.contains(place) else { return found }
            }
            found.next = place
            return found
        }
    }

    /// The values of a field, in the order of their bytes: those behind one, at most so many.
    package func values(of field: String, after: String?, limit: Int) throws -> [String] {
        try read { database in
            // A step for each value, however many entries have it.
            let statement = try database.cachedStatement(
                sql: "SELECT value FROM places WHERE field = ? AND value > ? ORDER BY value LIMIT 1"
            )
            var values: [String] = []
            var place = after ?? ""
            while values.count < limit,
                let next = try String.fetchOne(statement, arguments: [field, place])
            {
                values.append(next)
                place = next
            }
            return values
        }
    }

    private static func every(_ range: Range<Int64>, _ isUpwards: Bool, _ limit: Int) -> Found {
        let count = min(Int64(limit), Int64(range.count))
        guard isUpwards else {
            let sequences = (0..<count).map { range.upperBound - 1 - $0 }
            let next = range.upperBound - 1 - count
            return Found(sequences: sequences, next: next >= range.lowerBound ? next : nil)
        }
        let next = range.lowerBound + count
        return Found(
            sequences: Array(range.lowerBound..<next),
            next: next < range.upperBound ? next : nil
        )
    }

    /// Between which numbers the entries of some time are; a few hundred beside them may be in it.
    package func sequences(fromMs: Int64, toMs: Int64) throws -> Range<Int64> {
        try read { database in
            let end = try StatisticsFile.place(database).nextSequence
            let first = try Int64.fetchOne(
                database,
                sql: "SELECT MAX(sequence) FROM times WHERE at_ms < ?",
                arguments: [fromMs]
            )
            let last = try Int64.fetchOne(
                database,
                sql: "SELECT MIN(sequence) FROM times WHERE at_ms >= ?",
                arguments: [toMs]
            )
            let lower = first ?? 0
            return lower..<max(lower, min(end, last ?? end))
        }
    }
}

/// The entries of one term, a row at a time.
private struct PlaceList {
    private let term: StatisticsReader.PlaceTerm
    private let isUpwards: Bool
    /// The row that was read last, in its order.
    private var row: [Int64] = []

    init(_ term: StatisticsReader.PlaceTerm, isUpwards: Bool) {
        self.term = term
        self.isUpwards = isUpwards
    }

    /// The first of its entries at a number or behind it; nil where there is none.
    mutating func next(from sequence: Int64, _ database: Database) throws -> Int64? {
        // What is before or behind the row may be in another.
        if let first = row.first, let last = row.last, (first...last).contains(sequence) {
            return inRow(sequence)
        }
        row = try read("first <= ? ORDER BY first DESC", sequence, database)
        if let found = inRow(sequence) { return found }
        guard isUpwards else { return nil }
        row = try read("first > ? ORDER BY first", sequence, database)
        return row.first
    }

    /// The entry of the row that is at a number, or the next in the list's direction.
    private func inRow(_ sequence: Int64) -> Int64? {
        var low = 0
        var high = row.count
        while low < high {
            let middle = (low + high) / 2
            if row[middle] < sequence { low = middle + 1 } else { high = middle }
        }
        if isUpwards { return low < row.count ? row[low] : nil }
        if low < row.count, row[low] == sequence { return sequence }
        return low > 0 ? row[low - 1] : nil
    }

    private func read(
        _ condition: String,
        _ sequence: Int64,
        _ database: Database
    ) throws -> [Int64] {
        let row = try Row.fetchOne(
            try database.cachedStatement(
                sql: """
                    SELECT first, offsets FROM places
                    WHERE field = ? AND value = ? AND \(condition) LIMIT 1
                    """
            ),
            arguments: [term.field, term.value, sequence]
        )
        guard let row else { return [] }
        let stored = StoredRow(row, of: "places")
        let first = try stored.integer(0, in: JournalReader.Batch.sequences)
        let bytes = try stored.bytes(1)
        return stride(from: 0, to: bytes.count - 1, by: 2).map { index in
            first + Int64(bytes[index]) + Int64(bytes[index + 1]) << 8
        }
    }
}
