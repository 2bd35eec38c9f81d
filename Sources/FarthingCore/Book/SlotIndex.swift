/// Where things stand in an array, by a hash: a table of eight bytes a place, probed in a line.
///
/// It keeps hashes and slots and no keys: whoever asks compares the key that stands at a slot. The
/// hashes must have something of the process's own in them, as a dictionary's have, so that nobody who
/// chooses keys can make them meet.
package struct SlotIndex: Sendable {
    private static let capacityMin = 16
    /// What empty tables share.
    private static let none = [Cell](repeating: SlotIndex.vacant, count: SlotIndex.capacityMin)
    private static let vacant = Cell(hash: 0, slot: -1)
    /// What no other process has.
    private static let factors = (
        high: UInt64(bitPattern: Int64("high".hashValue)) | 1,
        low: UInt64(bitPattern: Int64("low".hashValue)) | 1
    )

    private struct Cell: Sendable {
        var hash: UInt32
        /// Negative where nothing stands.
        var slot: Int32
    }

    private var cells = SlotIndex.none
    /// By how much a hash is shifted to say where its probing begins.
    private var shift: UInt32 = 28
    private let high = SlotIndex.factors.high
    private let low = SlotIndex.factors.low
    /// How many slots are in it.
    package private(set) var count = 0

    package init() {}

    /// The slot of a hold's id, of which `isSame` says that its own id stands there.
    package func slot(of id: HoldID, where isSame: (Int) -> Bool) -> Int? {
        slot(hash: hash(id), where: isSame)
    }

    /// Adds an id that is not there.
    package mutating func add(_ id: HoldID, slot: Int) { add(hash: hash(id), slot: slot) }

    /// Takes an id out that stands at a slot; nothing happens where it is not there.
    package mutating func remove(_ id: HoldID, slot: Int) { remove(hash: hash(id), slot: slot) }

    /// The slot of a key with this hash, of which `isSame` says that the key stands there.
    func slot(hash: UInt32, where isSame: (Int) -> Bool) -> Int? {
        var place = Int(hash >> shift)
        while cells[place].slot >= 0 {
            if cells[place].hash == hash {
                let slot = Int(cells[place].slot)
                if isSame(slot) { return slot }
            }
            place = (place + 1) & (cells.count - 1)
        }
        return nil
    }

    /// Adds a key that is not there.
    mutating func add(hash: UInt32, slot: Int) {
        // Half of it stays free, so that a search ends after a step or two.
        if (count + 1) * 2 > cells.count { grow() }
        put(Cell(hash: hash, slot: Int32(slot)))
        count += 1
    }

    /// Takes a key out that stands at a slot; nothing happens where it is not there.
    mutating func remove(hash: UInt32, slot: Int) {
        let mask = cells.count - 1
        var gap = Int(hash >> shift)
        while cells[gap].slot != Int32(slot) {
            if cells[gap].slot < 0 { return }
            gap = (gap + 1) & mask
        }
        count -= 1
        // What stands behind it moves up, unless it stands where its probing begins or behind that.
        var next = (gap + 1) & mask
        while cells[next].slot >= 0 {
            let home = Int(cells[next].hash >> shift)
            if (next - home) & mask >= (next - gap) & mask {
                cells[gap] = cells[next]
                gap = next
            }
            next = (next + 1) & mask
        }
        cells[gap] = SlotIndex.vacant
    }

    private func hash(_ id: HoldID) -> UInt32 {
        let mixed = id.high &* high &+ id.low &* low
        // The upper half of a product depends on all of a factor; the lower half does not.
        return UInt32(truncatingIfNeeded: (mixed ^ (mixed >> 29)) >> 32)
    }

    private mutating func put(_ cell: Cell) {
        let mask = cells.count - 1
        var place = Int(cell.hash >> shift)
        while cells[place].slot >= 0 { place = (place + 1) & mask }
        cells[place] = cell
    }

    private mutating func grow() {
        let before = cells
        cells = [Cell](repeating: SlotIndex.vacant, count: before.count * 2)
        shift -= 1
        for cell in before where cell.slot >= 0 { put(cell) }
    }
}
