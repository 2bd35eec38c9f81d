/// Numbered things by the instant at which each is due, in whatever unit; any can be moved or taken out.
///
/// Most come in the order in which they are due, since most last equally long: these stand in a line,
/// where coming and going costs a step. What comes out of order stands in a binary heap beside it.
package struct DeadlineQueue: Sendable {
    private struct Item: Sendable {
        var at: Int64
        var order: Int64
        /// Negative for what was taken out of the line and still has its place there.
        var slot: Int32

        func isBefore(_ other: Item) -> Bool {
            at != other.at ? at < other.at : order < other.order
        }
    }

    /// Below this many places a line is not worth being closed up.
    private static let gapsMin = 32
    private static let absent: Int32 = -1

    /// In order; from ``head`` on, where something stands unless the line is empty. So it does in the
    /// last place.
    private var line: [Item] = []
    private var head = 0
    /// Places of the line, from ``head`` on, that are empty.
    private var gaps = 0
    private var heap: [Item] = []
    /// Where each slot stands: in the heap, or in the line as -2 for the first place, -3 and so on; or
    /// ``absent``.
    private var positions: [Int32] = []

    package init() {}

    /// How many are waiting.
    package var count: Int { heap.count + line.count - head - gaps }

    /// The one that is due first, among equals the one of the lowest order; nil when nothing waits.
    package var first: (at: Int64, slot: Int)? {
        if head < line.count {
            if let top = heap.first, top.isBefore(line[head]) {
                return (at: top.at, slot: Int(top.slot))
            }
            return (at: line[head].at, slot: Int(line[head].slot))
        }
        return heap.first.map { (at: $0.at, slot: Int($0.slot)) }
    }

    /// When a slot is due; nil when it is not in.
    package func due(slot: Int) -> Int64? {
        guard slot < positions.count, positions[slot] != Self.absent else { return nil }
        let position = Int(positions[slot])
        return position >= 0 ? heap[position].at : line[-2 - position].at
    }

    /// Puts a slot in, or moves it to another instant.
    package mutating func set(slot: Int, at: Int64, order: Int64 = 0) {
        while positions.count <= slot { positions.append(Self.absent) }
        remove(slot: slot)
        let item = Item(at: at, order: order, slot: Int32(slot))
        if let last = line.last, item.isBefore(last) {
            heap.append(item)
            positions[slot] = Int32(heap.count - 1)
            rise(from: heap.count - 1)
            return
        }
        positions[slot] = Int32(-2 - line.count)
        line.append(item)
    }

    /// Takes a slot out; nothing happens when it is not in.
    package mutating func remove(slot: Int) {
        guard slot < positions.count, positions[slot] != Self.absent else { return }
        let position = Int(positions[slot])
        positions[slot] = Self.absent
        if position >= 0 { removeFromHeap(position) } else { removeFromLine(-2 - position) }
    }

    // MARK: The line

    private mutating func removeFromLine(_ place: Int) {
        line[place].slot = -1
        gaps += 1
        while let last = line.last, last.slot < 0 {
            line.removeLast()
            // Places before the head are empty too, and were never counted as gaps.
            if line.count >= head { gaps -= 1 }
        }
        head = min(head, line.count)
        while head < line.count, line[head].slot < 0 {
            head += 1
            gaps -= 1
        }
        if line.isEmpty { head = 0 }
        // Half of it is empty: as much was taken out as is moved now.
        if head + gaps > Self.gapsMin, (head + gaps) * 2 > line.count { closeUp() }
    }

    private mutating func closeUp() {
        var kept = 0
        for place in head..<line.count where line[place].slot >= 0 {
            line[kept] = line[place]
            positions[Int(line[kept].slot)] = Int32(-2 - kept)
            kept += 1
        }
        line.removeLast(line.count - kept)
        head = 0
        gaps = 0
    }

    // MARK: The heap

    private mutating func removeFromHeap(_ position: Int) {
        let last = heap.removeLast()
        guard position < heap.count else { return }
        heap[position] = last
        positions[Int(last.slot)] = Int32(position)
        rise(from: position)
        sink(from: Int(positions[Int(last.slot)]))
    }

    private mutating func rise(from start: Int) {
        var position = start
        while position > 0 {
            let parent = (position - 1) / 2
            guard heap[position].isBefore(heap[parent]) else { return }
            exchange(position, parent)
            position = parent
        }
    }

    private mutating func sink(from start: Int) {
        var position = start
        while true {
            var least = position
            let left = 2 * position + 1
            if left < heap.count, heap[left].isBefore(heap[least]) { least = left }
            if left + 1 < heap.count, heap[left + 1].isBefore(heap[least]) { least = left + 1 }
            if least == position { return }
            exchange(position, least)
            position = least
        }
    }

    private mutating func exchange(_ left: Int, _ right: Int) {
        heap.swapAt(left, right)
        positions[Int(heap[left].slot)] = Int32(left)
        positions[Int(heap[right].slot)] = Int32(right)
    }
}
