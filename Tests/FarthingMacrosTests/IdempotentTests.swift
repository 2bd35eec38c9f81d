import Farthing
import FarthingMacros
import Testing

@Suite("@Idempotent")
struct IdempotentTests {
    private enum Kits {
        static let once = DecoratorKit()
        static let other = DecoratorKit()
    }

    enum Currency: String, Sendable { case euro, dollar }

    @Idempotent(key: \.key, ttl: .hours(1), store: Kits.once.store)
    func pay(_ key: String?, cents: Int, in currency: Currency, tags: Set<String>) async throws
        -> Int
    {
        Kits.once.runs.add()
    }

    @Test("a repeat gets the first result, with a positional key, whatever order a set has")
    func repeats() async throws {
        let tags = Set((0..<20).map { "tag\($0)" })
        try await withRun {
            let first = try await pay("a", cents: 500, in: .euro, tags: tags)
            for _ in 0..<5 {
                var others = Set<String>(minimumCapacity: 200)
                for tag in tags.shuffled() { others.insert(tag) }
                let again = try await pay("a", cents: 500, in: .euro, tags: others)
                #expect(again == first)
            }
            #expect(
                await code { try await pay("a", cents: 501, in: .euro, tags: tags) } == .keyConflict
            )
            #expect(
                await code { try await pay("a", cents: 500, in: .dollar, tags: tags) }
                    == .keyConflict
            )
            #expect(
                await code { try await pay("a", cents: 500, in: .euro, tags: []) } == .keyConflict
            )
            #expect(
                await code { try await pay(nil, cents: 500, in: .euro, tags: []) } == .missingKey
            )
            #expect(
                await code { try await pay("", cents: 500, in: .euro, tags: []) } == .missingKey
            )
            let second = try await pay("b", cents: 1, in: .euro, tags: [])
            #expect(second == first + 1)
        }
    }

    struct Order: Sendable {
        var id: String
        var cents: Int
    }

    @Idempotent(
        key: \.order.id,
        arguments: [\.order.cents],
        onDuplicate: .refuse,
        reach: .everywhere,
        isSafe: { $0 is Refused },
        name: "ship",
        store: Kits.other.store
    )
    func ship(_ order: Order, note: String, fails: (any Error)? = nil) async throws -> Int {
        if let fails { throw fails }
        return Kits.other.runs.add()
    }

    @Test("what is named binds the key, and nothing else; safe errors free it, others do not")
    func named() async throws {
        let order = Order(id: "1", cents: 5)
        #expect(await failure { try await ship(order, note: "", fails: Refused()) } is Refused)
        #expect(try await ship(order, note: "a") == 1)
        #expect(await code { try await ship(order, note: "b") } == .duplicate)
        let other = Order(id: "1", cents: 6)
        #expect(await code { try await ship(other, note: "b") } == .keyConflict)
        let second = Order(id: "2", cents: 5)
        #expect(
            await failure { try await ship(second, note: "", fails: Unreachable()) } is Unreachable
        )
        #expect(await code { try await ship(second, note: "") } == .outcomeUnknown)
        let isFree = try await Kits.other.store.forgetKey("2", tool: "ship", run: nil)
        #expect(isFree)
        #expect(try await ship(second, note: "") == 2)
    }

    @Test("arguments are compared by texts that tell them apart and are the same each time")
    func texts() {
        #expect(Decorated.text("a") == "a")
        #expect(Decorated.text(5) == "5")
        #expect(Decorated.text(String?.none) == nil)
        #expect(Decorated.text(Int?(5)) == "5")
        #expect(Decorated.text(Currency.euro) == "euro")
        #expect(Decorated.text(Currency?.none) == nil)
        #expect(Decorated.text(Set(["a, b"])) != Decorated.text(Set(["a", "b"])))
        #expect(Decorated.text(["b": 1, "a": 2]) == Decorated.text(["a": 2, "b": 1]))
        #expect(Decorated.text(["a": 1]) != Decorated.text(["a": 2]))
        #expect(Decorated.text(["a", "b"]) != Decorated.text(["b", "a"]))
    }
}
