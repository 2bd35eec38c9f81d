import FarthingConsole
import FarthingCore
import FarthingPolicy
import FarthingSQLite

/// A call as it would be made now, with the accounts as they stand.
extension ConsolePolicyTools {
    func explain(
        _ question: TrialQuestion,
        _ authored: AuthoredPolicy,
        _ prices: PriceBook
    ) async throws -> [UInt8] {
        let nowMs = systemNowMs()
        let atMs = question.atMs ?? nowMs
        var trial = PolicyTrial(authored.compiled, prices, atMs: atMs)
        var call = TrialCall(
            scope: question.scope,
            inputTokens: question.inputTokens,
            outputTokens: question.outputTokens,
            statedNanos: question.costNanos,
            capability: question.capability,
            run: question.steps.map { RunFacts(steps: $0, attempts: 1, identical: 1) },
            isStream: question.isStream
        )
        .withProvider(in: trial.prices, atMs: atMs)
        do throws(Failure) {
            call.scope = try authored.committed(call.scope, in: folder)
        } catch {
            throw ConsoleError(error)
        }
        let balances = try await balances(authored.policy, call.scope, question, atMs)
        if trial.seed(balances, atMs: atMs) != nil {
            throw Self.wrong("no account can have spent so much")
        }
        let answer = PolicyExplanation(authored, trial, call, atMs: atMs).answer
        return try ToolAnswer(answer, without: ["ok"]).bytes()
    }

    /// What the accounts in which the call counts have spent: as it was said, else as they stand.
    private func balances(
        _ policy: Policy,
        _ scope: Scope,
        _ question: TrialQuestion,
        _ atMs: Int64
    ) async throws -> [TrialBalance] {
        var balances: [TrialBalance] = []
        for spent in question.spent {
            guard let budget = policy.budgets.first(where: { $0.id == spent.budget }) else {
                throw Self.wrong("the policy has no budget of this id")
            }
            guard budget.unit == spent.unit else {
                throw Self.wrong("the budget counts \(budget.unit.name)")
            }
            balances.append(
                TrialBalance(
                    budget: budget.id,
                    scope: spent.scope ?? scope.key(per: budget.per),
                    spent: spent.amount
                )
            )
        }
        for budget in policy.budgets {
            let key = scope.key(per: budget.per)
            guard !balances.contains(where: { $0.budget == budget.id && $0.scope == key }),
                let account = try await ledger.accounts(of: budget.id, scopes: [key]).first,
                account.unit == budget.unit,
                (account.key.windowStartMs..<account.windowEndsMs).contains(atMs)
            else { continue }
            balances.append(
                TrialBalance(
                    budget: budget.id,
                    scope: key,
                    spent: account.spent,
                    held: account.held,
                    topUps: account.topUps,
                    isPaused: account.isPaused
                )
            )
        }
        return balances
    }

    private static func wrong(_ detail: String) -> ConsoleError {
        var error = ConsoleError(422, "invalid", "What is spent is wrong: \(detail).")
        error.faults = [ConsoleError.Fault("/spent", detail)]
        return error
    }
}
