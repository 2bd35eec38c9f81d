import FarthingCore
import FarthingReceipts
import FarthingSQLite
import Testing

@Suite("However a folder is opened, the book is the same")
struct ReplayTests {
    /// A few hundred commands of all kinds, the same for the same seed.
    private func run(_ ledger: SQLiteLedger, seed: UInt64, commands: Int) async throws {
        var state = seed
        func next(_ bound: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % bound
        }
        var batch: [Command] = []
        for step in 0..<UInt64(commands) {
            let number = seed * 100_000 + step
            let earlier = seed * 100_000 + next(step + 1)
            let agent = "agent=\(next(7))"
            switch next(10) {
            case 0...3:
                batch.append(Sample.hold(number, Int64(next(50)), agent: agent, isSent: true))
            case 4:
                batch.append(
                    Sample.hold(number, Int64(next(50)), agent: agent, key: "k\(next(20))")
                )
            case 5, 6: batch.append(Sample.settle(earlier, [Int64(next(60))], .reported))
            case 7: batch.append(Sample.settle(earlier, [Int64(next(60))], .estimated))
            case 8: batch.append(.release(Sample.id(earlier), why: "test"))
            default: batch.append(.dispatch(Sample.id(earlier)))
            }
            if next(4) == 0 {
                _ = try await ledger.apply(batch, nowMs: Sample.startMs + Int64(step))
                batch = []
            }
        }
    }

    @Test("from a snapshot and what came after it, or from the beginning", arguments: [1, 2, 3])
    func sameBook(seed: UInt64) async throws {
        let folder = try TestFolder()
        var ledger = try await folder.open()
        _ = try await ledger.one(Sample.budget(limit: 900))
        try await run(ledger, seed: seed, commands: 300)
        await ledger.close()
        ledger = try await folder.open()
        try await run(ledger, seed: seed + 10, commands: 300)
        // Repeated refusals that are still being counted are in memory only.
        _ = try await ledger.one(.tick, nowMs: Sample.startMs + 10_000)
        let fromSnapshot = try folder.copyAsAfterKill()
        let fromJournal = try folder.copyAsAfterKill()
        fromJournal.remove("/book.snapshot")
        fromJournal.remove("/keys")

        var heads: Set<Hash32> = []
        for copy in [folder, fromSnapshot, fromJournal] {
            if copy !== folder { ledger = try await copy.open() }
            // Used accounts: a refused hold opens one, of which no entry tells.
            let accounts = try await ledger.accounts().filter { $0.spent != 0 || $0.held != 0 }
            let holds = try await ledger.openHolds(limit: 10_000)
            try await run(ledger, seed: seed, commands: 50)
            try await run(ledger, seed: seed + 20, commands: 100)
            await ledger.close()
            let found = try copy.verify()
            #expect(found.isWhole && found.unsealedEntries == 0)
            heads.insert(found.head)
            #expect(!accounts.isEmpty && !holds.isEmpty)
        }
        #expect(heads.count == 1)
    }

    @Test("a journal is read beside its running ledger")
    func readsBeside() async throws {
        let folder = try TestFolder()
        let ledger = try await folder.open()
        _ = try await ledger.one(Sample.budget())
        var entries: Int64 = 0
        for round in 0..<20 as Range<UInt64> {
            let numbers = round * 50..<round * 50 + 50
            _ = try await ledger.apply(numbers.map { Sample.hold($0, 1) }, nowMs: Sample.startMs)
            let found = try folder.verify()
            #expect(found.isWhole && found.unsealedEntries == 0)
            #expect(found.entries == entries + (round == 0 ? 51 : 50))
            entries = found.entries
        }
        await ledger.close()
    }

    @Test("an empty folder and one that is opened twice make no entry")
    func emptyFolder() async throws {
        let folder = try TestFolder()
        #expect(await folder.refusal() == nil)
        #expect(await folder.refusal() == nil)
        #expect(try folder.verify().entries == 0)
        #expect(try JournalReader(folder.folder).origin() == TestFolder.origin)
    }

    @Test("without durability commands are kept all the same when the process dies")
    func relaxed() async throws {
        let folder = try TestFolder()
        let ledger = try await folder.open(isDurable: false)
        _ = try await ledger.one(Sample.budget())
        _ = try await ledger.one(Sample.hold(1, 10))
        let copy = try folder.copyAsAfterKill()
        let again = try await copy.open()
        #expect(try await again.sums() == [0, 10])
        await again.close()
        await ledger.close()
    }

    @Test("more commands than one commit takes are all answered, in order")
    func longSubmissions() async throws {
        let folder = try TestFolder()
        let ledger = try await folder.open()
        _ = try await ledger.one(Sample.budget())
        let commands = (1...4_096).map { Sample.hold(UInt64($0), 1) }
        let outcomes = try await ledger.apply(commands, nowMs: Sample.startMs)
        #expect(outcomes.count == 4_096)
        #expect(outcomes.allSatisfy { $0.word == "held" })
        #expect(try await ledger.sums() == [0, 4_096])
        await ledger.close()
        #expect(try folder.verify().isWhole)
    }
}
