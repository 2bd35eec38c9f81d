import FarthingCore
import FarthingSQLite
import FarthingTesting
import Synchronization
import Testing

@Suite("The embedded ledger does what every ledger must")
struct ConformanceTests {
    @Test("with its snapshot", arguments: LedgerConformance.caseNames)
    func conforms(caseName: String) async throws {
        let bench = ConformanceBench(keepsSnapshot: true)
        let failures = await bench.suite.run(caseNamed: caseName)
        #expect(failures.isEmpty, "\(failures)")
        await bench.close()
    }

    @Test("by its journal alone", arguments: LedgerConformance.caseNames)
    func conformsByReplay(caseName: String) async throws {
        let bench = ConformanceBench(keepsSnapshot: false)
        let failures = await bench.suite.run(caseNamed: caseName)
        #expect(failures.isEmpty, "\(failures)")
        await bench.close()
    }
}

/// One case's folder and the ledger that is open over it.
private final class ConformanceBench: Sendable {
    private let keepsSnapshot: Bool
    private let current = Mutex<(folder: TestFolder, ledger: SQLiteLedger)?>(nil)

    init(keepsSnapshot: Bool) { self.keepsSnapshot = keepsSnapshot }

    var suite: LedgerConformance {
        LedgerConformance(
            fresh: { [self] in try await open(try TestFolder()) },
            reopen: { [self] _ in
                guard let (folder, ledger) = current.withLock({ $0 }) else {
                    throw TestFailure("nothing is open")
                }
                await ledger.close()
                if !keepsSnapshot {
                    folder.remove("/book.snapshot")
                    folder.remove("/keys")
                }
                return try await open(folder)
            }
        )
    }

    private func open(_ folder: TestFolder) async throws -> SQLiteLedger {
        let ledger = try await folder.open()
        current.withLock { $0 = (folder, ledger) }
        return ledger
    }

    func close() async {
        await current.withLock { $0 }?.ledger.close()
    }
}
