package import FarthingCore

/// The holds that are over, the latest of them, for late and repeated commands.
package struct ClosedHolds: Sendable {
    private let keptMax: Int
    private var records: [HoldID: HoldRecord] = [:]
    private var keys: [String: HoldID] = [:]
    private var order: [HoldID] = []
    private var oldest = 0

    /// Keeps at most `keptMax` holds and forgets the oldest first.
    package init(keptMax: Int) {
        self.keptMax = max(1, keptMax)
    }

    /// Notes how a hold ended, or how that changed.
    package mutating func note(_ record: HoldRecord) {
        if let key = record.key { keys[key.name] = record.id }
        guard records.updateValue(record, forKey: record.id) == nil else { return }
        if order.count < keptMax {
            order.append(record.id)
            return
        }
        let forgotten = order[oldest]
        order[oldest] = record.id
        oldest = (oldest + 1) % keptMax
        if let key = records.removeValue(forKey: forgotten)?.key, keys[key.name] == forgotten {
            keys[key.name] = nil
        }
    }

    /// The hold that a command asks for, where it is still remembered.
    package func find(_ missing: Book.Missing) -> HoldRecord? {
        switch missing {
        case .hold(let id): records[id]
        case .key(let name): keys[name].flatMap { records[$0] }
        }
    }
}
