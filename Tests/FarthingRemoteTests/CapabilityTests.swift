import Farthing
import FarthingCore
import FarthingRemote
import Testing

@Suite("Remote ledger: what a call is trusted with")
struct CapabilityTests {
    private static func policy() throws -> Policy {
        var policy = Policy(id: "p", budgets: [Server.money()])
        policy.rules = [
            Rule(
                id: "payments",
                conditions: [.scope(.tool, try #require(Glob("pay_*")))],
                action: .require(.paymentInitiate)
            )
        ]
        return policy
    }

    private static func request(_ capability: Capability? = nil) -> SpendRequest {
        SpendRequest(tool: "pay_invoice", cost: .nanos(1_000), capability: capability)
    }

    /// Whether a call is let through; nil for an error that is no rule's.
    private static func passes(_ governor: Governor, _ request: SpendRequest) async throws -> Bool?
    {
        do {
            try await governor.spend(request) { _ in Billed((), .nanos(1)) }
            return true
        } catch let error as SpendError {
            guard error.code == .rule else { return nil }
            #expect(error.reasons == ["payments"])
            #expect(error.message.contains("payment_initiate"))
            return false
        }
    }

    @Test(
        "the lower of key and call counts: nobody gets more by asking, and less is believed",
        arguments: [
            (.paymentInitiate, nil, true),
            (.paymentExecute, nil, true),
            (.dataWrite, nil, false),
            (.dataWrite, .paymentExecute, false),
            (nil, nil, false),
            (nil, .paymentExecute, false),
            (.paymentExecute, .paymentExecute, true),
            (.paymentExecute, .paymentInitiate, true),
            (.paymentExecute, .dataWrite, false),
            (.paymentInitiate, .readOnly, false),
        ] as [(Capability?, Capability?, Bool)]
    )
    func lower(_ own: Capability?, _ asked: Capability?, _ isLet: Bool) async throws {
        try await Server.with(try Self.policy()) { server in
            let key = own.map { Server.key(trusted: $0) } ?? Server.key
            let governor = Governor(ledger: try server.remote(key: key))
            #expect(try await Self.passes(governor, Self.request(asked)) == isLet)
            // What no rule asks about passes all the same.
            let plain = SpendRequest(tool: "search", cost: .nanos(1), capability: asked)
            #expect(try await Self.passes(governor, plain) == true)
        }
    }

    @Test("a task's and a governor's capability go along, and a task can only lower its own")
    func context() async throws {
        try await Server.with(try Self.policy()) { server in
            let remote = try server.remote(key: Server.key(trusted: .paymentExecute))
            var options = Governor.Options()
            options.capability = .readOnly
            let low = Governor(ledger: remote, options: options)
            #expect(try await Self.passes(low, Self.request()) == false)
            let governor = Governor(ledger: remote)
            let within = try await withCapability(.dataWrite) {
                let plain = try await Self.passes(governor, Self.request())
                let asking = try await Self.passes(governor, Self.request(.paymentExecute))
                let inner = try await withCapability(.paymentExecute) {
                    try await Self.passes(governor, Self.request())
                }
                return [plain, asking, inner]
            }
            #expect(within == [false, false, false])
            #expect(try await Self.passes(governor, Self.request()) == true)
        }
    }

    @Test("a hold that its rule let begin low may not grow past what it was trusted with")
    func extended() async throws {
        var policy = Policy(id: "p", budgets: [Server.money()])
        policy.rules = [
            Rule(
                id: "large",
                conditions: [.cost(.greaterOrEqual, nanos: 4_000_000)],
                action: .require(.paymentInitiate)
            )
        ]
        try await Server.with(policy) { server in
            let remote = try server.remote(key: Server.key(trusted: .paymentExecute))
            let governor = Governor(ledger: remote, prices: Server.prices)
            for (asked, grows) in [(nil, true), (Capability.dataWrite, false)] {
                let bound = CallBound(inputTokensMax: 1_000, outputTokensMax: 500)
                let request = SpendRequest(
                    provider: "openai",
                    model: "gpt-4o-mini",
                    cost: .call(bound),
                    capability: asked
                )
                var call = try await governor.hold(request).dispatch()
                do {
                    try await call.extend(outputTokens: 1_000)
                    #expect(grows)
                } catch let error as SpendError {
                    #expect(!grows && error.code == .rule)
                }
                _ = try await call.settle(.nothing)
            }
        }
    }

    @Test("a key's trust ends with the key, for calls that are yet to begin")
    func ends() async throws {
        try await Server.with(try Self.policy()) { server in
            let endMs = SystemClock().nowMs + 3_000
            let key = Server.key(trusted: .paymentExecute, untilMs: endMs)
            let governor = Governor(ledger: try server.remote(key: key))
            #expect(try await Self.passes(governor, Self.request()) == true)
            try await until("the key is over") {
                do throws(SpendError) {
                    _ = try await governor.hold(Self.request())
                    return false
                } catch {
                    return error.code == .notAuthorized
                }
            }
            #expect(SystemClock().nowMs >= endMs)
        }
    }

    @Test("the same key with less trust is other content, and refused")
    func keyed() async throws {
        try await Server.with { server in
            let remote = try server.remote(key: Server.key(trusted: .paymentExecute))
            let governor = Governor(ledger: remote)
            var request = Self.request()
            request.idempotencyKey = "invoice-1"
            try await governor.spend(request) { _ in Billed((), .nanos(1)) }
            request.capability = .readOnly
            let error = try await spendError { _ = try await governor.hold(request) }
            #expect(error.code == .duplicate)
        }
    }
}
