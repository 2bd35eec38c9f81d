/// The calls of one event loop that are under way: kept by place, since each comes and goes once and
/// is looked for by nobody else.
struct RunningCalls {
    private var slots: [(any RunningCall)?] = []
    private var free: [Int] = []
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    /// The calls as they are now; they may leave while they are walked.
    var all: [any RunningCall] { slots.compactMap { $0 } }

    mutating func add(_ call: any RunningCall) {
        guard call.slot == nil else { return }
        count += 1
        if let slot = free.popLast() {
            slots[slot] = call
            call.slot = slot
        } else {
            call.slot = slots.count
            slots.append(call)
        }
    }

    mutating func remove(_ call: any RunningCall) {
        guard let slot = call.slot else { return }
        count -= 1
        slots[slot] = nil
        free.append(slot)
        call.slot = nil
    }
}
