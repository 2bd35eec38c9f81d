package import FarthingCore

/// What came of one case.
package struct PolicyTestResult: Sendable {
    package var name: String
    package var line: Int
    /// What was otherwise than expected; empty where nothing was.
    package var failures: [PolicyTestFailure]
    /// How many calls were made.
    package var callCount: Int64

    package var isGood: Bool { failures.isEmpty }
}

/// One difference between what was expected and what came.
package struct PolicyTestFailure: Hashable, Sendable {
    /// Which call of the case, from 1; nil where it has one call only.
    package var call: Int64?
    package var line: Int
    package var what: String
    package var expected: String
    package var got: String
    /// Why it came so, as receipts would say.
    package var reasons: [String]
}

extension PolicyTestCase {
    /// Runs the case against a policy.
    ///
    /// - Parameter nowMs: when it begins where it does not say so itself.
    package func run(
        _ policy: CompiledPolicy,
        _ prices: PriceBook,
        nowMs: Int64
    ) -> PolicyTestResult {
        var nowMs = atMs ?? nowMs
        var trial = PolicyTrial(policy, prices, atMs: nowMs)
        var failures: [PolicyTestFailure] = []
        if let first = calls.first {
            let scope = first.call.withProvider(in: trial.prices, atMs: nowMs).scope
            let balances = given.compactMap { $0.balance(of: policy.policy, scope) }
            if let budget = trial.seed(balances, atMs: nowMs) {
                let what = "the budget \"\(budget)\" cannot have what is given"
                failures.append(.init(line: line, what: what, expected: "", got: "", reasons: []))
            }
        }
        let total = calls.reduce(0) { $0 + $1.times }
        var number: Int64 = 0
        for made in calls {
            nowMs += made.afterMs
            for _ in 0..<made.times {
                number += 1
                let found = made.make(&trial, nowMs)
                for var failure in found {
                    failure.call = total > 1 ? number : nil
                    failures.append(failure)
                }
            }
        }
        return PolicyTestResult(name: name, line: line, failures: failures, callCount: number)
    }
}

extension PolicyTestBalance {
    /// The account of the policy that is meant; without a scope that in which the call counts.
    fileprivate func balance(of policy: Policy, _ scope: Scope) -> TrialBalance? {
        guard let budget = policy.budgets.first(where: { $0.id == account.budget }) else {
            return nil
        }
        return TrialBalance(
            budget: budget.id,
            scope: account.scope ?? scope.key(per: budget.per),
            spent: spent,
            held: held,
            isPaused: isPaused
        )
    }
}

extension PolicyTestCall {
    /// Makes the call, books what it costs, and says what was otherwise than expected.
    fileprivate func make(_ trial: inout PolicyTrial, _ nowMs: Int64) -> [PolicyTestFailure] {
        let call = call.withProvider(in: trial.prices, atMs: nowMs)
        let (outcome, held) = trial.ask(call, atMs: nowMs, isTraced: true)
        if let held, !isRunning, let bound = outcome.steps.last?.bound {
            let granted = outcome.grantedTokens ?? bound.outputTokens
            trial.settle(
                held,
                costNanos: actualNanos
                    ?? bound.cost.amountNanos(outputTokens: min(granted, bound.outputTokens)),
                tokens: bound.inputTokens + min(granted, bound.outputTokens),
                atMs: nowMs
            )
        }
        guard let expect else { return [] }
        var failures: [PolicyTestFailure] = []
        func check(_ what: String, _ expected: String?, _ got: String?) {
            guard let expected, expected != got else { return }
            failures.append(
                PolicyTestFailure(
                    line: line,
                    what: what,
                    expected: expected,
                    got: got ?? "none",
                    reasons: outcome.told
                )
            )
        }
        check("decision", expect.decision, outcome.decision.name)
        check("to", expect.to, outcome.model)
        let determining = trial.determining(outcome, atMs: nowMs)
        check("rules", expect.rules.map { Self.list($0) }, Self.list(determining))
        if let refusedBy = expect.refusedBy {
            let names = outcome.refusedBy(determining)
            if !names.contains(refusedBy) { check("refused_by", refusedBy, Self.list(names)) }
        }
        let isApproval = outcome.decision == .approve
        check("approvers", expect.approvers, isApproval ? outcome.approval?.group : nil)
        check("need", expect.need.map(String.init), outcome.approval.map { String($0.needed) })
        check(
            "output",
            expect.outputTokens.map(String.init),
            outcome.grantedTokens.map { String($0) }
        )
        for left in expect.left ?? [] {
            guard let (budget, free) = trial.free(left.account, call.scope, nowMs) else { continue }
            check(
                "left in \(left.account.budget)",
                BudgetUnit.shown(left.amount, budget.unit),
                BudgetUnit.shown(free, budget.unit)
            )
        }
        return failures
    }

    private static func list(_ names: [String]) -> String {
        names.isEmpty ? "none" : names.sorted(by: utf8Precedes).joined(separator: ", ")
    }
}

extension TrialOutcome {
    /// What a test file may name as what refuses the call.
    package func refusedBy(_ determining: [String]) -> [String] {
        guard case .block(let cause) = decision else { return [] }
        switch cause {
        case .rules: return determining
        case .unmatched: return ["unmatched"]
        case .unpriced: return ["unpriced"]
        case .budget(let refusal): return refusal.account.map { [$0.budget] } ?? []
        }
    }

    /// Why it came so, for people.
    package var told: [String] {
        guard case .block(let cause) = decision else { return reasons }
        switch cause {
        case .rules, .unmatched: return reasons
        case .unpriced(.unpriced):
            return reasons + [
                "the model \(quoted(model)) has no price, and the policy refuses that"
            ]
        case .unpriced(.noOutputLimit):
            return reasons + ["no largest output of \(quoted(model)) is known; state one"]
        case .unpriced(.misfit(let message)): return reasons + [message]
        case .budget(let refusal): return reasons + [refusal.told]
        }
    }
}

extension Refusal {
    /// The refusal's numbers, for people.
    fileprivate var told: String {
        guard let account, let unit else { return "refused: \(code.rawValue)" }
        let budget = "budget \(quoted(account.budget))"
        switch code {
        case .paused: return "\(budget) is paused"
        case .frozen: return "\(budget) is frozen"
        default:
            return
                "\(budget): \(BudgetUnit.shown(needed, unit)) needed, \(BudgetUnit.shown(free, unit)) of "
                + "\(BudgetUnit.shown(limit, unit)) free"
        }
    }
}

extension PolicyTrial {
    /// What is left in an account, where the budget is one of the policy's.
    package func free(
        _ account: TrialAccount,
        _ scope: Scope,
        _ atMs: Int64
    ) -> (budget: Budget, free: Int64)? {
        guard let budget = policy.policy.budgets.first(where: { $0.id == account.budget }) else {
            return nil
        }
        let name = account.scope ?? scope.key(per: budget.per)
        var book = book
        _ = book.apply(.tick, nowMs: atMs)
        let statement = book.statements().first {
            $0.key.budget == budget.id && $0.key.scope == name
        }
        let line = TrialLine(
            budget: budget,
            scope: name,
            isEnforced: true,
            needed: 0,
            spent: statement?.spent ?? 0,
            held: statement?.held ?? 0,
            topUps: statement?.topUps ?? 0,
            isPaused: false,
            windowEndsMs: statement?.windowEndsMs ?? .max
        )
        return (budget, line.free)
    }
}
