import FarthingCore
import FarthingReceipts
import FarthingSQLite
import FarthingTesting
import Testing

@Suite("Holds that have left memory are found again")
struct RecallTests {
    /// Runs the commands one by one, each in a commit of its own; then again opens the folder from
    /// its snapshot, by replay, and as a kill leaves it, and asks the questions.
    private func expect(
        after commands: [(Command, String)],
        _ questions: [(Command, String)],
        sums: [Int64]
    ) async throws {
        for way in 0..<4 {
            var folder = try TestFolder()
            var ledger = try await folder.open()
            _ = try await ledger.one(Sample.budget())
            for (command, word) in commands {
                #expect(try await ledger.one(command).word == word)
            }
            if way > 0 {
                let killed = way == 3 ? try folder.copyAsAfterKill() : nil
                await ledger.close()
                if let killed { folder = killed }
                if way == 2 { folder.remove("/book.snapshot") }
                ledger = try await folder.open()
            }
            for (command, word) in questions {
                #expect(try await ledger.one(command).word == word, "way \(way)")
            }
            #expect(try await ledger.sums() == sums, "way \(way)")
            await ledger.close()
            #expect(try folder.verify().isWhole)
        }
    }

    @Test("a settlement repeats, improves, or conflicts")
    func settled() async throws {
        try await expect(
            after: [(Sample.hold(1), "held"), (Sample.settle(1, [4], .metered), "settled")],
            [
                (Sample.settle(1, [4], .metered), "settled again"),
                (Sample.settle(1, [5], .metered), "conflict"),
                (Sample.settle(1, [9], .unknown), "settled"),
                (Sample.settle(1, [6], .reported), "settled"),
                (Sample.settle(1, [6], .reported), "settled again"),
                (.release(Sample.id(1), why: ""), "alreadySettled"),
                (.dispatch(Sample.id(1)), "alreadySettled"),
            ],
            sums: [6, 0]
        )
    }

    @Test("a release stays a release")
    func released() async throws {
        try await expect(
            after: [(Sample.hold(1), "held"), (.release(Sample.id(1), why: ""), "released")],
            [
                (.release(Sample.id(1), why: ""), "released"),
                (Sample.settle(1, [4]), "conflict"),
            ],
            sums: [0, 0]
        )
    }

    @Test("an extended hold is charged what it held last")
    func extended() async throws {
        try await expect(
            after: [
                (Sample.hold(1, 10), "held"), (Sample.extend(1, 30), "held"),
                (Sample.extend(1, 25), "held"), (Sample.settle(1, []), "settled"),
            ],
            [
                (Sample.settle(1, []), "settled again"),
                (Sample.settle(1, [25]), "settled again"),
                (Sample.settle(1, [], .invoiced), "settled"),
            ],
            sums: [25, 0]
        )
    }

    @Test("a client's key finds the call that it named")
    func keys() async throws {
        try await expect(
            after: [
                (Sample.hold(1, key: "one"), "held"), (Sample.settle(1, [4]), "settled"),
                (Sample.hold(2, key: "two"), "held"),
                (.release(Sample.id(2), why: ""), "released"),
                (Sample.hold(3, key: "three"), "held"),
            ],
            [
                (Sample.hold(11, key: "one"), "alreadySettled"),
                (Sample.hold(13, key: "three"), "inFlight"),
                (Sample.hold(12, key: "two"), "held"),
                (Sample.settle(12, [1]), "settled"),
                (Sample.hold(14, key: "two"), "alreadySettled"),
                (Sample.hold(15, key: "four"), "held"),
            ],
            sums: [5, 20]
        )
    }

    @Test("within one submission the latest attempt under a key is the one that counts")
    func keyWithinBatch() async throws {
        let folder = try TestFolder()
        let ledger = try await folder.open()
        _ = try await ledger.one(Sample.budget())
        _ = try await ledger.one(Sample.hold(1, key: "k"))
        _ = try await ledger.one(.release(Sample.id(1), why: ""))
        _ = try await ledger.one(Sample.hold(2, key: "k"))
        let outcomes = try await ledger.apply(
            [Sample.settle(2, [3]), Sample.hold(3, key: "k")],
            nowMs: Sample.startMs
        )
        #expect(outcomes.map(\.word) == ["settled", "alreadySettled"])
        await ledger.close()
    }

    @Test("a hold whose time is over expires while nobody calls")
    func expires() async throws {
        let folder = try TestFolder()
        let ledger = try await folder.open()
        _ = try await ledger.one(Sample.budget())
        _ = try await ledger.one(Sample.hold(1, 10, livesMs: 1_000))
        _ = try await ledger.one(Sample.hold(2, 20, livesMs: 1_000, isSent: true))
        #expect(try await ledger.sums() == [0, 30])
        folder.clock.advance(byMs: 1_000)
        // A read wakes the writer, which ticks right after it.
        _ = try await ledger.accounts()
        #expect(try await ledger.sums() == [20, 0])
        let later = Sample.startMs + 1_000
        #expect(try await ledger.one(Sample.settle(1, [3]), nowMs: later).word == "settled late")
        #expect(try await ledger.one(Sample.settle(2, [5]), nowMs: later).word == "settled")
        #expect(try await ledger.sums() == [8, 0])
        await ledger.close()
        #expect(try folder.verify().isWhole)
    }
}
