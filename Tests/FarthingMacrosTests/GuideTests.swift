import Farthing
import FarthingMacros
import Testing

/// The code of the guide, word for word.
@Suite("Decorators: the guide")
struct GuideTests {
    struct Order: Sendable {
        var id: String
        var cents: Int
    }

    struct Index: Sendable {
        func find(_ query: String) async throws -> [String] { [query] }
        func orders(of user: String) async throws -> [Order] { [Order(id: user, cents: 5)] }
        func cancel(_ id: String) async throws {}
    }

    struct Bank: Sendable {
        func refund(_ order: String, _ cents: Int) async throws -> String { "\(order): \(cents)" }
        func pay(_ order: String, _ cents: Int) async throws -> String { "\(order): \(cents)" }
    }

    let index = Index()
    let bank = Bank()

    @RateLimited(maxCalls: 5, per: .seconds(60), by: \.userID)
    func search(_ query: String, for userID: String) async throws -> [String] {
        try await index.find(query)
    }

    @Tool(
        enforce: [.require("order", \.order), .threshold(\.cents, 1...50_000)],
        idempotent: .key(\.idempotencyKey, ttl: .hours(1)),
        attempts: 3,
        rate: .calls(5, per: .seconds(60), by: \.user),
        breaker: CircuitGuard("payments-api"),
        timeout: .seconds(2)
    )
    func refund(
        order: String,
        cents: Int,
        user: String,
        idempotencyKey: String
    ) async throws -> String {
        try await bank.refund(order, cents)
    }

    @Idempotent(key: \.order.id, arguments: [\.order.cents], ttl: .hours(24))
    func pay(_ order: Order, note: String) async throws -> String {
        try await bank.pay(order.id, order.cents)
    }

    @Proves(.each("order", \.id))
    func listOrders(of user: String) async throws -> [Order] {
        try await index.orders(of: user)
    }

    @Enforces(.require("order", \.id), .block(\.note, "DROP TABLE"))
    func cancelOrder(_ id: String, note: String?) async throws {
        try await index.cancel(id)
    }

    @Test("the guide's functions do what it says")
    func guide() async throws {
        #expect(try await search("tea", for: "ann") == ["tea"])
        try await withCustody {
            try await withRun {
                let unread = await code {
                    try await refund(order: "ann", cents: 5, user: "ann", idempotencyKey: "1")
                }
                #expect(unread == .missingFact)
                _ = try await listOrders(of: "ann")
                for _ in 0..<2 {
                    let refunded = try await refund(
                        order: "ann",
                        cents: 5,
                        user: "ann",
                        idempotencyKey: "1"
                    )
                    #expect(refunded == "ann: 5")
                }
                let paid = try await pay(Order(id: "a", cents: 1), note: "x")
                let again = try await pay(Order(id: "a", cents: 1), note: "y")
                #expect(paid == again)
                #expect(
                    await code { try await pay(Order(id: "a", cents: 2), note: "x") }
                        == .keyConflict
                )
                try await cancelOrder("ann", note: nil)
                #expect(
                    await code { try await cancelOrder("ann", note: "; DROP TABLE x") }
                        == .patternBlocked
                )
            }
        }
    }
}
