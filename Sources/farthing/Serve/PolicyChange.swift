import FarthingCore
import FarthingSQLite

/// Tells the ledger what a policy says.
struct PolicyChange {
    /// How often a ledger that reads itself anew is asked again, and after how long: for half a
    /// minute, which it needs at most.
    private static let attemptsMax = 60
    private static let pauseMs: UInt64 = 500

    /// The policy as it is in force, with the version that receipts name.
    let policy: CompiledPolicy
    /// What the ledger has changed for it.
    let budgets: BudgetChange

    /// Makes the ledger's budgets those of the policy, and records the policy where it is another
    /// than before; all of it, or nothing.
    ///
    /// An edit that changes what a budget's accounts mean begins a new generation at what the
    /// journal shows of its window. Open approvals that the policy does not ask for as they stand
    /// are taken back.
    ///
    /// - Parameters:
    ///   - rates: the exchange rates of the price book; the policy's own go before them.
    ///   - inForce: called before any call hears of an outcome under the new budgets, on
    ///     the ledger's thread; must be short.
    static func apply(
        _ loaded: LoadedPolicy,
        to ledger: SQLiteLedger,
        in folder: DataFolder,
        rates: ExchangeRates,
        inForce: @escaping @Sendable (CompiledPolicy) -> Void = { _ in }
    ) async throws(Failure) -> PolicyChange {
        let policy = loaded.compiled.policy
        let wanted = policy.budgets.map { budget in
            var budget = budget
            budget.isEnforced = budget.isEnforced && policy.isEnforced
            return budget
        }
        let rates = Self.rates(rates.applying(policy.rates), of: wanted)
        do throws(LedgerError) {
            let reader = try JournalReader(folder)
            let change = try await untilKnown { () async throws(LedgerError) in
                try await ledger.change(
                    to: wanted,
                    policy: (id: policy.id, hash: loaded.hash),
                    asking: policy,
                    rates: rates,
                    reader: reader,
                    done: { inForce(loaded.compiled.named($0.version)) }
                )
            }
            return PolicyChange(policy: loaded.compiled.named(change.version), budgets: change)
        } catch  where error.code == .invalid {
            throw Failure(.configuration, error.message)
        } catch {
            throw Failure(describing: error)
        }
    }

    /// What a dollar is today in the currencies of the budgets: calls that did not count in one
    /// count in it by that.
    private static func rates(_ rates: ExchangeRates, of budgets: [Budget]) -> [String: Int64] {
        let nowMs = systemNowMs()
        var found: [String: Int64] = [:]
        for budget in budgets {
            guard case .money(let currency) = budget.unit else { continue }
            found[currency] = rates.rate(currency, atMs: nowMs)?.rateNanos
        }
        return found
    }

    /// Asks again where it is not known whether a change was made: the second time it does what is
    /// still to be done, perhaps nothing.
    private static func untilKnown(
        _ body: () async throws(LedgerError) -> BudgetChange
    ) async throws(LedgerError) -> BudgetChange {
        var doubt: LedgerError?
        for _ in 0..<attemptsMax {
            do throws(LedgerError) {
                return try await body()
            } catch  where error.code == .outcomeUnknown || doubt != nil && error.code != .invalid {
                doubt = error
            }
            // Cut short only when the server ends, and then the next attempt says so.
            try? await Task.sleep(nanoseconds: pauseMs * 1_000_000)
        }
        throw doubt ?? LedgerError(.unavailable, "the ledger does not answer; try again later")
    }
}

extension CompiledPolicy {
    fileprivate func named(_ version: Int64) -> CompiledPolicy {
        var policy = self
        policy.revision = version
        return policy
    }
}
