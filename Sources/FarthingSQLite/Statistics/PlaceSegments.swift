/// Puts the numbers of entries together into rows of some hundred, so that a row is neither one entry's
/// nor all of them.
struct PlaceSegments {
    /// A row: the first number, and how much further each is, in two bytes each, the lower first.
    struct Segment {
        var field: String
        var value: String
        var first: Int64
        var offsets: [UInt8]
    }

    /// The longest row, since it is written anew with each commit that adds to it.
    private static let bytesMax = 512
    /// Rows that are gone on with; beyond it all are forgotten, and new ones begin.
    private static let rowsMax = 50_000

    private struct Key: Hashable {
        var field: String
        var value: String
    }

    private struct Row {
        var first: Int64
        var offsets: [UInt8]
    }

    private var rows: [Key: Row] = [:]

    /// The rows that some entries change.
    mutating func take(_ places: [StatisticsRows.Places]) -> [Segment] {
        var segments: [Segment] = []
        segments.reserveCapacity(places.count)
        for places in places {
            let key = Key(field: places.field, value: places.value)
            var row = rows[key]
            for sequence in places.sequences {
                if let known = row,
                    known.offsets.count >= Self.bytesMax
                        || sequence - known.first > Int64(UInt16.max)
                {
                    segments.append(Self.segment(key, known))
                    row = nil
                }
                if row == nil { row = Row(first: sequence, offsets: []) }
                let offset = UInt16(truncatingIfNeeded: sequence - (row?.first ?? sequence))
                row?.offsets.append(UInt8(truncatingIfNeeded: offset))
                row?.offsets.append(UInt8(truncatingIfNeeded: offset >> 8))
            }
            guard let row else { continue }
            segments.append(Self.segment(key, row))
            if rows.count >= Self.rowsMax { rows.removeAll(keepingCapacity: true) }
            rows[key] = row
        }
        return segments
    }

    private static func segment(_ key: Key, _ row: Row) -> Segment {
        Segment(field: key.field, value: key.value, first: row.first, offsets: row.offsets)
    }
}
