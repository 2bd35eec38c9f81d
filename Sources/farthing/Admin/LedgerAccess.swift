import FarthingCore
import FarthingSQLite

/// A way to a folder's ledger: through the server that has it, or by oneself where none runs.
struct LedgerAccess {
    private let options: DataOptions

    init(_ options: DataOptions) {
        self.options = options
    }

    /// Does what is asked and returns the answer.
    func ask(_ request: AdminRequest) async throws(Failure) -> [UInt8] {
        var session = LedgerSession(options)
        let answer: [UInt8]
        do throws(Failure) {
            answer = try await session.ask(request)
        } catch {
            await session.close()
            throw error
        }
        await session.close()
        return answer
    }

    /// Looks without writing: through the server, or by reading the journal.
    func look(_ request: AdminRequest) throws(Failure) -> [UInt8] {
        let folder = try options.ledgerFolder()
        if let client = AdminClient(folder) { return try client.ask(request) }
        do {
            let journal = try options.checkedJournal()
            var book = try BookReplay.read(journal).book
            _ = book.apply(.tick, nowMs: systemNowMs())
            if request.verb == .listBudgets {
                return BudgetReport.answer(book.statements(), book.definitions)
            }
            if request.verb == .listApprovals {
                let approvals = book.approvals(limit: ApprovalReport.readMax)
                return try ApprovalReport.answer(
                    approvals,
                    keys: journal.reader.accessKeys(),
                    request
                )
            }
            return HoldReport.answer(book.openHolds(limit: Int(clamping: request.limit)))
        } catch {
            throw Failure(describing: error)
        }
    }
}
