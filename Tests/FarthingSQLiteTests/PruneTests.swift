import FarthingCore
import FarthingReceipts
import FarthingSQLite
import FarthingTesting
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("A journal whose beginning was archived")
struct PruneTests {
    /// Where a segment ends, and where the journal could begin behind it.
    private struct Cut {
        var end: Int64
        var base: JournalBase
    }

    /// A budget of which nothing in the journal is needed.
    private static func budget(_ limit: Int64 = 1_000_000) -> Command {
        .setBudget(
            Budget(
                id: "a",
                per: [.agent],
                unit: .money("USD"),
                limit: limit,
                window: .total,
                countsFromNow: true
            ),
            opening: [:]
        )
    }

    /// Writes the journal as it is into segments of some batches each.
    private func archive(_ folder: TestFolder, batches count: Int = 5) throws -> [Cut] {
        mkdir(folder.path + "/archive", 0o700)
        var form = Exporter.Form.farthing(
            origin: TestFolder.origin,
            fingerprint: folder.key.verifyingKey.fingerprint
        )
        var exporter = Exporter(form)
        var bytes: [UInt8] = []
        var first: Int64 = 0
        var batches = 0
        var cuts: [Cut] = []
        try JournalReader(folder.folder).forEach { batch in
            if batches == 0 { exporter.begin(&bytes) }
            try exporter.add(
                StoredBatch(
                    firstSequence: batch.firstSequence,
                    count: batch.count,
                    lines: batch.lines,
                    seal: batch.seal
                ),
                to: &bytes
            )
            batches += 1
            guard batches == count else { return }
            let end = exporter.nextSequence
            _ = try folder.folder.archive.write(bytes, first: first, end: end)
            let base = try #require(exporter.base)
            let fingerprint = folder.key.verifyingKey.fingerprint
            let line = SegmentHeader(base: base, fingerprint: fingerprint).line
            cuts.append(Cut(end: end, base: try #require(JournalBase(line))))
            form = .segment(base: base, fingerprint: fingerprint)
            exporter = Exporter(form)
            (bytes, first, batches) = ([], end, 0)
        }
        return cuts
    }

    private func prune(_ ledger: SQLiteLedger, _ folder: TestFolder, _ cut: Cut) async throws {
        try await ledger.makeSnapshot()
        try await ledger.begin(at: cut.base, reader: try JournalReader(folder.folder))
    }

    private func dropAll(_ ledger: SQLiteLedger) async throws {
        while try await ledger.dropArchived() > 0 {}
    }

    /// Forty calls, each settled, a second apart; the first one by a client's key.
    private func used(_ folder: TestFolder) async throws -> SQLiteLedger {
        let ledger = try await folder.open()
        _ = try await ledger.one(Self.budget())
        for number in 1...40 as ClosedRange<UInt64> {
            let nowMs = folder.clock.nowMs
            let key = number == 1 ? "once" : nil
            let hold = Sample.hold(number, 10, key: key, nowMs: nowMs)
            #expect(try await ledger.one(hold, nowMs: nowMs).word == "held")
            let settle = Sample.settle(number, [3])
            #expect(try await ledger.one(settle, nowMs: nowMs).word == "settled")
            folder.clock.advance(byMs: 1_000)
        }
        return ledger
    }

    @Test("sums stay, whether it is opened by its snapshot, after a kill, or from its segments")
    func sums() async throws {
        for drops in [true, false] {
            let folder = try TestFolder()
            let ledger = try await used(folder)
            let cut = try #require(try archive(folder).dropLast().last)
            try await prune(ledger, folder, cut)
            if drops { try await dropAll(ledger) }
            _ = try await ledger.one(Sample.hold(99, 7), nowMs: folder.clock.nowMs)
            #expect(try await ledger.sums() == [120, 7])
            let killed = try folder.copyAsAfterKill()
            await ledger.close()
            for place in [folder, killed] {
                let again = try await place.open()
                #expect(try await again.sums() == [120, 7])
                _ = try await again.one(Sample.settle(99, [5]), nowMs: folder.clock.nowMs)
                #expect(try await again.sums() == [125, 0])
                await again.close()
                #expect(try JournalReader(place.folder).base()?.first == cut.end)
            }
            // All of it is read again, where it can be.
            folder.remove("/book.snapshot")
            let whole = try await folder.open()
            #expect(try await whole.sums() == [125, 0])
            await whole.close()
            #expect(try folder.verify().isWhole)
            killed.remove("/book.snapshot")
            let refusal = try #require(await killed.refusal())
            #expect(refusal.contains("put all segments in"))
            killed.remove("/keys")
            #expect(try #require(await killed.refusal()).contains("put all segments in"))
        }
    }

    @Test("a pruned call is neither made again nor settled better, and costs nothing more")
    func recall() async throws {
        let folder = try TestFolder()
        let ledger = try await used(folder)
        let cut = try #require(try archive(folder).first)
        try await prune(ledger, folder, cut)
        try await dropAll(ledger)
        let nowMs = folder.clock.nowMs
        let again = Sample.hold(77, 10, key: "once", nowMs: nowMs)
        for (command, word) in [
            (again, "alreadySettled"), (Sample.settle(1, [9]), "unknownHold"),
            (.release(Sample.id(1), why: ""), "unknownHold"), (Sample.hold(78), "held"),
            // A younger one is still there.
            (Sample.settle(40, [3]), "settled again"),
        ] {
            #expect(try await ledger.one(command, nowMs: nowMs).word == word)
        }
        #expect(try await ledger.sums() == [120, 10])
        await ledger.close()
    }

    @Test("nothing goes that an open hold, a window, or the next start may need")
    func bounds() async throws {
        let folder = try TestFolder()
        let ledger = try await used(folder)
        let cuts = try archive(folder)
        let cut = try #require(cuts.dropLast().last)
        // Not behind what the snapshot has.
        #expect(try await ledger.pruneBounds().sequence < cut.end)
        await #expect(throws: LedgerError.self) {
            try await ledger.begin(at: cut.base, reader: try JournalReader(folder.folder))
        }
        // A budget whose open window has everything.
        _ = try await ledger.one(
            .setBudget(
                Budget(id: "b", unit: .money("USD"), limit: 5, window: .total),
                opening: [:]
            ),
            nowMs: folder.clock.nowMs
        )
        #expect(try await ledger.pruneBounds().timeMs ?? 0 <= 0)
        await #expect(throws: LedgerError.self) { try await prune(ledger, folder, cut) }
        _ = try await ledger.one(.removeBudget("b"), nowMs: folder.clock.nowMs)
        // A window that began when half of the calls were made.
        let half = Budget(
            id: "b",
            unit: .money("USD"),
            limit: 5,
            window: .rolling(lengthMs: 20_000)
        )
        _ = try await ledger.one(.setBudget(half, opening: [:]), nowMs: folder.clock.nowMs)
        await #expect(throws: LedgerError.self) { try await prune(ledger, folder, cut) }
        try await prune(ledger, folder, try #require(cuts.dropFirst(3).first))
        _ = try await ledger.one(.removeBudget("b"), nowMs: folder.clock.nowMs)
        try await prune(ledger, folder, cut)
        // An open hold from before.
        let nowMs = folder.clock.nowMs
        _ = try await ledger.one(Sample.hold(50, livesMs: 600_000, nowMs: nowMs), nowMs: nowMs)
        for number in 51...70 as ClosedRange<UInt64> {
            folder.clock.advance(byMs: 10)
            let hold = Sample.hold(number, nowMs: folder.clock.nowMs)
            _ = try await ledger.one(hold, nowMs: folder.clock.nowMs)
            _ = try await ledger.one(Sample.settle(number, [1]), nowMs: folder.clock.nowMs)
        }
        removeAll(folder.path + "/archive")
        #expect(try await ledger.pruneBounds().timeMs == nowMs)
        await ledger.close()
    }

    @Test("a base of another journal, or one between two batches, is refused")
    func otherBase() async throws {
        let folder = try TestFolder()
        let other = try TestFolder(key: folder.key)
        let ledger = try await used(folder)
        other.clock.advance(byMs: 1)
        let foreign = try await used(other)
        let cut = try #require(try archive(other).first)
        await foreign.close()
        await #expect(throws: LedgerError.self) { try await prune(ledger, folder, cut) }
        #expect(try JournalReader(folder.folder).base() == nil)
        #expect(JournalBase([]) == nil && JournalBase(Array("{\"first\":3}\n".utf8)) == nil)
        await ledger.close()
    }

    @Test("after a correction nothing goes before a snapshot has it")
    func correction() async throws {
        let folder = try TestFolder()
        let ledger = try await used(folder)
        let cut = try #require(try archive(folder).first)
        try await ledger.makeSnapshot()
        let correct = Command.correct(
            SettleRequest(id: Sample.id(1), amounts: [9], evidence: .reported),
            note: "billed more"
        )
        #expect(try await ledger.one(correct, nowMs: folder.clock.nowMs).word == "settled")
        let reader = try JournalReader(folder.folder)
        await #expect(throws: LedgerError.self) {
            try await ledger.begin(at: cut.base, reader: reader)
        }
        try await prune(ledger, folder, cut)
        try await dropAll(ledger)
        let killed = try folder.copyAsAfterKill()
        await ledger.close()
        for place in [folder, killed] {
            removeAll(place.path + "/archive")
            let again = try await place.open()
            #expect(try await again.sums() == [126, 0])
            await again.close()
        }
    }

    @Test("a new budget counts the archived part of its window, or is refused")
    func openings() async throws {
        let folder = try TestFolder()
        let ledger = try await used(folder)
        // Another unit for a while, so that the units of earlier generations matter.
        let tokens = Budget(
            id: "a",
            per: [.agent],
            unit: .tokens,
            limit: 1_000,
            window: .total,
            countsFromNow: true
        )
        _ = try await ledger.one(.setBudget(tokens, opening: [:]), nowMs: folder.clock.nowMs)
        _ = try await ledger.one(
            Sample.hold(90, nowMs: folder.clock.nowMs),
            nowMs: folder.clock.nowMs
        )
        _ = try await ledger.one(Sample.settle(90, [500]), nowMs: folder.clock.nowMs)
        let cuts = try archive(folder, batches: 1)
        let cut = try #require(cuts.first { $0.end == 61 })
        let wanted = Budget(id: "b", unit: .money("USD"), limit: 5_000, window: .total)
        let reader = try JournalReader(folder.folder)
        func change(_ ledger: SQLiteLedger, _ budget: Budget) async throws -> Int64? {
            _ = try await ledger.change(
                to: [tokens, budget],
                policy: (id: "p", hash: budget.id),
                reader: reader,
                done: { _ in }
            )
            return try await ledger.accounts().first { $0.key.budget == budget.id }?.spent
        }
        try await prune(ledger, folder, cut)
        try await dropAll(ledger)
        #expect(try await change(ledger, wanted) == 120)
        var rolling = wanted
        rolling.id = "c"
        rolling.window = .rolling(lengthMs: 10_500)
        // Its window is all there.
        rename(folder.path + "/archive", folder.path + "/elsewhere")
        #expect(try await change(ledger, rolling) == 30)
        var other = wanted
        other.id = "d"
        await #expect(throws: LedgerError.self) { _ = try await change(ledger, other) }
        #expect(try await ledger.budgets().contains { $0.id == "d" } == false)
        await ledger.close()
    }

    @Test("who reads the journal finds what was archived, or is told that it is")
    func reading() async throws {
        let folder = try TestFolder()
        let ledger = try await used(folder)
        let cut = try #require(try archive(folder).dropLast().last)
        let reader = try JournalReader(folder.folder)
        var before: [JournalReader.Batch] = []
        try reader.forEach { before.append($0) }
        try await prune(ledger, folder, cut)
        for drops in [false, true] {
            if drops { try await dropAll(ledger) }
            var after: [JournalReader.Batch] = []
            try reader.forEach { after.append($0) }
            #expect(after == before)
            for batch in before {
                #expect(try reader.lastBatch(upTo: batch.firstSequence) == batch)
                #expect(try reader.firstSequence(fromMs: batch.atMs) <= batch.firstSequence)
            }
            #expect(try reader.entryCount() == before.last.map { $0.firstSequence + $0.count })
            let from = before[3].firstSequence
            var some: [JournalReader.Batch] = []
            try reader.forEach(from: from) { some.append($0) }
            #expect(some == Array(before[3...]))
        }
        rename(folder.path + "/archive", folder.path + "/elsewhere")
        #expect(throws: LedgerError.self) { try reader.forEach { _ in } }
        #expect(throws: LedgerError.self) { _ = try reader.lastBatch(upTo: 3) }
        #expect(throws: LedgerError.self) { _ = try reader.firstSequence(fromMs: 0) }
        #expect(throws: LedgerError.self) { _ = try reader.piece(from: 0, to: 10) }
        var rest: [JournalReader.Batch] = []
        try reader.forEach(from: cut.end) { rest.append($0) }
        #expect(rest == before.filter { $0.firstSequence >= cut.end })
        await ledger.close()
    }
}
