import FarthingCore
import FarthingPolicy
import Foundation

/// The public vectors of agentguard-spend's decisions, as made by the product itself.
enum AgentguardVectors {
    /// Calls under one policy, one after the other.
    struct Sequence: Sendable {
        var id: String
        var tags: [String]
        /// When what was spent before was spent.
        var startMs: Int64
        /// The policy as its JSON.
        var policy: [UInt8]
        var prior: [Spend]
        var steps: [Step]
        /// Prices beside the product's own.
        var prices: [String: AgentguardPrice]

        var isQuirk: Bool { tags.contains("quirk") }
    }

    struct Step: Sendable {
        var nowMs: Int64
        var call: AgentguardCall
        var expected: Expected
        var spendAfter: [Spend]
    }

    struct Spend: Hashable, Sendable {
        var scopeKey: String
        var window: AgentguardWindow
        var cents: Int64
    }

    struct Expected: Hashable, Sendable {
        var action: String
        var triggeredCap: Cap?
        var triggeredCapIndex: Int?
        var triggeredScopeKey: String?
        var projectedCents: Int64
        var windowSpendBefore: Int64
        var windowSpendAfter: Int64
        var provider: String
        var modelRequested: String
        var modelResolved: String
        var policyID: String
        var policyVersion: Int64
        var mode: String
        var reason: String
        var reasonsCount: Int
    }

    struct Cap: Hashable, Sendable {
        var amountCents: Int64
        var window: String
        var action: String
        var downgradeTo: String?
        var reason: String?
    }

    /// A vector file is not what it was.
    struct Fault: Error { var what: String }

    static func file(_ name: String) throws -> JSONNode {
        let url = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Vectors/agentguard_spend/\(name)")
        return try JSONDocument([UInt8](Data(contentsOf: url))).root
    }

    static func cases(_ name: String) throws -> [JSONNode] {
        let cases = try file(name).member("cases").map { Array($0.elements) }
        guard let cases, !cases.isEmpty else { throw Fault(what: name) }
        return cases
    }

    /// `policy_cases.json`: sequences of one call.
    static func policyCases() throws -> [Sequence] {
        try cases("policy_cases.json").map { try sequence($0, [$0]) }
    }

    static func policySequences() throws -> [Sequence] {
        try cases("policy_sequences.json").map { node in
            try sequence(node, node.member("steps").map { Array($0.elements) } ?? [])
        }
    }

    /// The product's own prices; for comparisons only.
    static func prices() throws -> [String: AgentguardPrice] {
        var prices: [String: AgentguardPrice] = [:]
        for model in try file("cost_table.json").member("models").map({ Array($0.elements) }) ?? []
        {
            prices[try text(model, "model")] = try price(model)
        }
        return prices
    }

    private static func sequence(_ node: JSONNode, _ steps: [JSONNode]) throws -> Sequence {
        guard let policy = node.member("policy") else { throw Fault(what: "policy") }
        var prices: [String: AgentguardPrice] = [:]
        for field in node.member("cost_overrides")?.members.map({ $0 }) ?? [] {
            prices[field.name] = try price(field.value)
        }
        return Sequence(
            id: try text(node, "id"),
            tags: node.member("tags")?.elements.compactMap(\.string) ?? [],
            startMs: try int(node, "now_ms"),
            policy: policy.withView { Array($0.source) },
            prior: try spends(node, "prior_spend"),
            steps: try steps.map(step),
            prices: prices
        )
    }

    private static func step(_ node: JSONNode) throws -> Step {
        guard let call = node.member("call"), let scope = call.member("scope"),
            let expected = node.member("expected")
        else { throw Fault(what: "call, scope or expected") }
        return Step(
            nowMs: try int(node, "now_ms"),
            call: AgentguardCall(
                provider: try text(call, "provider"),
                model: try text(call, "model"),
                inputTokens: try int(call, "inputTokens"),
                outputTokens: try int(call, "outputTokens"),
                scope: try self.scope(scope),
                capabilityClaim: call.member("capabilityClaim")?.string
                    .flatMap { Capability(name: $0) }
            ),
            expected: try self.expected(expected),
            spendAfter: try spends(node, "spend_after")
        )
    }

    private static func expected(_ node: JSONNode) throws -> Expected {
        var cap: Cap?
        if let node = node.member("triggeredCap"), !node.isNull {
            cap = Cap(
                amountCents: try int(node, "amountCents"),
                window: try text(node, "window"),
                action: try text(node, "action"),
                downgradeTo: node.member("downgradeTo")?.string,
                reason: node.member("reason")?.string
            )
        }
        return Expected(
            action: try text(node, "action"),
            triggeredCap: cap,
            triggeredCapIndex: node.member("triggeredCapIndex")?.int64.map { Int($0) },
            triggeredScopeKey: node.member("triggeredScopeKey")?.string,
            projectedCents: try int(node, "projectedCents"),
            windowSpendBefore: try int(node, "windowSpendBefore"),
            windowSpendAfter: try int(node, "windowSpendAfter"),
            provider: try text(node, "provider"),
            modelRequested: try text(node, "modelRequested"),
            modelResolved: try text(node, "modelResolved"),
            policyID: try text(node, "policyId"),
            policyVersion: try int(node, "policyVersion"),
            mode: try text(node, "enforcementMode"),
            reason: try text(node, "reasonKind"),
            reasonsCount: Int(try int(node, "reasonsCount"))
        )
    }

    static func scope(_ node: JSONNode) throws -> AgentguardScope {
        AgentguardScope(
            tenantID: try text(node, "tenantId"),
            userID: node.member("userId")?.string,
            teamID: node.member("teamId")?.string,
            agentID: node.member("agentId")?.string,
            taskID: node.member("taskId")?.string,
            provider: node.member("provider")?.string
        )
    }

    private static func spends(_ node: JSONNode, _ key: String) throws -> [Spend] {
        try node.member(key)?.elements.map { spend in
            guard let window = AgentguardWindow(rawValue: try text(spend, "window")) else {
                throw Fault(what: "window")
            }
            return Spend(
                scopeKey: try text(spend, "scopeKey"),
                window: window,
                cents: try int(spend, "cents")
            )
        } ?? []
    }

    /// Cents for a thousand tokens, exactly: 10⁻⁹ of them are 10 nanos for a million.
    static func price(_ node: JSONNode) throws -> AgentguardPrice {
        func rate(_ key: String) throws -> Rate {
            guard let nanos = node.member(key)?.decimalNanos() else { throw Fault(what: key) }
            return Rate(nanosPerMillion: nanos * 10)
        }
        return AgentguardPrice(
            input: try rate("inputCentsPerKtok"),
            output: try rate("outputCentsPerKtok")
        )
    }

    static func text(_ node: JSONNode, _ key: String) throws -> String {
        guard let text = node.member(key)?.string else { throw Fault(what: key) }
        return text
    }

    static func int(_ node: JSONNode, _ key: String) throws -> Int64 {
        guard let int = node.member(key)?.int64 else { throw Fault(what: key) }
        return int
    }
}
