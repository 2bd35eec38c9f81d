package import FarthingCore
import Synchronization

extension SQLiteLedger {
    /// Edits items of the registry, and what belongs to it: all in one commit, or nothing.
    ///
    /// The entries `registry`, the items, the commands' entries, new and revoked access keys are one
    /// transaction, between two batches of calls; a crash leaves all of it or nothing.
    ///
    /// - Parameters:
    ///   - edits: 1 to ``RegistryPlan/editsMax``, in order; one item may be edited more than once.
    ///     Each counts the item's version up by one.
    ///   - keys: new access keys; one with an id or a hash that there is already is an error.
    ///   - revoking: ids of access keys that are revoked from then on; one that was revoked before
    ///     stays as it is, and one that is not there is an error.
    ///   - expiring: ids of access keys that end at another time from then on, nil for never; one that
    ///     is not there is an error.
    ///   - commands: applied behind the edits, in order; one that is refused leaves all undone.
    ///   - by: who does it, 1 to 256 bytes, as `admin`, `key:…`, `person:…`.
    ///   - note: why, up to 1,024 bytes.
    /// - Returns: what came of it.
    /// - Throws: ``LedgerError`` `invalid` where something is out of its bounds, `unavailable` where
    ///   nothing was done and a retry is safe, `outcomeUnknown` where the commit failed: read the
    ///   items again.
    package func register(
        _ edits: [RegistryEdit],
        keys: [StoredAccessKey] = [],
        revoking: [String] = [],
        expiring: [(id: String, atMs: Int64?)] = [],
        with commands: [Command] = [],
        by: String,
        note: String
    ) async throws(LedgerError) -> RegistryOutcome {
        let plan = try RegistryPlan(
            edits,
            keys: keys,
            revoking: revoking,
            expiring: expiring,
            commands: commands,
            by: by,
            note: note
        )
        let result: Result<RegistryOutcome, LedgerError> = await withCheckedContinuation { waiter in
            let progress = Mutex(RegistryProgress())
            var change = Inbox.Change { session, nowMs in
                do {
                    let changes = try plan.changes(session, nowMs: nowMs)
                    let atMs = max(nowMs, session.book.lastMs)
                    progress.withLock { ($0.changes, $0.atMs) = (changes, atMs) }
                    return plan.all(changes)
                } catch let halt as RegistryPlan.Halt {
                    progress.withLock { $0.halt = halt }
                    throw halt
                }
            } done: { result in
                waiter.resume(returning: progress.withLock { $0.outcome(result) })
            }
            change.beside = { database, outcomes in
                try progress.withLock { progress in
                    progress.items = try progress.items(outcomes)
                    try plan.write(progress.items, outcomes, to: database)
                }
            }
            if let error = writer.inbox.put(change) { waiter.resume(returning: .failure(error)) }
        }
        return try result.get()
    }

    /// The items of a collection, removed ones left out, in the order of their ids' UTF-8 bytes.
    ///
    /// - Parameters:
    ///   - after: an id; only those behind it.
    ///   - limit: at most so many, and never more than 1,000.
    package func registry(
        _ collection: String,
        after: String?,
        limit: Int
    ) async throws(LedgerError) -> [RegistryItem] {
        try await onWriter { session in
            try RegistryItem.list(collection, after: after, limit: limit, in: session.database)
        }
    }

    /// One item; nil where it never was or is removed.
    package func registryItem(
        _ collection: String,
        _ id: String
    ) async throws(LedgerError) -> RegistryItem? {
        try await onWriter { session in
            try RegistryItem.stored(collection, id, in: session.database)?.present
        }
    }
}

/// How far a submission has come, on the writer's thread.
private struct RegistryProgress: Sendable {
    var changes: [RegistryChange] = []
    /// When they are made, in milliseconds UTC.
    var atMs: Int64 = 0
    var items: [RegistryItem] = []
    var halt: RegistryPlan.Halt?

    /// What the changes have made, from what came of their commands.
    func items(_ outcomes: [Outcome]) throws(LedgerError) -> [RegistryItem] {
        var items: [RegistryItem] = []
        for (change, outcome) in zip(changes, outcomes) {
            guard case .applied(let sequence) = outcome else {
                throw LedgerError(.outcomeUnknown, "the ledger did not write the entry; try again")
            }
            items.append(RegistryItem(change, atMs: atMs, sequence: sequence))
        }
        return items
    }

    func outcome(
        _ result: Result<[Outcome], LedgerError>
    ) -> Result<RegistryOutcome, LedgerError> {
        switch (halt, result) {
        case (.stale(let index, let item)?, _): .success(.stale(index: index, item: item))
        case (.refused(let index, let refusal)?, _): .success(.refused(index: index, refusal))
        case (nil, .success(let outcomes)):
            .success(.done(items: items, outcomes: Array(outcomes.dropFirst(changes.count))))
        case (nil, .failure(let error)): .failure(error)
        }
    }
}
