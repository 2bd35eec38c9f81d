import FarthingCore
import Testing

@Suite("Guards: deadlines")
struct LapsingTests {
    @Test("random deadlines come out in order, moved and removed ones too", arguments: 1...6)
    func queue(_ seed: UInt64) {
        var dice = Dice(seed)
        var queue = DeadlineQueue()
        var model: [Int: Int64] = [:]
        for _ in 0..<3_000 {
            let slot = dice.roll(50)
            switch dice.roll(4) {
            case 0:
                queue.remove(slot: slot)
                model[slot] = nil
            default:
                let at = Int64(dice.roll(1_000))
                queue.set(slot: slot, at: at)
                model[slot] = at
            }
            #expect(queue.first?.at == model.values.min())
            #expect(queue.count == model.count)
            #expect(queue.due(slot: slot) == model[slot])
        }
    }
}
