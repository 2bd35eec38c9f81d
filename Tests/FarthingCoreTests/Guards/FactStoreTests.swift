import FarthingCore
import Testing

@Suite("Guards: facts")
struct FactStoreTests {
    private let alice = FactStore.Session(id: "s1", scope: ["user": "alice"])

    @Test("a proven fact holds in its session and scope until it lapses")
    func holds() {
        let facts = Held(FactStore())
        #expect(facts.prove([Fact("order", "42")], in: alice, ttlNanos: second, nowNanos: 0))
        #expect(facts.isProven(Fact("order", "42"), in: alice, nowNanos: second - 1))
        #expect(!facts.isProven(Fact("order", "42"), in: alice, nowNanos: second))
        for other in [
            FactStore.Session(id: "s2", scope: ["user": "alice"]),
            FactStore.Session(id: "s1", scope: ["user": "bob"]),
            FactStore.Session(id: "s1", scope: [:]),
            FactStore.Session(id: "s1", scope: ["user": "alice", "x": ""]),
        ] {
            #expect(!facts.isProven(Fact("order", "42"), in: other, nowNanos: 0))
        }
    }

    @Test(
        "no spelling of one fact passes for another",
        arguments: [
            (Fact("order", "vip:42"), Fact("order:vip", "42")),
            (Fact("a", "b,c"), Fact("a,b", "c")), (Fact("a", "=b"), Fact("a=", "b")),
            (Fact("order", "42"), Fact("order", "042")), (Fact("order", "42"), Fact("Order", "42")),
        ]
    )
    func structured(_ proven: Fact, _ wanted: Fact) {
        let facts = Held(FactStore())
        #expect(facts.prove([proven], in: alice, ttlNanos: second, nowNanos: 0))
        #expect(!facts.isProven(wanted, in: alice, nowNanos: 0))
    }

    @Test("scopes are structured too: a joined spelling is another scope")
    func scopes() {
        let facts = Held(FactStore())
        let joined = FactStore.Session(id: "s1", scope: ["user": "alice\",\"team\":\"x"])
        let both = FactStore.Session(id: "s1", scope: ["user": "alice", "team": "x"])
        #expect(facts.prove([Fact("order", "1")], in: joined, ttlNanos: second, nowNanos: 0))
        #expect(!facts.isProven(Fact("order", "1"), in: both, nowNanos: 0))
    }

    @Test("a fact proven again lapses later and never sooner")
    func again() {
        let facts = Held(FactStore())
        let fact = Fact("order", "42")
        #expect(facts.prove([fact], in: alice, ttlNanos: 100, nowNanos: 0))
        #expect(facts.prove([fact], in: alice, ttlNanos: 10, nowNanos: 20))
        #expect(facts.isProven(fact, in: alice, nowNanos: 99))
        #expect(facts.prove([fact], in: alice, ttlNanos: 100, nowNanos: 50))
        #expect(facts.isProven(fact, in: alice, nowNanos: 149))
        #expect(facts.count == 1)
    }

    @Test("fifty thousand lapsed facts leave no more than the living behind")
    func pruned() {
        let facts = Held(FactStore())
        for item in 0..<50_000 {
            let now = Int64(item) * second / 10
            let session = FactStore.Session(id: "s\(item / 100)", scope: [:])
            #expect(
                facts.prove([Fact("order", item)], in: session, ttlNanos: second, nowNanos: now)
            )
        }
        #expect(facts.count <= 120)
        #expect(facts.sessionCount <= 4)
    }

    @Test(
        "one session cannot crowd out another, and a full store notes all of a call's facts or none"
    )
    func bounded() {
        let facts = Held(FactStore(sessionsMax: 3, sessionFactsMax: 10, factsMax: 15))
        let bob = FactStore.Session(id: "s2", scope: [:])
        #expect(facts.prove(orders(0..<10), in: alice, ttlNanos: second, nowNanos: 0))
        #expect(!facts.prove(orders(10..<11), in: alice, ttlNanos: second, nowNanos: 1))
        #expect(facts.prove(orders(0..<10), in: alice, ttlNanos: second, nowNanos: 1))
        #expect(facts.prove(orders(0..<3), in: bob, ttlNanos: second, nowNanos: 1))
        #expect(!facts.prove(orders(3..<6), in: bob, ttlNanos: second, nowNanos: 1))
        #expect(facts.firstMissing(orders(0..<4), in: bob, nowNanos: 2) == Fact("order", 3))
        #expect(facts.count == 13)
        #expect(facts.prove(orders(10..<20), in: alice, ttlNanos: second, nowNanos: second + 1))
        #expect(facts.isProven(Fact("order", 19), in: alice, nowNanos: second + 1))
        facts.machine.forget(alice)
        #expect(!facts.isProven(Fact("order", 19), in: alice, nowNanos: second + 1))
    }

    private func orders(_ numbers: Range<Int>) -> [Fact] { numbers.map { Fact("order", $0) } }
}

extension Held<FactStore> {
    fileprivate func prove(
        _ minted: [Fact],
        in session: FactStore.Session,
        ttlNanos: Int64,
        nowNanos: Int64
    ) -> Bool {
        machine.prove(minted, in: session, ttlNanos: ttlNanos, nowNanos: nowNanos)
    }

    fileprivate func isProven(
        _ fact: Fact,
        in session: FactStore.Session,
        nowNanos: Int64
    ) -> Bool {
        machine.isProven(fact, in: session, nowNanos: nowNanos)
    }

    fileprivate func firstMissing(
        _ facts: [Fact],
        in session: FactStore.Session,
        nowNanos: Int64
    ) -> Fact? {
        machine.firstMissing(facts, in: session, nowNanos: nowNanos)
    }
}
