/// A table of at most ``countMax`` entries, each of which lapses: after its instant it may go, before it
/// never does.
///
/// A full table makes room by what has lapsed, longest ago first, and by nothing else: an entry that
/// somebody still counts on is not lost because others came. Whoever finds no room must refuse.
struct LapsingTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    /// Entries that are looked at to find one that has lapsed. Each that had not is put where it
    /// belongs, so that the next search does not meet it: the work is paid by its prolongations.
    private static var looksMax: Int { 64 }

    /// A key whose hash is taken once, for the search, the insertion after it and every rehashing.
    struct Keyed: Sendable {
        let key: Key
        fileprivate let hash: UInt32

        init(_ key: Key) {
            self.key = key
            hash = UInt32(truncatingIfNeeded: key.hashValue)
        }
    }

    /// What its end reads stands together, apart from the key.
    private struct Slot {
        var lapsesAtNanos: Int64
        var serial: UInt64
        var hash: UInt32
        var value: Value
        var key: Key
    }

    /// Names an entry for as long as it is there.
    struct Place: Hashable, Sendable {
        fileprivate let slot: Int
        fileprivate let serial: UInt64
    }

    let countMax: Int
    private let blank: Value
    private var slots: [Slot] = []
    private var index = SlotIndex()
    private var free: [Int] = []
    /// When to look at an entry: never later than it lapses, often earlier, since one that is prolonged
    /// stays where it is until it is looked at.
    private var queue = DeadlineQueue()
    private var nextSerial: UInt64 = 1

    /// An empty table; `blank` stands where an entry was.
    init(countMax: Int, blank: Value) {
        precondition(countMax > 0 && countMax < Int(Int32.max), "a table has room for one at least")
        self.countMax = countMax
        self.blank = blank
    }

    /// How many entries are there, lapsed ones that are not yet gone included.
    var count: Int { index.count }

    /// Where a key's entry is.
    func place(of key: Key) -> Place? { place(of: Keyed(key)) }

    /// Where a key's entry is.
    func place(of key: Keyed) -> Place? {
        let found = index.slot(hash: key.hash) { slot in
            slots[slot].serial != 0 && slots[slot].key == key.key
        }
        guard let slot = found else { return nil }
        return Place(slot: slot, serial: slots[slot].serial)
    }

    /// Whether the entry is still there.
    func holds(_ place: Place) -> Bool { slots[place.slot].serial == place.serial }

    /// The entry's value; the entry must be there.
    subscript(place: Place) -> Value {
        get { slots[place.slot].value }
        _modify { yield &slots[place.slot].value }
    }

    /// When the entry lapses; `Int64.max` for never. The entry must be there.
    func lapsesAtNanos(_ place: Place) -> Int64 { slots[place.slot].lapsesAtNanos }

    /// Moves the instant at which the entry lapses.
    mutating func setLapse(_ place: Place, atNanos: Int64) {
        slots[place.slot].lapsesAtNanos = atNanos
        guard atNanos < Int64.max else { return }
        if let due = queue.due(slot: place.slot), due <= atNanos { return }
        queue.set(slot: place.slot, at: atNanos)
    }

    /// Adds an entry whose key must not be there; nil when the table is full. It removes nothing:
    /// callers first take what has lapsed, so that they can account for it.
    mutating func insert(_ key: consuming Keyed, _ value: consuming Value, lapsesAtNanos: Int64)
        -> Place?
    {
        guard index.count < countMax else { return nil }
        let serial = nextSerial
        nextSerial += 1
        let hash = key.hash
        let slot: Int
        if let reused = free.popLast() {
            slot = reused
            slots[slot].lapsesAtNanos = lapsesAtNanos
            slots[slot].serial = serial
            slots[slot].hash = hash
            slots[slot].value = value
            slots[slot].key = key.key
        } else {
            slot = slots.count
            slots.append(
                Slot(
                    lapsesAtNanos: lapsesAtNanos,
                    serial: serial,
                    hash: hash,
                    value: value,
                    key: key.key
                )
            )
        }
        index.add(hash: hash, slot: slot)
        let place = Place(slot: slot, serial: serial)
        if lapsesAtNanos < Int64.max { queue.set(slot: slot, at: lapsesAtNanos) }
        return place
    }

    /// Takes an entry out and returns its value; the entry must be there.
    @discardableResult
    mutating func remove(_ place: Place) -> Value {
        index.remove(hash: slots[place.slot].hash, slot: place.slot)
        let value = exchange(&slots[place.slot].value, with: blank)
        slots[place.slot].serial = 0
        queue.remove(slot: place.slot)
        free.append(place.slot)
        return value
    }

    /// Takes out one entry that has lapsed at `nowNanos`; nil when none is found.
    mutating func removeLapsed(nowNanos: Int64) -> Value? {
        for _ in 0..<Self.looksMax {
            guard let first = queue.first, first.at <= nowNanos else { return nil }
            // Read field by field: a copy of the entry would count all that it refers to.
            let lapsesAtNanos = slots[first.slot].lapsesAtNanos
            if lapsesAtNanos <= nowNanos {
                return remove(Place(slot: first.slot, serial: slots[first.slot].serial))
            }
            if lapsesAtNanos == Int64.max {
                queue.remove(slot: first.slot)
            } else {
                queue.set(slot: first.slot, at: lapsesAtNanos)
            }
        }
        return nil
    }

    /// Takes out up to two entries that have lapsed: called before each insertion, so that a table is no
    /// larger than what lives in it.
    mutating func prune(nowNanos: Int64) {
        guard removeLapsed(nowNanos: nowNanos) != nil else { return }
        _ = removeLapsed(nowNanos: nowNanos)
    }
}
