package import FarthingCore
import Synchronization

extension SQLiteLedger {
    /// States the balances of every account that was touched since the last time, and returns the
    /// seal over all entries, for others to see.
    ///
    /// Everything that the seal covers is on the disk when this returns, in a ledger that does not
    /// wait for it otherwise, too: what others have seen must not be lost.
    ///
    /// - Returns: the last batch's seal; empty where there are no entries. Where nothing was
    ///   touched, no entry was written.
    package func checkpoint() async throws(LedgerError) -> [UInt8] {
        let result: Result<[UInt8], LedgerError> = await withCheckedContinuation { waiter in
            let seal = Mutex([UInt8]())
            let change = Inbox.Change { _, _ in
                [.balance]
            } committed: { session in
                seal.withLock { $0 = session.headSeal }
            } done: { result in
                let seal = seal.withLock { $0 }
                waiter.resume(returning: result.map { _ in seal })
            }
            if let error = writer.inbox.put(change) { waiter.resume(returning: .failure(error)) }
        }
        let seal = try result.get()
        guard !writer.isDurable else { return seal }
        do throws(FolderError) {
            try writer.folder.syncLog()
        } catch {
            throw LedgerError(.unavailable, error.message)
        }
        return seal
    }
}
