import FarthingCore
import FarthingSQLite
import Testing

@Suite("The batches that were committed last")
struct RecentBatchesTests {
    @Test("who follows gets what the journal has, in order, and is sent to it for all else")
    func follows() async throws {
        let folder = try TestFolder()
        let ledger = try await folder.open()
        let recent = ledger.recentBatches
        _ = try await ledger.one(Sample.budget())
        // Nobody has asked before: nothing was kept.
        #expect(recent.batches(from: 0, countMax: 9) == nil)
        for number in 0..<5 { try await ledger.edit(.agent("a\(number)", "{}")) }
        let reader = try JournalReader(folder.folder)
        var stored: [JournalReader.Batch] = []
        try reader.forEach(from: 1) { stored.append($0) }
        #expect(stored.count == 5)
        #expect(recent.batches(from: 1, countMax: 9).map(Array.init) == stored)
        #expect(recent.batches(from: 3, countMax: 2)?.map(\.firstSequence) == [3, 4])
        #expect(recent.batches(from: 6, countMax: 9)?.isEmpty == true)
        #expect(recent.batches(from: 0, countMax: 9) == nil)
        #expect(recent.batches(from: 7, countMax: 9) == nil)
        await ledger.close()
    }

    @Test("what is far behind has left")
    func leaves() async throws {
        let folder = try TestFolder()
        let ledger = try await folder.open()
        _ = try await ledger.one(Sample.budget())
        #expect(ledger.recentBatches.batches(from: 1, countMax: 9) == nil)
        // Some 60 KiB each; 4 MiB are kept.
        let long = "{\"a\":\"" + String(repeating: "x", count: 60_000) + "\"}"
        for _ in 0..<80 { try await ledger.edit(.agent("a", long)) }
        #expect(ledger.recentBatches.batches(from: 1, countMax: 9) == nil)
        #expect(ledger.recentBatches.batches(from: 40, countMax: 99)?.count == 41)
        await ledger.close()
    }
}
