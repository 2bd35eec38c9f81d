import FarthingCore
import Synchronization

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
        var edition = 0
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
        _ policies: any PolicyDesk,
        nowMs: Int64
    ) -> CallPlan {
        // First the number: a plan by something newer is made anew once too often, and never too seldom.
        let edition = policies.edition
        let policy = policies.inForce
        let name = Key(agent: found.agent.id, tool: tool, reasons: reasons)
        let known = state.withLock { state in
            state.policy == policy && state.edition == edition ? state.plans[name] : nil
        }
        // An agent may have been given another key.
        if let known, known.context.principal == key.id, nowMs < known.untilMs { return known }
        let plan = CallPlan(
            found,
            key: key,
            tool: tool,
            reasons: reasons,
            policies,
            nowMs: nowMs
        )
        state.withLock { state in
            if state.policy != policy || state.edition != edition
                || state.plans.count >= Self.plansMax
            {
                state.plans.removeAll(keepingCapacity: true)
                state.policy = policy
                state.edition = edition
            }
            state.plans[name] = plan
        }
        return plan
    }
}
