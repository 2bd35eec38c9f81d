/// Holds that are over and that this batch may meet again, by id.
///
/// Most batches meet none or a few, which are looked through; only more are indexed.
struct RecalledHolds: Sendable {
    private static let scannedMax = 8

    private var records: [HoldRecord] = []
    private var places: [HoldID: Int] = [:]

    var isEmpty: Bool { records.isEmpty }

    subscript(id: HoldID) -> HoldRecord? { place(of: id).map { records[$0] } }

    /// Notes how a hold ended, or how that changed.
    mutating func note(_ record: HoldRecord) {
        if let place = place(of: record.id) {
            records[place] = record
            return
        }
        records.append(record)
        if records.count <= Self.scannedMax { return }
        let first = places.isEmpty ? 0 : records.count - 1
        for place in first..<records.count { places[records[place].id] = place }
    }

    mutating func removeAll() {
        if records.isEmpty { return }
        if records.count == 1 {
            _ = records.popLast()
        } else {
            records.removeAll(keepingCapacity: true)
        }
        if !places.isEmpty { places.removeAll(keepingCapacity: true) }
    }

    private func place(of id: HoldID) -> Int? {
        if records.isEmpty { return nil }
        if !places.isEmpty { return places[id] }
        return records.indices.first { records[$0].id == id }
    }
}
