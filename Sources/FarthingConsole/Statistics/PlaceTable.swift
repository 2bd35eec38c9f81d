/// Where entries are, by what they have in common, as far as that is new.
struct PlaceTable {
    /// Values whose index is remembered; beyond it all are forgotten.
    private static let valuesMax = 200_000

    /// Counted up when every index that was handed out is void.
    private(set) var epoch = 0
    private var indices: [Key: Int] = [:]
    private var keys: [Key] = []
    private var sequences: [[Int64]] = []
    private var changed: [Int] = []

    private struct Key: Hashable {
        var field: EntryField
        var value: String
    }

    mutating func index(_ field: EntryField, _ value: String) -> Int {
        let key = Key(field: field, value: value)
        if let index = indices[key] { return index }
        let index = keys.count
        indices[key] = index
        keys.append(key)
        sequences.append([])
        return index
    }

    /// Notes an entry, which comes behind all that were noted.
    mutating func add(_ sequence: Int64, at index: Int) {
        if sequences[index].isEmpty { changed.append(index) }
        if sequences[index].last != sequence { sequences[index].append(sequence) }
    }

    /// What was noted since it was last taken.
    mutating func take() -> [EntryPlaces] {
        let taken = changed.map { index in
            EntryPlaces(
                field: keys[index].field,
                value: keys[index].value,
                sequences: sequences[index]
            )
        }
        for index in changed { sequences[index].removeAll() }
        changed.removeAll(keepingCapacity: true)
        if keys.count > Self.valuesMax {
            epoch += 1
            indices.removeAll()
            keys.removeAll()
            sequences.removeAll()
        }
        return taken
    }
}
