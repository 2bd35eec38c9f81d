import FarthingCore
import FarthingSQLite
import Logging

/// A way to a folder's ledger for many requests: through the server that has it, or with the ledger
/// opened once where none runs. Must be closed.
struct LedgerSession {
    private let options: DataOptions
    private let waitSeconds: Int
    private var own: SQLiteLedger?
    private var signing: SigningDesk?

    /// - Parameter waitSeconds: how long a server's answer may take.
    init(_ options: DataOptions, waitSeconds: Int = AdminClient.usualWaitSeconds) {
        self.options = options
        self.waitSeconds = waitSeconds
    }

    /// Does what is asked and returns the answer.
    mutating func ask(_ request: AdminRequest) async throws(Failure) -> [UInt8] {
        if own == nil {
            let folder = try options.ledgerFolder()
            if let client = AdminClient(folder, waitSeconds: waitSeconds) {
                return try client.ask(request)
            }
            do throws(Failure) {
                let opened = try await LedgerOpening.openWithKeys(
                    folder,
                    options.settings(),
                    isNew: false,
                    patience: .ofCommand(folder),
                    LineLogHandler.logger(level: .warning)
                )
                own = opened.ledger
                signing = opened.signing
            } catch {
                // A server that started meanwhile has it.
                guard let client = AdminClient(folder, waitSeconds: waitSeconds) else {
                    throw error
                }
                return try client.ask(request)
            }
        }
        guard let own else { throw Failure(.unavailable, "the ledger is not open") }
        let subjects = try await Subjects.open(
            options.ledgerFolder(),
            own,
            LineLogHandler.logger(level: .warning)
        )
        var service = AdminService(ledger: own, keys: nil, subjects: subjects)
        service.signing = signing
        return try await service.answer(request)
    }

    /// Closes what was opened; the session can be used again.
    mutating func close() async {
        await own?.close()
        own = nil
        signing = nil
    }
}
