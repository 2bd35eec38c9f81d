import FarthingCore
import Testing

@Suite("Guards: the rate limiter")
struct RateLimiterTests {
    @Test("the window is (now − period, now]: what is a whole period old no longer counts")
    func window() throws {
        let limiter = Held(RateLimiter())
        let key = try key(2, second)
        #expect(limiter.wait(key, at: 0) == nil)
        #expect(limiter.wait(key, at: 10) == nil)
        #expect(limiter.wait(key, at: second - 1) == 1)
        #expect(limiter.wait(key, at: second) == nil)
        #expect(limiter.wait(key, at: second + 9) == 1)
        #expect(limiter.wait(key, at: second + 10) == nil)
    }

    @Test("refused calls are not counted and the wait is oldest + period − now")
    func refused() throws {
        let limiter = Held(RateLimiter())
        let key = try key(1, 60 * second)
        #expect(limiter.wait(key, at: 5) == nil)
        for now in stride(from: 10, to: 60 * second, by: Int(second)) {
            #expect(limiter.wait(key, at: Int64(now)) == 60 * second + 5 - Int64(now))
        }
        #expect(limiter.wait(key, at: 60 * second + 5) == nil)
    }

    @Test("random calls get what a plain log of all calls says", arguments: 1...8)
    func log(_ seed: UInt64) throws {
        var random = Dice(seed)
        let limiter = Held(RateLimiter(keysMax: 64))
        var logs: [RateLimiter.Key: [Int64]] = [:]
        var now: Int64 = 0
        var refused = 0
        for _ in 0..<4_000 {
            now += Int64(random.roll(20))
            let rule = random.roll(3)
            let key = try key([3, 7, 1][rule], [100, 500, 30][rule], scope: "u\(random.roll(4))")
            var log = logs[key, default: []]
            log.removeAll { $0 <= now - key.rule.periodNanos }
            if log.count < key.rule.maxCalls {
                log.append(now)
                #expect(limiter.wait(key, at: now) == nil)
            } else {
                refused += 1
                #expect(limiter.wait(key, at: now) == log[0] + key.rule.periodNanos - now)
            }
            logs[key] = log
        }
        #expect(refused > 200)
    }

    @Test("a cancelled call leaves the window as if it had never been, with others in between")
    func cancel() throws {
        let limiter = Held(RateLimiter())
        let key = try key(3, second)
        let first = try #require(limiter.ticket(key, at: 1))
        #expect(limiter.wait(key, at: 2) == nil)
        let third = try #require(limiter.ticket(key, at: 3))
        #expect(limiter.wait(key, at: 4) == second - 3)
        limiter.machine.cancel(first)
        #expect(limiter.wait(key, at: 5) == nil)
        limiter.machine.cancel(third)
        limiter.machine.cancel(third)
        #expect(limiter.wait(key, at: 6) == nil)
        #expect(limiter.wait(key, at: 7) == second + 2 - 7)
    }

    @Test("one name in two modules, two rules and two scope values are counted apart")
    func keys() throws {
        let limiter = Held(RateLimiter())
        let rule = try #require(RateRule(maxCalls: 1, periodNanos: second))
        let other = try #require(RateRule(maxCalls: 1, periodNanos: 2 * second))
        let bank = GuardKey(fileID: "Bank/Search.swift", tool: "search")
        let shop = GuardKey(fileID: "Shop/Search.swift", tool: "search")
        for key in [
            RateLimiter.Key(bank, rule, scope: nil), RateLimiter.Key(shop, rule, scope: nil),
            RateLimiter.Key(bank, other, scope: nil), RateLimiter.Key(bank, rule, scope: "alice"),
            RateLimiter.Key(bank, rule, scope: ""),
        ] {
            #expect(limiter.wait(key, at: 1) == nil)
            #expect(limiter.wait(key, at: 2) != nil)
        }
        #expect(GuardKey(fileID: "Shop/Other.swift", tool: "search") == shop)
    }

    @Test("a clock that steps back neither lengthens a wait nor reopens a window")
    func clock() throws {
        let limiter = Held(RateLimiter())
        let key = try key(1, 60 * second)
        #expect(limiter.wait(key, at: 1_000 * second) == nil)
        #expect(limiter.wait(key, at: 400 * second) == 60 * second)
        #expect(limiter.wait(key, at: 1_060 * second) == nil)
    }

    @Test("twenty thousand keys that are idle leave no more than live keys behind")
    func eviction() throws {
        let limiter = Held(RateLimiter(keysMax: 1_000))
        for user in 0..<20_000 {
            let key = try key(5, second, scope: "u\(user)")
            #expect(limiter.wait(key, at: Int64(user) * second / 100) == nil)
        }
        #expect(limiter.count <= 110)
        #expect(limiter.stampCount <= 110 * 5)
    }

    @Test("a full table forgets the idle ones and refuses new keys while all are busy")
    func full() throws {
        let limiter = Held(RateLimiter(keysMax: 3))
        for user in 0..<3 {
            #expect(limiter.wait(try key(1, second, scope: "\(user)"), at: 0) == nil)
        }
        let fourth = try key(1, second, scope: "4")
        guard case .full = limiter.machine.take(fourth, nowNanos: 1) else {
            Issue.record("a busy key was forgotten")
            return
        }
        #expect(limiter.wait(try key(1, second, scope: "0"), at: 2) == second - 2)
        #expect(limiter.wait(fourth, at: second) == nil)
    }

    @Test("a ring takes the room of its fullest window and not of its limit")
    func ring() throws {
        let limiter = Held(RateLimiter())
        let key = try key(1_000_000, second)
        for call in 0..<100_000 {
            #expect(limiter.wait(key, at: Int64(call) * second / 100) == nil)
        }
        #expect(limiter.stampCount <= 256)
        let bounded = Held(RateLimiter(stampsMax: 64))
        let big = try self.key(1_000, second)
        for _ in 0..<64 { #expect(bounded.wait(big, at: 1) == nil) }
        guard case .full = bounded.machine.take(big, nowNanos: 2) else {
            Issue.record("more instants than there is room for")
            return
        }
    }

    @Test(
        "a rule without calls or without a span is none",
        arguments: [(0, 1), (-1, 1), (1_000_001, 1), (1, 0), (1, -5), (1, Int64.max)]
            as [(Int, Int64)]
    )
    func rules(_ calls: Int, _ nanos: Int64) {
        #expect(RateRule(maxCalls: calls, periodNanos: nanos) == nil)
    }

    private func key(_ calls: Int, _ nanos: Int64, scope: String? = nil) throws -> RateLimiter.Key {
        let rule = try #require(RateRule(maxCalls: calls, periodNanos: nanos))
        return RateLimiter.Key(search, rule, scope: scope)
    }
}

extension Held<RateLimiter> {
    /// How long the call must wait; nil where it was admitted, -1 where there was no room.
    fileprivate func wait(_ key: RateLimiter.Key, at now: Int64) -> Int64? {
        switch machine.take(key, nowNanos: now) {
        case .admitted: nil
        case .refused(let nanos): nanos
        case .full: -1
        }
    }

    fileprivate func ticket(_ key: RateLimiter.Key, at now: Int64) -> RateLimiter.Ticket? {
        guard case .admitted(let ticket) = machine.take(key, nowNanos: now) else { return nil }
        return ticket
    }
}
