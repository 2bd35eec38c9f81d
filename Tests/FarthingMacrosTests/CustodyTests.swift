import Farthing
import FarthingMacros
import Testing

@Suite("@Proves and @Enforces")
struct CustodyTests {
    private static let kit = DecoratorKit()
    private static let amounts: ClosedRange<Money> = {
        guard let min = Money(nanos: 1), let max = Money(nanos: 500) else { fatalError() }
        return min...max
    }()

    struct Order: Sendable {
        var id: Int
        var batch: String?
    }

    struct Page: Sendable {
        var orders: [Order]
    }

    @Proves(.fact("order", \.id), store: CustodyTests.kit.store)
    func read(_ id: Int) async throws -> Order { Order(id: id) }

    @Proves(.fact("batch", \.batch), store: CustodyTests.kit.store)
    func readBatch(_ batch: String?) async throws -> Order { Order(id: 1, batch: batch) }

    @Proves(.each("order", \.id, maxItems: 3), store: CustodyTests.kit.store)
    func list(_ ids: [Int]) async throws -> [Order] { ids.map { Order(id: $0) } }

    @Proves(
        .facts({ (page: Page) in page.orders.map { Fact("order", $0.id) } }),
        store: CustodyTests.kit.store
    )
    func page(_ ids: [Int]) async throws -> Page { Page(orders: ids.map { Order(id: $0) }) }

    @Enforces(.require("order", \.id, hint: "Read it."), store: CustodyTests.kit.store)
    func refund(_ id: Int) async throws -> Int { id }

    @Enforces(.require("order", \.ids), .require("batch", \.batch), store: CustodyTests.kit.store)
    func refundAll(_ ids: [Int], in batch: String?) async throws -> Int { ids.count }

    @Test("a write needs what a read has proven, in the same session")
    func custody() async throws {
        try await withCustody {
            let error = await failure { try await refund(42) } as? GuardError
            #expect(error?.code == .missingFact)
            #expect(error?.hint == "Read it.")
            #expect(error?.tool == "FarthingMacrosTests.CustodyTests.refund(_:)")
            _ = try await read(42)
            #expect(try await refund(42) == 42)
            #expect(await code { try await refund(43) } == .missingFact)
            await withCustody {
                #expect(await code { try await refund(42) } == .missingFact)
            }
        }
        #expect(await code { try await refund(42) } == .noSession)
        #expect(await code { try await read(42) } == .noSession)
    }

    @Test("each of a collection is proven and required; nil is neither")
    func collections() async throws {
        try await withCustody {
            _ = try await list([1, 2])
            _ = try await page([3])
            #expect(try await refundAll([1, 2, 3], in: nil) == 3)
            #expect(await code { try await refundAll([1, 4], in: nil) } == .missingFact)
            #expect(await code { try await refundAll([1], in: "b") } == .missingFact)
            _ = try await readBatch(nil)
            #expect(await code { try await refundAll([1], in: "b") } == .missingFact)
            _ = try await readBatch("b")
            #expect(try await refundAll([1], in: "b") == 1)
            #expect(await code { try await list([1, 2, 3, 4]) } == .tooManyResults)
        }
    }

    @Enforces(
        .threshold(\.count, 1...500),
        .threshold(\.small, 0...9),
        .threshold(\.amount, CustodyTests.amounts, hint: "Less."),
        .block(\.note, "drop*table"),
        .block(\.note, /secret-\d+/),
        store: CustodyTests.kit.store
    )
    func order(count: Int64, small: UInt8? = nil, amount: Money? = nil, note: String? = nil)
        async throws
    {}

    @Test("numbers and texts must meet each rule; the first that is broken is told")
    func values() async throws {
        try await order(count: 1)
        try await order(count: 500, small: 9, amount: Money(nanos: 500), note: "tables")
        for count in [Int64.min, 0, 501] {
            let error = await failure { try await order(count: count) } as? GuardError
            #expect(error?.code == .thresholdExceeded)
            #expect(error?.details["argument"] == "count")
        }
        #expect(await code { try await order(count: 1, small: 10) } == .thresholdExceeded)
        let error = await failure { try await order(count: 1, amount: Money(nanos: 501)) }
        #expect((error as? GuardError)?.hint == "Less.")
        for note in ["please drop my table", "a secret-12"] {
            #expect(await code { try await order(count: 1, note: note) } == .patternBlocked)
        }
    }

    @Test("a pattern that could not be read blocks every text")
    func unreadablePattern() async {
        for text in ["", "a", "a\nb"] {
            let rule = Decorated.block("note", text, "")
            let refused = await code {
                try await enforcing("x", Decorated.rules(rule), store: Self.kit.store) {}
            }
            #expect(refused == .patternBlocked)
        }
        #expect(Decorated.block("note", nil, "") == nil)
    }
}
