package import FarthingCore
import Synchronization

extension SQLiteLedger {
    /// Puts other budgets in force: those of `budgets`, and no others.
    ///
    /// In one commit, between two batches of calls, with openings that take in every call settled
    /// by then.
    ///
    /// - Parameters:
    ///   - budgets: the budgets as they are to be.
    ///   - policy: names the policy; a version is given to it where its hash is not that of the
    ///     policy in force.
    ///   - asking: the policy by which people are asked from then on: open approvals that it does not
    ///     ask for as they stand are taken back. Nil takes none back.
    ///   - rates: what a dollar is, in nano-units, in the currencies of the budgets.
    ///   - reader: the folder's journal, from which openings are counted.
    ///   - done: called on the writer's thread before any call hears of an outcome under the new
    ///     budgets; must be short.
    /// - Returns: what was changed; a ``LedgerError`` `outcomeUnknown` leaves open whether it was.
    package func change(
        to budgets: [Budget],
        policy: (id: String, hash: String),
        asking: Policy? = nil,
        rates: [String: Int64] = [:],
        reader: JournalReader,
        done: @escaping @Sendable (BudgetChange) -> Void
    ) async throws(LedgerError) -> BudgetChange {
        let (old, nowMs) = try await onWriter { [writer] session in
            (session.book.budgetMarks, max(session.book.lastMs, writer.clockMs()))
        }
        let scan: OpeningScan
        do {
            let news = budgets.filter { $0.startsAnew(among: old) }
            scan = try OpeningScan(reader, budgets: news, known: old, rates: rates, nowMs: nowMs)
        } catch {
            throw LedgerError(opening: error, folder: writer.folder)
        }
        return try await apply(scan, budgets, policy, asking, rates, done)
    }

    private func apply(
        _ scan: OpeningScan,
        _ budgets: [Budget],
        _ policy: (id: String, hash: String),
        _ asking: Policy?,
        _ rates: [String: Int64],
        _ done: @escaping @Sendable (BudgetChange) -> Void
    ) async throws(LedgerError) -> BudgetChange {
        let result: Result<BudgetChange, LedgerError> = await withCheckedContinuation { waiter in
            let plan = Mutex(BudgetChange())
            let change = Inbox.Change { session, nowMs in
                let made = try BudgetChange(
                    budgets,
                    policy,
                    asking: asking,
                    rates: rates,
                    scan,
                    session,
                    nowMs
                )
                plan.withLock { $0 = made }
                return made.commands
            } done: { result in
                switch result {
                case .success:
                    let made = plan.withLock { $0 }
                    done(made)
                    waiter.resume(returning: .success(made))
                case .failure(let error): waiter.resume(returning: .failure(error))
                }
            }
            if let error = writer.inbox.put(change) { waiter.resume(returning: .failure(error)) }
        }
        return try result.get()
    }
}
