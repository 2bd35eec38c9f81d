import FarthingCore
import FarthingSQLite
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("A data folder belongs to one ledger")
struct FolderTests {
    @Test("a second server on it is told so, and can start when the first is gone")
    func secondServer() async throws {
        let folder = try TestFolder()
        let first = try await folder.open()
        let message = try #require(await folder.refusal())
        #expect(message.contains(folder.path) && message.contains("another farthing server"))
        _ = try await first.one(Sample.budget())
        await first.close()
        #expect(await folder.refusal() == nil)
    }

    @Test("a folder of another log is refused")
    func otherLog() async throws {
        let folder = try TestFolder()
        await (try folder.open()).close()
        try execute("UPDATE folder SET value = x'61' WHERE name = 'origin'", in: folder)
        let message = try #require(await folder.refusal())
        #expect(message.contains("belongs to another ledger"))
    }

    @Test("a folder that cannot be made is named with the reason")
    func impossibleFolder() async throws {
        let folder = try TestFolder()
        try KeyRun.write([], to: folder.path + "/file")
        let inner = DataFolder(path: folder.path + "/file/data")
        #expect(throws: FolderError.self) { try inner.make() }
        #expect(throws: LedgerError.self) { try JournalReader(inner) }
    }

    @Test("a read-only folder is refused, and named", .enabled(if: getuid() != 0))
    func readOnly() async throws {
        let folder = try TestFolder()
        chmod(folder.path, 0o500)
        defer { chmod(folder.path, 0o700) }
        let message = try #require(await folder.refusal())
        #expect(message.contains(folder.path) && message.contains("Permission denied"))
    }

    @Test("a read-only database is refused, and named", .enabled(if: getuid() != 0))
    func readOnlyDatabase() async throws {
        let folder = try TestFolder()
        await (try folder.open()).close()
        chmod(folder.path + "/ledger.sqlite", 0o400)
        let message = try #require(await folder.refusal())
        #expect(message.contains(folder.path) && message.contains("readonly"))
    }

    @Test("the folder and what is in it are its owner's alone")
    func modes() async throws {
        let parent = try TestFolder()
        let folder = DataFolder(path: parent.path + "/data")
        try folder.make()
        var status = stat()
        #expect(stat(folder.path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o700)
    }

    @Test("after a goodbye nothing more is taken")
    func closed() async throws {
        let folder = try TestFolder()
        let ledger = try await folder.open()
        _ = try await ledger.one(Sample.budget())
        await ledger.close()
        await #expect(throws: LedgerError.self) { try await ledger.one(Sample.hold(1)) }
        await #expect(throws: LedgerError.self) { try await ledger.accounts() }
    }
}
