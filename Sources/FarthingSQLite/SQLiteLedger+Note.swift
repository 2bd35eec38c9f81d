package import FarthingCore

extension SQLiteLedger {
    /// Writes what the journal says of itself, in a commit of its own.
    ///
    /// - Parameter make: called on the writer's thread between two batches, with the seal as it is
    ///   then; must be short.
    /// - Returns: the entry's number; a ``LedgerError`` `outcomeUnknown` leaves open whether it was
    ///   written.
    package func note(
        _ make: @escaping @Sendable (_ seal: any Seal, _ nowMs: Int64) throws -> LogNote
    ) async throws(LedgerError) -> Int64 {
        let result: Result<[Outcome], LedgerError> = await withCheckedContinuation { waiter in
            let change = Inbox.Change { session, nowMs in
                [.note(try make(session.seal, max(nowMs, session.book.lastMs)))]
            } done: { result in
                waiter.resume(returning: result)
            }
            if let error = writer.inbox.put(change) { waiter.resume(returning: .failure(error)) }
        }
        guard case .applied(let sequence)? = try result.get().first else {
            throw LedgerError(.unavailable, "the ledger did not write the entry; try again")
        }
        return sequence
    }

    /// Calls `body` with the seal as it is between two batches.
    package func withSeal<Value: Sendable>(
        _ body: @escaping @Sendable (any Seal) throws -> Value
    ) async throws(LedgerError) -> Value {
        try await onWriter { try body($0.seal) }
    }
}
