import FarthingCore
import GRDB

extension Writer {
    /// Makes and applies the changes that have come in, each in a commit of its own.
    func change(_ contents: inout Inbox.Contents, _ session: inout Session) throws {
        let changes = contents.changes
        contents.changes.removeAll()
        for (index, change) in changes.enumerated() {
            let nowMs = clockMs()
            let commands: [Command]
            do {
                commands = try change.commands(session, nowMs)
            } catch {
                // Nothing was done, and the ledger is as it was.
                change.done(.failure(LedgerError(opening: error, folder: folder)))
                continue
            }
            do {
                let outcomes = try commands.map { try session.apply($0, nowMs: nowMs) }
                if let beside = change.beside {
                    try commit(&session) { try beside($0, outcomes) }
                } else {
                    try commit(&session)
                }
                change.committed(session)
                change.done(.success(outcomes))
            } catch {
                tell(changes[index...], and: contents, of: error)
                throw error
            }
        }
    }

    /// Tells the callers of a failed commit: the first does not know, those behind it were not tried.
    private func tell(
        _ changes: ArraySlice<Inbox.Change>,
        and contents: Inbox.Contents,
        of error: any Error
    ) {
        let failure = LedgerError(opening: error, folder: folder)
        let waiting = LedgerError(.unavailable, failure.message, detail: failure.detail)
        setOutage(failure)
        for change in changes.dropFirst() { change.done(.failure(waiting)) }
        for submission in contents.submissions { submission.done(.failure(waiting)) }
        let unknown = LedgerError(.outcomeUnknown, failure.message, detail: failure.detail)
        changes.first?.done(.failure(unknown))
    }
}
