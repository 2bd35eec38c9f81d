import FarthingCore
import Testing

@Suite("The index of holds")
struct SlotIndexTests {
    @Test("it agrees with a dictionary over 30,000 random steps", arguments: [3, 60, 5_000])
    func agreesWithDictionary(_ size: Int) {
        var dice = Dice(UInt64(size))
        var index = SlotIndex()
        var model: [HoldID: Int] = [:]
        let ids = (0..<size).map { HoldID(random: UInt64($0), UInt64($0 / 3)) }
        for step in 0..<30_000 {
            let slot = dice.roll(size)
            let id = ids[slot]
            if model[id] == nil {
                index.add(id, slot: slot)
                model[id] = slot
            } else if dice.roll(2) == 0 {
                index.remove(id, slot: slot)
                model[id] = nil
            }
            let asked = ids[dice.roll(size)]
            guard index.slot(of: asked, where: { ids[$0] == asked }) == model[asked],
                index.count == model.count
            else {
                Issue.record("step \(step)")
                return
            }
        }
    }

    @Test("what is not there is not found, and taking it out does nothing")
    func absent() {
        var index = SlotIndex()
        let id = HoldID(random: 1, 2)
        #expect(index.slot(of: id, where: { _ in true }) == nil)
        index.remove(id, slot: 0)
        index.add(id, slot: 4)
        index.remove(id, slot: 5)
        #expect(index.slot(of: id, where: { $0 == 4 }) == 4)
        #expect(index.count == 1)
    }
}
