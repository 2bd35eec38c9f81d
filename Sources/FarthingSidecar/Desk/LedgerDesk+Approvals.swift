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
                approval.lines.contains { $0.budget == budget.id }
                    && budget.thresholds.contains { $0.action.asksPeople }
            }
            causes = asking.map { .share(budget: $0.id, reason: nil) }
        }
        return SidecarAsk(causes, policy, reasons: approval.reasons)
    }
}

extension ThresholdAction {
    fileprivate var asksPeople: Bool {
        if case .approve = self { return true }
        return false
    }
}
