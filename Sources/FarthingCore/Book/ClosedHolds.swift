/// The holds that are over, the latest of them, for late and repeated commands.
package struct ClosedHolds: Sendable {
    private let keptMax: Int
    /// The records in the order in which their holds ended, from ``oldest`` on once it is full.
    private var records: [Record] = []
    private var oldest = 0
    private var places = SlotIndex()
    private var keys: [String: HoldID] = [:]

    /// A hold that is over: most are one line that was settled, and need no memory of their own.
    private struct Record: Sendable {
        var id: HoldID
        var form: Form
    }

    private enum Form: Sendable {
        case plain(PlainClosed)
        case whole(Boxed<HoldRecord>)
    }

    /// Keeps at most `keptMax` holds and forgets the oldest first.
    package init(keptMax: Int) {
        self.keptMax = max(1, keptMax)
    }

    /// Notes how a hold ended, or how that changed.
    package mutating func note(_ record: consuming HoldRecord) {
        if let key = record.key { keys[key.name] = record.id }
        let id = record.id
        note(Record(id: id, form: .whole(Boxed(record))))
    }

    /// Notes how a hold of one line ended that was settled for the first time.
    package mutating func note(_ closed: PlainClosed, of id: HoldID) {
        note(Record(id: id, form: .plain(closed)))
    }

    private mutating func note(_ record: consuming Record) {
        let id = record.id
        if let known = place(of: id) {
            records[known] = record
            return
        }
        if records.count < keptMax {
            places.add(id, slot: records.count)
            records.append(record)
            return
        }
        let forgotten = records[oldest].id
        if case .whole(let whole) = records[oldest].form, let key = whole.value.key,
            keys[key.name] == forgotten
        {
            keys[key.name] = nil
        }
        places.remove(forgotten, slot: oldest)
        places.add(id, slot: oldest)
        records[oldest] = record
        oldest += 1
        if oldest == keptMax { oldest = 0 }
    }

    /// The hold that a command asks for, where it is still remembered.
    package func find(_ missing: Book.Missing) -> HoldRecord? {
        switch missing {
        case .hold(let id): find(id)
        case .key(let name): keys[name].flatMap(find)
        }
    }

    private func find(_ id: HoldID) -> HoldRecord? {
        guard let place = place(of: id) else { return nil }
        switch records[place].form {
        case .plain(let closed): return closed.record(id)
        case .whole(let record): return record.value
        }
    }

    private func place(of id: HoldID) -> Int? {
        places.slot(of: id) { records[$0].id == id }
    }
}
