import FarthingCore
import FarthingGateway
import FarthingTesting
import Testing

/// What the tests of the HTTP companion begin with.
enum Companion {
    static func setup(
        _ budgets: [Budget],
        rules: [Rule] = [],
        claims: [String: String] = ["tag:budget": "*", "run": "*"]
    ) -> Setup {
        var setup = Setup(
            policy: Policy(id: "test", tenant: "acme", budgets: budgets, rules: rules)
        )
        setup.keys = [Rig.secret: Setup.key("k", claims: claims), "fk_other": Setup.key("other")]
        return setup
    }

    /// A budget that claims on its name count in.
    static func claimed(_ id: String, limit: Int64 = 10_000_000_000) throws -> Budget {
        let glob = try #require(Glob(id))
        return Setup.money(
            id,
            limit: limit,
            match: Match([Match.Term(dimension: .tag("budget"), pattern: glob)])
        )
    }
}

extension Rig {
    func companion(
        _ verb: String,
        _ body: String,
        key: String = Rig.secret
    ) async throws -> RawAnswer {
        try await ask(Chat.request(body, path: "/v1/\(verb)", key: key))
    }

    func decide(
        _ amount: String,
        budget: String?,
        model: String = "gpt-4o-mini",
        key: String = "k1",
        tenant: String = "acme",
        more: String = "",
        secret: String = Rig.secret
    ) async throws -> RawAnswer {
        let claimed = budget.map { #","budget_id":"\#($0)""# } ?? ""
        return try await companion(
            "decision",
            #"{"tenant_id":"\#(tenant)","claim_estimate_atomic":"\#(amount)","#
                + #""prompt_class":"general","model_class":"\#(model)","#
                + #""idempotency_key":"\#(key)"\#(claimed)\#(more)}"#,
            key: secret
        )
    }

    func trace(
        _ id: String,
        _ more: String,
        outcome: String = "ACCEPTED"
    ) async throws -> RawAnswer {
        try await companion(
            "trace",
            #"{"reservation_id":"\#(id)","outcome":"\#(outcome)"\#(more)}"#
        )
    }
}
