import FarthingCore
import Testing

@Suite("Repeated refusals")
struct RefusalLogTests {
    private func source(_ principal: String, _ code: RefusalCode = .overLimit) -> RefusalLog.Source
    {
        RefusalLog.Source(principal: principal, code: code, account: nil)
    }

    @Test("repeats are counted for a second from the first one on, apart for each source")
    func counts() {
        var log = RefusalLog()
        #expect(log.count(source("a"), 0) == nil)
        log.begin(source("a"), sequence: 7, 100)
        log.begin(source("b"), sequence: 8, 200)
        log.begin(source("a", .paused), sequence: 9, 300)
        #expect(log.count(source("a"), 150) == 7)
        #expect(log.count(source("a"), 1_099) == 7)
        #expect(log.count(source("b"), 400) == 8)
        #expect(log.nextFlushMs == 1_100)
        #expect(log.flush(1_099).isEmpty)
        let due = log.flush(1_250)
        #expect(due.map(\.principal) == ["a", "b"])
        #expect(due.map(\.count) == [2, 1])
        #expect(due.map(\.first) == [7, 8])
        #expect(log.count(source("a"), 1_250) == nil)
        // Without a repeat there is nothing to write.
        #expect(log.nextFlushMs == 1_300)
        #expect(log.flush(1_300).isEmpty)
        #expect(log.nextFlushMs == nil)
    }

    @Test("a source that begins twice is counted and flushed once")
    func beginsTwice() {
        var log = RefusalLog()
        log.begin(source("a"), sequence: 1, 0)
        log.begin(source("a"), sequence: 2, 500)
        #expect(log.count(source("a"), 600) == 1)
        #expect(log.flush(1_000).map(\.first) == [1])
        #expect(log.nextFlushMs == nil)
    }

    @Test("beyond its bound it counts no further sources and forgets none")
    func bound() {
        var log = RefusalLog()
        for number in 0..<RefusalLog.sourcesMax + 5 {
            log.begin(source("p\(number)"), sequence: Int64(number), 0)
        }
        #expect(log.count(source("p0"), 1) == 0)
        #expect(log.count(source("p\(RefusalLog.sourcesMax)"), 1) == nil)
        #expect(log.flush(1_000).count == 1)
        log.begin(source("again"), sequence: 1, 1_000)
        #expect(log.count(source("again"), 1_001) == 1)
        #expect(log.flush(2_000).map(\.principal) == ["again"])
    }
}
