import Farthing
import FarthingCore
import FarthingTesting
import Testing

@Suite("What a log sees of the library's values")
struct ShownTests {
    /// Everything that a careless log may print of a value.
    private static func shown(_ value: some Any) -> String {
        var text = "\(value)\n" + String(reflecting: value) + "\n"
        dump(value, to: &text)
        return text
    }

    @Test("a governor shows its caller and prices, not the scope of its calls")
    func governor() async throws {
        var options = Governor.Options()
        options.principal = "shop"
        options.scope[.user] = "alice@example.com"
        options.onDecision = { _ in }
        let policy = try Policy("test") {
            try Budget("total", limit: .usd("0.30"), window: .total)
        }
        let governor = try await Governor(
            ledger: MemoryLedger(),
            policy: policy,
            options: options
        )
        _ = try await governor.spend(
            SpendRequest(provider: "openai", model: "gpt-5", cost: .usd("0.01"))
        ) { _ in Billed(1, .nothing) }
        for text in [Self.shown(governor), Self.shown(options)] {
            #expect(text.contains("shop"))
            #expect(!text.contains("alice"))
        }
        #expect("\(governor)" == "Governor(shop, prices: empty, with budgets)")
        #expect("\(Governor.standalone)".contains("no budgets of its own"))
    }

    @Test("sessions and scopes show their figures, whatever they are asked by")
    func sessions() async throws {
        let session = try BudgetedSession(limit: .usd("5.00"), tokens: 1_000)
        _ = try await session.spend(
            SpendRequest(provider: "openai", model: "gpt-5", cost: .usd("0.50"))
        ) { _ in Billed(1, .usd("0.25", tokens: 10)) }
        #expect(
            "\(session)"
                == "BudgetedSession(limit: 5.00 USD, spent: 0.25 USD, held: 0.00 USD; limit: 1000 tokens, "
                + "spent: 10 tokens, held: 0 tokens)"
        )
        #expect(Self.shown(session).contains("250000000"))
        let scope = try BudgetScope(limit: .usd("1"), user: "alice", name: "search")
        #expect(
            "\(scope)" == "BudgetScope(search, limit: 1.00 USD, spent: 0.00 USD, held: 0.00 USD)"
        )
        #expect(!Self.shown(scope).contains("alice"))
        #expect("\(try BudgetScope())" == "BudgetScope(no limit)")
    }

    @Test("a custody's id opens its facts, so that nothing shows it; a user is nobody's business")
    func context() {
        var scope = Scope()
        scope[.user] = "alice"
        let texts = withScope(scope) {
            withRun("run-7") {
                withCustody("unguessable", scope: ["user": "alice"]) {
                    let context = SpendContext.current
                    return [Self.shown(context), Self.shown(context.custody as Any)]
                }
            }
        }
        #expect(texts[0].contains("run-7"))
        for text in texts {
            #expect(!text.contains("unguessable"))
            #expect(!text.contains("alice"))
        }
    }

    @Test("ledgers, stores, hubs, clocks and requests can be dumped")
    func others() async throws {
        let store = GuardStore()
        try await idempotent("pay", key: "card-4242", reach: .everywhere, store: store) { "secret" }
        let texts = [
            Self.shown(MemoryLedger()), Self.shown(store), Self.shown(SpendEvents()),
            Self.shown(ManualClock()), Self.shown(SystemClock()), Self.shown(ScriptedProvider()),
            Self.shown(SpendRequest(tool: "search", cost: .usd("0.01"))),
            Self.shown(SpendError(.invalid, "no")), Self.shown(Bill.usd("0.1")),
        ]
        for text in texts {
            #expect(!text.isEmpty)
            #expect(!text.contains("4242"))
            #expect(!text.contains("secret"))
        }
    }
}
