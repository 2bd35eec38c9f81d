import FarthingCore
import FarthingReceipts
import FarthingSQLite
import Testing

@Suite("Checkpoints of a ledger")
struct CheckpointTests {
    private static func kinds(_ folder: TestFolder) throws -> [String] {
        var kinds: [String] = []
        try JournalReader(folder.folder).forEach { batch in
            for line in JournalLines(batch.lines) {
                let decision = try JSONDocument([UInt8](line)).root.member("decision")
                kinds.append(decision?.member("kind")?.string ?? "")
            }
        }
        return kinds
    }

    @Test("a checkpoint states what was touched, covers it, and is no entry where nothing was")
    func balances() async throws {
        for isDurable in [true, false] {
            let folder = try TestFolder()
            let ledger = try await folder.open(isDurable: isDurable)
            #expect(try await ledger.checkpoint() == [])
            _ = try await ledger.one(Sample.budget())
            _ = try await ledger.one(Sample.hold(1))
            let seal = try await ledger.checkpoint()
            #expect(try Self.kinds(folder) == ["setBudget", "hold", "balance"])
            #expect(SignedCheckpoint(seal)?.checkpoint.size == 3)
            #expect(try JournalReader(folder.folder).lastBatch(upTo: 2)?.seal == seal)
            #expect(try await ledger.checkpoint() == seal)
            // Who follows the journal by this figure learns of what no call has written, too.
            #expect(ledger.counters.entries == 3)
            await ledger.close()
            // Neither is there another balance at the end, nor is the seal another one later.
            let again = try await folder.open(isDurable: isDurable)
            #expect(try await again.checkpoint() == seal)
            await again.close()
        }
    }

    @Test("a checkpoint among many callers covers exactly what was committed before it")
    func amongCallers() async throws {
        let folder = try TestFolder()
        let ledger = try await folder.open()
        _ = try await ledger.one(Sample.budget())
        try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for number in 1...200 {
                group.addTask {
                    _ = try await ledger.one(Sample.hold(UInt64(number)))
                    return number % 10 == 0 ? try await ledger.checkpoint() : []
                }
            }
            let reader = try JournalReader(folder.folder)
            for try await seal in group where !seal.isEmpty {
                let size = try #require(SignedCheckpoint(seal)?.checkpoint.size)
                let batch = try #require(try reader.lastBatch(upTo: size - 1))
                #expect(batch.firstSequence + batch.count == size && batch.seal == seal)
                let last = try #require(Array(JournalLines(batch.lines)).last)
                let text = String(decoding: last, as: UTF8.self)
                #expect(text.contains(#""kind":"balance""#))
            }
        }
        await ledger.close()
    }

    @Test("a journal is read in pieces of whole batches, up to an end and not beyond")
    func pieces() async throws {
        let folder = try TestFolder()
        let ledger = try await folder.open()
        _ = try await ledger.one(Sample.budget())
        for number in 1...40 {
            let holds = (0..<64).map { Sample.hold(UInt64(number * 64 + $0)) }
            _ = try await ledger.apply(holds, nowMs: Sample.startMs)
        }
        let reader = try JournalReader(folder.folder)
        let count = try reader.entryCount()
        let end = try #require(try reader.lastBatch(upTo: count - 300)?.firstSequence)
        var (next, all, pieces) = (Int64(0), [UInt8](), 0)
        while true {
            let lines = try reader.piece(from: next, to: end)
            if lines.isEmpty { break }
            next += Int64(lines.count { $0 == UInt8(ascii: "\n") })
            all += lines
            pieces += 1
            #expect(lines.count < 2 << 20)
        }
        var expected: [UInt8] = []
        try reader.forEach { if $0.firstSequence < end { expected += $0.lines } }
        #expect(next == end && all == expected && pieces > 1)
        await ledger.close()
    }
}
