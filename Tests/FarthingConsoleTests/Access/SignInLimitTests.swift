import Testing

@testable import FarthingConsole

@Suite("Console access: how many sign-ins may fail")
struct SignInLimitTests {
    private static let start: Int64 = 1_800_000_000_000

    @Test("a client has its tries at once, and then one at a time")
    func client() {
        let limit = SignInLimit(client: .init(triesMax: 3, refillMs: 30_000))
        for _ in 0..<3 { #expect(limit.take("192.0.2.1", nowMs: Self.start) == nil) }
        #expect(limit.take("192.0.2.1", nowMs: Self.start) == 30_000)
        #expect(limit.take("192.0.2.1", nowMs: Self.start + 29_999) == 1)
        #expect(limit.take("192.0.2.2", nowMs: Self.start) == nil)
        #expect(limit.take("192.0.2.1", nowMs: Self.start + 30_000) == nil)
        #expect(limit.take("192.0.2.1", nowMs: Self.start + 30_000) == 30_000)
        // A day of rest does not save up tries.
        let later = Self.start + 86_400_000
        for _ in 0..<3 { #expect(limit.take("192.0.2.1", nowMs: later) == nil) }
        #expect(limit.take("192.0.2.1", nowMs: later) != nil)
    }

    @Test("a clock that was set back keeps nobody out")
    func clockSetBack() {
        let limit = SignInLimit(client: .init(triesMax: 2, refillMs: 30_000))
        for _ in 0..<2 { #expect(limit.take("192.0.2.1", nowMs: Self.start) == nil) }
        let day: Int64 = 86_400_000
        for _ in 0..<2 { #expect(limit.take("192.0.2.1", nowMs: Self.start - day) == nil) }
        #expect(limit.take("192.0.2.1", nowMs: Self.start - day) == 30_000)
    }

    @Test("what succeeds takes nothing away")
    func givesBack() {
        let limit = SignInLimit(client: .init(triesMax: 1, refillMs: 30_000))
        for _ in 0..<50 {
            #expect(limit.take("192.0.2.1", nowMs: Self.start) == nil)
            limit.giveBack("192.0.2.1")
        }
    }

    @Test("many clients together have a bound too")
    func all() {
        let limit = SignInLimit(all: .init(triesMax: 20, refillMs: 1_000))
        for index in 0..<20 {
            #expect(limit.take("192.0.2.\(index)", nowMs: Self.start) == nil)
        }
        #expect(limit.take("198.51.100.1", nowMs: Self.start) == 1_000)
        #expect(limit.take("198.51.100.1", nowMs: Self.start + 1_000) == nil)
    }

    @Test("memory is bounded: full buckets are forgotten, and nobody new is let in past the bound")
    func memory() {
        let limit = SignInLimit(
            client: .init(triesMax: 1, refillMs: 1_000),
            all: .init(triesMax: 1_000_000, refillMs: 1),
            clientsMax: 100
        )
        for index in 0..<100 { #expect(limit.take("host\(index)", nowMs: Self.start) == nil) }
        #expect(limit.take("host100", nowMs: Self.start) == 1_000)
        #expect(limit.count == 100)
        #expect(limit.take("host100", nowMs: Self.start + 1_000) == nil)
        #expect(limit.count == 1)
    }

    @Test(
        "a client of version 6 is its network, whatever address in it it takes",
        arguments: [
            ("192.0.2.1", "192.0.2.1"), ("", ""), ("::ffff:192.0.2.1", "192.0.2.1"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2::6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
            ("2001:db8::1", "2001:db8:0:0::/64"), ("::1", "0:0:0:0::/64"), ("::", "0:0:0:0::/64"),
            ("1::4:5:6:7:8", "1:0:0:4::/64"),
        ]
    )
    func networks(_ address: String, _ network: String) {
        #expect(ClientNetwork.of(address) == network)
    }
}
