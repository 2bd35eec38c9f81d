import FarthingCore
import FarthingSQLite
import Synchronization
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

    @Test("who has patience gets the folder when the other is done with it")
    func patience() async throws {
        let folder = try TestFolder()
        try folder.folder.make()
        let first = Mutex<FolderLock?>(try FolderLock(folder.folder))
        let tries = Atomic(0)
        let second = try await folder.open(
            patience: LockPatience(
                waitMs: 60_000,
                begins: { tries.add(100, ordering: .relaxed) },
                goesOn: {
                    // The third try is the one that finds it free.
                    if tries.add(1, ordering: .relaxed).newValue == 102 {
                        first.withLock { $0 = nil }
                    }
                    return true
                }
            )
        )
        _ = try await second.one(Sample.budget())
        #expect(tries.load(ordering: .relaxed) == 102)
        await second.close()
    }

    @Test("patience ends with its time, or when there is somebody else to ask")
    func patienceEnds() async throws {
        let folder = try TestFolder()
        let first = try await folder.open()
        for (waitMs, goesOn) in [(Int64(30), true), (60_000, false)] {
            let begun = Atomic(0)
            let error = await #expect(throws: LedgerError.self) {
                try await folder.open(
                    patience: LockPatience(
                        waitMs: waitMs,
                        begins: { begun.add(1, ordering: .relaxed) },
                        goesOn: { goesOn }
                    )
                )
            }
            #expect(error?.message.contains("another farthing server") == true)
            #expect(begun.load(ordering: .relaxed) == 1)
        }
        await first.close()
    }

    @Test("a refused lock closes its own file once, and never what another thread opened since")
    func refusedLock() async throws {
        let folder = try TestFolder()
        try folder.folder.make()
        let first = try FolderLock(folder.folder)
        let lost = await withTaskGroup(of: Int.self) { group in
            group.addTask {
                var lost = 0
                for _ in 0..<100_000 {
                    let file = Self.open()
                    // As a thread that uses its file a moment later would find it.
                    sched_yield()
                    if fcntl(file, F_GETFD) < 0 { lost += 1 }
                    Self.close(file)
                }
                return lost
            }
            for _ in 0..<5_000 {
                #expect(throws: FolderError.self) { try FolderLock(folder.folder) }
            }
            return await group.next()
        }
        #expect(lost == 0)
        withExtendedLifetime(first) {}
    }

    private static func open() -> Int32 {
        #if canImport(Glibc)
        Glibc.open("/dev/null", O_RDONLY | O_CLOEXEC)
        #else
        Darwin.open("/dev/null", O_RDONLY | O_CLOEXEC)
        #endif
    }

    private static func close(_ file: Int32) {
        #if canImport(Glibc)
        _ = Glibc.close(file)
        #else
        _ = Darwin.close(file)
        #endif
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
