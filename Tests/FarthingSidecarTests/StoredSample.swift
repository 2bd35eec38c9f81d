import FarthingCore
import FarthingReceipts
import FarthingSQLite
import FarthingTesting
import Foundation

/// A sidecar over a data folder, whose entries outlive its service; the folder goes with the test.
final class StoredSample: Sendable {
    private let path: String
    private let key = SigningKey()
    private let clock = ManualClock()

    init() {
        path = FileManager.default.temporaryDirectory.appending(
            path: "sidecar-\(UInt32.random(in: 0...UInt32.max))"
        ).path(percentEncoded: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Runs `body` with a server's life: the ledger is opened before it and closed behind it.
    func life(_ body: (Sample) async throws -> Void) async throws {
        let key = key
        let clock = clock
        let ledger = try await SQLiteLedger.open(
            DataFolder(path: path),
            isDurable: false,
            makeSeal: { try JournalSeal(origin: "farthing/test", signer: key) },
            clockMs: { clock.nowMs },
            log: { _ in }
        )
        do {
            try await body(try await Sample(ledger, clock))
        } catch {
            await ledger.close()
            throw error
        }
        await ledger.close()
    }
}
