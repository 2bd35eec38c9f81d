/// The open holds by expiry, soonest first: a binary heap that can move and remove any of them.
package struct ExpiryQueue: Sendable {
    private var heap: [Item] = []
    /// Where each hold's slot stands in the heap; -1 when it does not.
    private var positions: [Int32] = []

    private struct Item: Sendable {
        var expiresAtMs: Int64
        var order: Int64
        var slot: Int32
    }

    package init() {}

    /// The soonest expiry; nil when nothing is open.
    package var first: (expiresAtMs: Int64, slot: Int)? {
        heap.first.map { (expiresAtMs: $0.expiresAtMs, slot: Int($0.slot)) }
    }

    /// Puts a slot in, or moves it to another expiry; among equal expiries the lower `order` is first.
    package mutating func set(slot: Int, expiresAtMs: Int64, order: Int64) {
        while positions.count <= slot { positions.append(-1) }
        let position = Int(positions[slot])
        if position < 0 {
            heap.append(Item(expiresAtMs: expiresAtMs, order: order, slot: Int32(slot)))
            positions[slot] = Int32(heap.count - 1)
            rise(from: heap.count - 1)
        } else {
            heap[position].expiresAtMs = expiresAtMs
            rise(from: position)
            sink(from: Int(positions[slot]))
        }
    }

    /// Takes a slot out; nothing happens when it is not in.
    package mutating func remove(slot: Int) {
        guard slot < positions.count, positions[slot] >= 0 else { return }
        let position = Int(positions[slot])
        positions[slot] = -1
        let last = heap.removeLast()
        guard position < heap.count else { return }
        heap[position] = last
        positions[Int(last.slot)] = Int32(position)
        rise(from: position)
        sink(from: Int(positions[Int(last.slot)]))
    }

    private func isBefore(_ left: Item, _ right: Item) -> Bool {
        // Equal times in the order of admission, so that the same commands give the same bytes.
        (left.expiresAtMs, left.order) < (right.expiresAtMs, right.order)
    }

    private mutating func rise(from start: Int) {
        var position = start
        while position > 0 {
            let parent = (position - 1) / 2
            guard isBefore(heap[position], heap[parent]) else { return }
            exchange(position, parent)
            position = parent
        }
    }

    private mutating func sink(from start: Int) {
        var position = start
        while true {
            var least = position
            let left = 2 * position + 1
            if left < heap.count, isBefore(heap[left], heap[least]) { least = left }
            if left + 1 < heap.count, isBefore(heap[left + 1], heap[least]) { least = left + 1 }
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
