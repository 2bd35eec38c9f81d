/// The instants of the latest calls of one key, oldest first, in a ring that grows to what a window
/// has really held and no further.
struct RateRing: Sendable {
    private var stamps: [Int64] = []
    /// Where the oldest is; the ring begins there and goes round.
    private var head = 0
    private(set) var count = 0

    /// For how many instants there is room.
    var capacity: Int { stamps.count }

    /// The oldest instant; nil when there is none.
    var oldest: Int64? { count > 0 ? stamps[head] : nil }

    /// The newest instant; nil when there is none.
    var newest: Int64? { count > 0 ? stamps[position(count - 1)] : nil }

    /// Forgets the oldest instant.
    mutating func dropOldest() {
        head = position(1)
        count -= 1
    }

    /// Adds an instant that is not before any other; there must be room.
    mutating func append(_ stamp: Int64) {
        stamps[position(count)] = stamp
        count += 1
    }

    /// Takes the latest instant that equals `stamp` out again: as many steps as there were calls since.
    mutating func remove(_ stamp: Int64) {
        var at = count - 1
        while at >= 0, stamps[position(at)] > stamp { at -= 1 }
        guard at >= 0, stamps[position(at)] == stamp else { return }
        while at < count - 1 {
            stamps[position(at)] = stamps[position(at + 1)]
            at += 1
        }
        count -= 1
    }

    /// Makes room for `capacity` instants, which are more than now.
    mutating func grow(to capacity: Int) {
        var grown: [Int64] = []
        grown.reserveCapacity(capacity)
        grown.append(contentsOf: stamps[head...])
        grown.append(contentsOf: stamps[..<head])
        grown.append(contentsOf: repeatElement(0, count: capacity - stamps.count))
        stamps = grown
        head = 0
    }

    private func position(_ offset: Int) -> Int {
        let position = head + offset
        return position < stamps.count ? position : position - stamps.count
    }
}
