import FarthingCore
import Testing

@Suite("Waiting in turn")
struct WaitQueueTests {
    @Test("runs take turns, whatever the number of their calls")
    func fair() {
        var queue = WaitQueue<String>()
        for ticket in ["a1", "a2", "a3", "b1", "c1"] {
            let got1 = queue.join(ticket, place: "p", run: String(ticket.prefix(1)))
            #expect(got1)
        }
        var served: [String] = []
        var next = queue.roomMade(at: "p")
        while let ticket = next {
            served.append(ticket)
            next = queue.leave(ticket)
        }
        #expect(served == ["a1", "b1", "c1", "a2", "a3"])
        #expect(queue.count == 0)
        #expect(!queue.isWaitedFor("p"))
    }

    @Test("one tries at a time, and who finds no room keeps the place")
    func oneAtATime() {
        var queue = WaitQueue<Int>()
        _ = queue.join(1, place: "p", run: "a")
        _ = queue.join(2, place: "p", run: "b")
        let got2 = queue.roomMade(at: "p")
        #expect(got2 == 1)
        let got3 = queue.roomMade(at: "p")
        #expect(got3 == nil)
        // Room was made while it tried: it tries again at once.
        let got4 = queue.foundNone(1)
        #expect(got4 == 1)
        let got5 = queue.foundNone(1)
        #expect(got5 == nil)
        let got6 = queue.roomMade(at: "p")
        #expect(got6 == 1)
        let got7 = queue.leave(1)
        #expect(got7 == 2)
    }

    @Test("whoever leaves without having tried wakes nobody")
    func gone() {
        var queue = WaitQueue<Int>()
        _ = queue.join(1, place: "p", run: "a")
        _ = queue.join(2, place: "p", run: "a")
        let got8 = queue.leave(1)
        #expect(got8 == nil)
        let got9 = queue.roomMade(at: "p")
        #expect(got9 == 2)
        let got10 = queue.leave(7)
        #expect(got10 == nil)
        let got11 = queue.foundNone(7)
        #expect(got11 == nil)
    }

    @Test("a ticket waits at one place at a time")
    func moves() {
        var queue = WaitQueue<Int>()
        _ = queue.join(1, place: "p", run: "a")
        _ = queue.join(1, place: "q", run: "a")
        #expect(queue.count == 1)
        #expect(!queue.isWaitedFor("p"))
        #expect(queue.waitedFor == ["q"])
        let got12 = queue.roomMade(at: "p")
        #expect(got12 == nil)
        let got13 = queue.roomMade(at: "q")
        #expect(got13 == 1)
    }

    @Test("no more wait than the bound allows")
    func bounded() {
        var queue = WaitQueue<Int>()
        for ticket in 0..<WaitQueue<Int>.waitingMax {
            let got14 = queue.join(ticket, place: "p\(ticket % 7)", run: "r\(ticket % 13)")
            #expect(got14)
        }
        let got15 = queue.join(-1, place: "p", run: "a")
        #expect(!got15)
        #expect(queue.count == WaitQueue<Int>.waitingMax)
    }

    @Test("whatever happens, everybody who stays is served, and one run never twice before another")
    func random() {
        var generator = PolicyTestGenerator(state: 99)
        for _ in 0..<300 {
            var queue = WaitQueue<Int>()
            var waiting: Set<Int> = []
            for ticket in 0..<Int.random(in: 1...40, using: &generator) {
                _ = queue.join(
                    ticket,
                    place: "p",
                    run: "r\(Int.random(in: 0..<5, using: &generator))"
                )
                waiting.insert(ticket)
                guard Int.random(in: 0..<4, using: &generator) == 0 else { continue }
                let gone = Int.random(in: 0...ticket, using: &generator)
                let next = queue.leave(gone)
                waiting.remove(gone)
                #expect(next == nil)
            }
            var next = queue.roomMade(at: "p")
            while let ticket = next {
                #expect(waiting.remove(ticket) != nil)
                next = queue.leave(ticket)
            }
            #expect(waiting.isEmpty)
            #expect(queue.count == 0)
        }
    }
}
