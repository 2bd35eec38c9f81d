import FarthingCore
import FarthingReceipts
import FarthingSQLite
import Synchronization
import Testing

#if canImport(Glibc)
import Glibc
#endif

@Suite("After a failed commit nothing wrong is said, and the ledger goes on by itself")
struct FailureTests {
    private static let breakage = """
        CREATE TRIGGER broken BEFORE INSERT ON batches BEGIN SELECT RAISE(ABORT, 'broken'); END
        """

    @Test("the failed batch is unknown, what follows is refused, and then all is as before")
    func failedCommit() async throws {
        let folder = try TestFolder()
        let log = Mutex<[String]>([])
        let ledger = try await folder.open { line in log.withLock { $0.append(line) } }
        _ = try await ledger.one(Sample.budget())
        _ = try await ledger.one(Sample.hold(1, 5))
        try execute(Self.breakage, in: folder)
        await expectError(.outcomeUnknown) { try await ledger.one(Sample.hold(2, 7)) }
        try execute("DROP TRIGGER broken", in: folder)
        try await untilAvailable(ledger)
        #expect(try await ledger.sums() == [0, 5])
        #expect(try await ledger.one(Sample.hold(2, 7)).word == "held")
        #expect(try await ledger.sums() == [0, 12])
        await ledger.close()
        #expect(try folder.verify().isWhole)
        #expect(log.withLock { $0.count } >= 2)
    }

    @Test("as long as it lasts, every call is told so")
    func lastingFailure() async throws {
        let folder = try TestFolder()
        let ledger = try await folder.open()
        _ = try await ledger.one(Sample.budget())
        try execute(Self.breakage, in: folder)
        for number in 1...5 as ClosedRange<UInt64> {
            await #expect(throws: LedgerError.self) { try await ledger.one(Sample.hold(number)) }
        }
        try execute("DROP TRIGGER broken", in: folder)
        try await untilAvailable(ledger)
        #expect(try await ledger.openHolds(limit: 9).isEmpty)
        await ledger.close()
        #expect(try folder.verify().isWhole)
    }

    @Test("a goodbye while it is down ends it all the same")
    func closedWhileDown() async throws {
        let folder = try TestFolder()
        let ledger = try await folder.open()
        _ = try await ledger.one(Sample.budget())
        try execute(Self.breakage, in: folder)
        await #expect(throws: LedgerError.self) { try await ledger.one(Sample.hold(1)) }
        await ledger.close()
        try execute("DROP TRIGGER broken", in: folder)
        #expect(await folder.refusal() == nil)
    }

    #if os(Linux)
    @Test(
        "a full disk is said, loses nothing, and is survived",
        .enabled(if: FailureTests.canMount())
    )
    func fullDisk() async throws {
        let parent = try TestFolder()
        #expect(mount("tmpfs", parent.path, "tmpfs", 0, "size=3m") == 0)
        defer { umount2(parent.path, Int32(MNT_DETACH)) }
        let ledger = try await parent.open()
        _ = try await ledger.one(Sample.budget(limit: 1_000_000_000))
        var acknowledged = 0
        var error: LedgerError?
        while error == nil, acknowledged < 20_000 {
            do throws(LedgerError) {
                let first = UInt64(acknowledged)
                let commands = (1...100).map { Sample.hold(first + $0, 1, isSent: true) }
                _ = try await ledger.apply(commands, nowMs: Sample.startMs)
                acknowledged += 100
            } catch let failure {
                error = failure
            }
        }
        #expect(error?.code == .outcomeUnknown)
        #expect(error?.message.contains("disk is full") == true, "\(error?.message ?? "")")
        #expect(mount("tmpfs", parent.path, "tmpfs", UInt(MS_REMOUNT), "size=64m") == 0)
        try await untilAvailable(ledger)
        #expect(try await ledger.sums() == [0, Int64(acknowledged)])
        _ = try await ledger.one(Sample.hold(99_999, 1))
        await ledger.close()
        #expect(try parent.verify().isWhole)
    }

    private static func canMount() -> Bool {
        guard getuid() == 0, let folder = try? TestFolder() else { return false }
        guard mount("tmpfs", folder.path, "tmpfs", 0, "size=1m") == 0 else { return false }
        umount2(folder.path, Int32(MNT_DETACH))
        return true
    }
    #endif

    private func expectError(
        _ code: LedgerError.Code,
        _ body: () async throws -> Outcome
    ) async {
        do {
            let outcome = try await body()
            Issue.record("\(outcome) instead of an error")
        } catch {
            #expect((error as? LedgerError)?.code == code)
        }
    }

    /// The ledger tries again every half second; a refusal before that is what it should say.
    private func untilAvailable(_ ledger: SQLiteLedger) async throws {
        for _ in 0..<200_000 {
            do throws(LedgerError) {
                _ = try await ledger.apply([.tick], nowMs: Sample.startMs)
                return
            } catch {
                guard error.code == .unavailable else { throw error }
                await Task.yield()
            }
        }
        throw TestFailure("it never came back")
    }
}
