import Farthing
import FarthingMacros

/// The tools of `Guards`, each rule where the function stands.
@main
struct Decorators {
    static func main() async throws {
        let shop = Shop()
        try await withRun("refund-4711", user: "alice") {
            try await withCustody(scope: ["user": "alice"]) {
                // What an agent makes up, no read has shown.
                await attempt { try await shop.refund(order: "order-9", cents: 500, key: "9") }
                let order = try await shop.order("order-7", for: "alice")
                await attempt { try await shop.refund(order: order, cents: 90_000, key: "7") }
                await attempt { try await shop.refund(order: order, cents: 500, key: "7") }
                // The same again is answered, and not done twice.
                await attempt { try await shop.refund(order: order, cents: 500, key: "7") }
            }
        }
        for query in ["wren", "robin", "finch"] {
            await attempt { try await shop.search(query, for: "alice") }
        }
    }

    private static func attempt(_ body: @Sendable () async throws -> String) async {
        do {
            print(try await body())
        } catch let error as GuardError {
            // What an agent may be shown: which rule, and what to do.
            print(error.prompt())
        } catch {
            print(error)
        }
    }
}

struct Shop {
    @Proves(.fact("order", \.self))
    func order(_ id: String, for user: String) async throws -> String { id }

    @RateLimited(maxCalls: 2, per: .seconds(60), by: \.user)
    func search(_ query: String, for user: String) async throws -> String { "found a \(query)" }

    @Tool(
        enforce: [.require("order", \.order), .threshold(\.cents, 1...50_000)],
        idempotent: .key(\.key, ttl: .hours(1)),
        attempts: 3,
        rate: .calls(5, per: .seconds(60)),
        breaker: CircuitGuard("payments"),
        timeout: .seconds(2)
    )
    func refund(order: String, cents: Int64, key: String) async throws -> String {
        print("paying \(cents) cents for \(order)")
        return "refunded"
    }
}
