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

    package func withdrawApprovals(
        from source: HoldID,
        why: String
    ) async throws(SidecarRefusal) {
        let all: [ApprovalStatement]
        do throws(LedgerError) {
            all = try await ledger.approvals(limit: Self.approvalsMax)
        } catch {
            throw SidecarRefusal(error)
        }
        for approval in all where approval.source == source && approval.state.isOpen {
            // One that was used or has lapsed meanwhile keeps nothing.
            _ = try await apply(.withdrawApproval(approval.id, note: why))
        }
    }

    package func granted(_ marks: [String]) async -> [String] {
        // Who cannot know asks in the order of the claims.
        guard !marks.isEmpty, let all = try? await ledger.approvals(limit: Self.approvalsMax) else {
            return []
        }
        var voted: [String] = []
        var granted: [String] = []
        for approval in all where approval.principal == options.principal {
            guard approval.scope[.tenant] ?? tenant == tenant, let mark = approval.subjectMark,
                marks.contains(mark)
            else { continue }
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

    package func forbids(_ call: SidecarCall) async -> Bool {
        guard let plan = try? await lines(of: call) else { return true }
        if stopped(plan.scope) != nil { return true }
        if verdict(on: call, plan).decision == .block { return true }
        guard let accounts = try? await ledger.accounts() else { return false }
        return accounts.contains { account in
            account.isPaused
                && plan.held.contains { line in
                    line.budget == account.key.budget && line.scope == account.key.scope
                }
        }
    }

    /// What one of a decision's calls is part of; nil for one that stands for itself where nobody is asked.
    ///
    /// - Parameter plan: the call's own.
    func part(
        _ place: Int,
        of calls: [SidecarCall],
        _ plan: CallLines
    ) async throws(SidecarRefusal) -> DeskPart? {
        let call = calls[place]
        guard asksPeople || call.approvedSubject != nil else {
            return call.mayWait ? nil : DeskPart(approvalMark: nil, mayWait: false)
        }
        var claims: [DeskPart.Claim] = []
        // The others are asked about where a rule may ask about this one.
        if calls.count > 1, plan.match.asksPeople {
            for (index, claim) in calls.enumerated() {
                let lines = index == place ? plan : try await lines(of: claim)
                let judged = lines.judged(claim)
                claims.append(
                    DeskPart.Claim(scope: lines.scope, nanos: judged.nanos, tokens: judged.tokens)
                )
            }
        }
        return DeskPart(
            approvalMark: call.approvalMark,
            approvedSubject: call.approvedSubject,
            claims: claims,
            place: place,
            mayWait: call.mayWait
        )
    }
}

extension ApprovalStatement {
    /// Whether as many have said yes as must, and nobody no.
    var hasItsVotes: Bool { votes.allSatisfy(\.isFor) && votes.count >= terms.needed }
}

extension Policy {
    /// Whether people are asked for a yes to anything.
    var asksPeople: Bool {
        budgets.contains(where: \.hasApprovals) || rules.contains(where: \.asksPeople)
    }
}
