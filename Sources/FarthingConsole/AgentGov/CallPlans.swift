import FarthingCore
import Synchronization

/// What calls of one agent to one tool have in common, made once.
final class CallPlan: Sendable {
    /// What receipts say of them.
    let context: CallContext
    /// The budget and the account in which they count.
    let budget: String
    let account: String

    init(
        _ found: Registry.Found,
        key: AccessKey,
        tool: String,
        reasons: [String],
        _ policies: any PolicyDesk
    ) {
        let policy = policies.inForce
        var scope = key.scope.merging(found.agent.scope)
        if scope[.tenant] == nil { scope[.tenant] = policies.tenant }
        // A scope has no empty values.
        scope[.tool] = tool.isEmpty ? nil : tool
        let name = tool.isEmpty ? "none" : tool
        context = CallContext(
            principal: key.id,
            provider: "none",
            modelRequested: name,
            modelResolved: name,
            policyID: policy?.id ?? "",
            policyVersion: policy?.version ?? 0,
            isEnforced: true,
            priceBook: "",
            scope: scope,
            reasons: reasons
        )
        budget = found.workspace.agentsBudget
        account = found.agent.account
    }
}

/// The plans that were made last: making one costs more than all else that a call does here.
final class CallPlans: Sendable {
    /// Plans kept; beyond it all are made anew.
    static let plansMax = 8_192

    private struct Key: Hashable, Sendable {
        var agent: String
        var tool: String
        var reasons: [String]
    }

    private struct State: Sendable {
        var plans: [Key: CallPlan] = [:]
        var policy: PolicyMark?
    }

    private let state = Mutex(State())

    /// The plan of a call.
    ///
    /// - Parameters:
    ///   - tool: what receipts call the tool.
    ///   - reasons: which rules have spoken.
    func plan(
        _ found: Registry.Found,
        key: AccessKey,
        tool: String,
        reasons: [String],
        _ policies: any PolicyDesk
    ) -> CallPlan {
        let policy = policies.inForce
        let name = Key(agent: found.agent.id, tool: tool, reasons: reasons)
        let known = state.withLock { state in
            state.policy == policy ? state.plans[name] : nil
        }
        // An agent may have been given another key.
        if let known, known.context.principal == key.id { return known }
        let plan = CallPlan(found, key: key, tool: tool, reasons: reasons, policies)
        state.withLock { state in
            if state.policy != policy || state.plans.count >= Self.plansMax {
                state.plans.removeAll(keepingCapacity: true)
                state.policy = policy
            }
            state.plans[name] = plan
        }
        return plan
    }
}
