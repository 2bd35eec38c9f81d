import Farthing
package import FarthingCore

/// Calls that wait for a yes.
extension LedgerDesk {
    package func approval(_ id: HoldID) async throws(SidecarRefusal) -> ApprovalStatement? {
        do throws(LedgerError) {
            return try await ledger.approval(id)
        } catch {
            throw SidecarRefusal(error)
        }
    }

    package func ask(of approval: ApprovalStatement) -> SidecarAsk {
        let policy = policy.policy
        var causes: [ApprovalCause] = approval.subjectRules
            .filter { id in policy.rules.contains { $0.id == id } }.map { .rule($0) }
        if causes.isEmpty {
            let asking = policy.budgets.filter { budget in
                budget.hasApprovals && approval.lines.contains { $0.budget == budget.id }
            }
            causes = asking.map { .share(budget: $0.id, reason: nil) }
        }
        return SidecarAsk(causes, policy, reasons: approval.reasons)
    }

    package func granted(_ marks: [String]) async -> [String] {
        let policy = policy.policy
        let asksPeople =
            policy.rules.contains { $0.action.asksPeople }
            || policy.budgets.contains(where: \.hasApprovals)
        // Who cannot know asks in the order of the claims.
        guard asksPeople, let all = try? await ledger.approvals(limit: Self.approvalsMax) else {
            return []
        }
        var voted: [String] = []
        var granted: [String] = []
        for approval in all where approval.principal == options.principal {
            guard let mark = approval.subjectMark, marks.contains(mark) else { continue }
            if approval.state == .granted {
                granted.append(mark)
            } else if approval.state == .pending, approval.hasItsVotes {
                voted.append(mark)
            }
        }
        return voted.filter { !granted.contains($0) } + granted
    }

    /// As many as can be open.
    private static let approvalsMax = 10_000

    /// What a call is part of.
    func part(
        _ call: SidecarCall,
        of first: SidecarCall?
    ) async throws(SidecarRefusal) -> DeskPart {
        var whole: DeskPart.Whole?
        if let first {
            let lines = try await lines(of: first)
            whole = DeskPart.Whole(
                scope: lines.scope,
                nanos: max(first.judged?.nanos ?? 0, lines.amounts.ceilingNanos),
                tokens: max(first.judged?.tokens ?? 0, lines.amounts.ceilingTokens)
            )
        }
        return DeskPart(
            approvalMark: call.approvalMark,
            whole: whole,
            waitsForPeople: call.waitsForPeople
        )
    }
}

extension ApprovalStatement {
    /// Whether as many have said yes as must, and nobody no.
    var hasItsVotes: Bool { votes.allSatisfy(\.isFor) && votes.count >= terms.needed }
}

extension RuleAction {
    fileprivate var asksPeople: Bool {
        if case .approve = self { return true }
        return false
    }
}
