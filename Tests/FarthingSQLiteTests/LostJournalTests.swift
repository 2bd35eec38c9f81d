import FarthingCore
import FarthingReceipts
import FarthingSQLite
import Synchronization
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("A journal that has lost entries is refused, a crash is not")
struct LostJournalTests {
    /// Ninety entries, stopped in order, so that the snapshot takes all of them in.
    private func used(_ holds: ClosedRange<UInt64> = 1...90) async throws -> TestFolder {
        let folder = try TestFolder()
        try await use(folder, holds)
        return folder
    }

    private func use(_ folder: TestFolder, _ holds: ClosedRange<UInt64>) async throws {
        let ledger = try await folder.open()
        _ = try await ledger.one(Sample.budget())
        for number in holds { _ = try await ledger.one(Sample.hold(number)) }
        await ledger.close()
    }

    enum Loss: String, CaseIterable {
        case deleted, emptied, rowsDeleted, rolledBack, otherJournal, deletedWithSnapshot
        case deletedWithKeys, deletedDamagedSnapshot, rolledBackWithoutSnapshot
    }

    private func lose(_ loss: Loss, of folder: TestFolder) async throws {
        switch loss {
        case .deleted: folder.remove("/ledger.sqlite")
        case .emptied: truncate(folder.path + "/ledger.sqlite", 0)
        case .rowsDeleted: try execute("DELETE FROM batches", in: folder)
        case .rolledBack: try execute(Self.cut, in: folder)
        case .otherJournal:
            let other = try TestFolder(key: folder.key)
            try await use(other, 200...320)
            try folder.replace("/ledger.sqlite", from: other)
        case .deletedWithSnapshot:
            folder.remove("/ledger.sqlite")
            folder.remove("/book.snapshot")
        case .deletedWithKeys:
            folder.remove("/ledger.sqlite")
            folder.remove("/keys")
        case .deletedDamagedSnapshot:
            folder.remove("/ledger.sqlite")
            try folder.damage("/book.snapshot") { _ in 50 }
        case .rolledBackWithoutSnapshot:
            try execute(Self.cut, in: folder)
            folder.remove("/book.snapshot")
        }
    }

    private static let cut = """
        DELETE FROM batches
        WHERE first_sequence > (SELECT max(first_sequence) - 10 FROM batches)
        """

    @Test("it is refused by name, twice, and nothing is made", arguments: Loss.allCases)
    func refused(loss: Loss) async throws {
        let folder = try await used()
        try await lose(loss, of: folder)
        let before = names(folder.path)
        for _ in 0..<2 {
            let message = try #require(await folder.refusal())
            #expect(message.contains("the journal in \(folder.path)"), "\(message)")
            #expect(message.contains("--accept-lost-journal"), "\(message)")
        }
        #expect(
            names(folder.path).filter { !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm") } == before
        )
    }

    @Test("it is gone on with where that is accepted, once, and noted", arguments: Loss.allCases)
    func accepted(loss: Loss) async throws {
        let folder = try await used()
        try await lose(loss, of: folder)
        let said = Mutex<[String]>([])
        let ledger = try await folder.open(acceptsLoss: true) { line in
            said.withLock { $0.append(line) }
        }
        let noted = String(
            decoding: try #require(try await ledger.folderValue("accepted_losses")),
            as: UTF8.self
        )
        #expect(noted.hasPrefix("at_ms=\(Sample.startMs) entries="), "\(noted)")
        #expect(said.withLock { $0.contains { $0.contains("--accept-lost-journal") } })
        _ = try await ledger.one(Sample.budget())
        _ = try await ledger.one(Sample.hold(1_000))
        await ledger.close()
        #expect(await folder.refusal() == nil)
        #expect(try folder.verify().isWhole)
        let hadSnapshot = loss != .deletedWithSnapshot && loss != .rolledBackWithoutSnapshot
        let kept = names(folder.path).filter { $0.hasPrefix("book.snapshot.lost-") }
        #expect(kept.count == (hadSnapshot ? 1 : 0))
    }

    @Test("a published key shows a journal that was killed before its first snapshot")
    func publishedKey() async throws {
        let folder = try TestFolder()
        await (try folder.open()).close()
        try KeyRun.write([], to: folder.path + "/public.key")
        #expect(await folder.refusal() == nil)
        folder.remove("/ledger.sqlite")
        #expect(await folder.refusal()?.contains("public.key") == true)
    }

    @Test("a folder that has only its signing key starts, as after a kill in its first moments")
    func signingKeyAlone() async throws {
        let folder = try TestFolder()
        try KeyFile.write(folder.key, to: folder.path + "/private.key")
        #expect(await folder.refusal() == nil)
    }

    @Test("the first entries are followed by a snapshot at once")
    func firstSnapshot() async throws {
        let folder = try TestFolder()
        let ledger = try await folder.open()
        _ = try await ledger.one(Sample.budget())
        for number in 1...2_000 as ClosedRange<UInt64> {
            if names(folder.path).contains("book.snapshot") { break }
            _ = try await ledger.one(Sample.hold(number))
        }
        let killed = try folder.copyAsAfterKill()
        await ledger.close()
        #expect(names(killed.path).contains("book.snapshot"))
        #expect(await killed.refusal() == nil)
        killed.remove("/ledger.sqlite")
        #expect(await killed.refusal() != nil)
    }

    @Test("a kill at any moment never refuses a start", arguments: [true, false])
    func killed(isDurable: Bool) async throws {
        let folder = try TestFolder()
        let ledger = try await folder.open(isDurable: isDurable)
        for number in 1...60 as ClosedRange<UInt64> {
            let killed = try folder.copyAsAfterKill()
            #expect(await killed.refusal() == nil, "before hold \(number)")
            _ = try await ledger.one(number == 1 ? Sample.budget() : Sample.hold(number))
        }
        await ledger.close()
    }

    @Test("the database and its log are the owner's alone")
    func modes() async throws {
        let folder = try TestFolder()
        let old = umask(0o022)
        defer { umask(old) }
        let ledger = try await folder.open()
        _ = try await ledger.one(Sample.budget())
        for name in ["/ledger.sqlite", "/ledger.sqlite-wal", "/ledger.sqlite-shm"] {
            var status = stat()
            #expect(stat(folder.path + name, &status) == 0)
            #expect(status.st_mode & 0o777 == 0o600, "\(name)")
        }
        await ledger.close()
    }

    @Test("a folder that only can be read is read, whatever its name", .enabled(if: getuid() != 0))
    func readOnly() async throws {
        let folder = try await used()
        let odd = DataFolder(path: folder.path + "/50%?#")
        try odd.make()
        #expect(rename(folder.path + "/ledger.sqlite", odd.database) == 0)
        chmod(odd.path, 0o500)
        defer { chmod(odd.path, 0o700) }
        #expect(try JournalReader(odd).entryCount() > 90)
    }
}
