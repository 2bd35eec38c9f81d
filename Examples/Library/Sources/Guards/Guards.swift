import Farthing

/// Tools that an agent cannot call too often, twice, or without grounds.
@main
struct Guards {
    static func main() async throws {
        try await withRun("refund-4711", user: "alice") {
            try await withCustody(scope: ["user": "alice"]) {
                // What an agent makes up, no read has shown.
                await attempt { try await refund("order-9", cents: 500, key: "refund-order-9") }
                let order = try await readOrder("order-7")
                await attempt { try await refund(order, cents: 90_000, key: "refund-\(order)") }
                await attempt { try await refund(order, cents: 500, key: "refund-\(order)") }
                // The same again is answered, and not done twice.
                await attempt { try await refund(order, cents: 500, key: "refund-\(order)") }
            }
        }
    }

    private static func readOrder(_ id: String) async throws -> String {
        try await proving("read_order", facts: { [Fact("order", $0)] }) { id }
    }

    private static func refund(_ order: String, cents: Int64, key: String) async throws -> String {
        let guards = ToolGuards<String>(
            enforce: [.require("order", order), .threshold("cents", cents, 1...50_000)],
            idempotent: IdempotentGuard(key: key, arguments: ArgumentHash(order, cents)),
            attempts: 3,
            rate: RateLimitGuard(maxCalls: 5, per: .seconds(60)),
            breaker: CircuitGuard("payments"),
            timeout: .seconds(2)
        )
        return try await tool("refund", guards) {
            print("paying \(cents) cents for \(order)")
            return "refunded"
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
