import FarthingCore
import FarthingReceipts
import FarthingSQLite
import Testing

@Suite("A damaged folder is read without its damage, or refused with its place")
struct DamageTests {
    /// Some history with holds open and closed, and a snapshot behind it.
    private func used() async throws -> TestFolder {
        let folder = try TestFolder()
        let ledger = try await folder.open()
        _ = try await ledger.one(Sample.budget())
        for number in 1...40 as ClosedRange<UInt64> {
            _ = try await ledger.one(Sample.hold(number, Int64(number)))
            if number % 3 != 0 { _ = try await ledger.one(Sample.settle(number, [1])) }
        }
        await ledger.close()
        return folder
    }

    /// The sums of ``used()``: 27 settled at one, 13 held at multiples of three.
    private let sums: [Int64] = [27, 273]

    private func expectWhole(_ folder: TestFolder) async throws {
        let ledger = try await folder.open()
        #expect(try await ledger.sums() == sums)
        #expect(try await ledger.one(Sample.settle(1, [1])).word == "settled again")
        #expect(try await ledger.one(Sample.settle(3, [3])).word == "settled")
        await ledger.close()
        let found = try folder.verify()
        #expect(found.isWhole && found.unsealedEntries == 0)
    }

    @Test("a snapshot with a byte changed is passed over", arguments: [0, 9, 40, 60, -1, -200])
    func snapshot(offset: Int) async throws {
        let folder = try await used()
        try folder.damage("/book.snapshot") { offset < 0 ? $0 + offset : offset }
        try await expectWhole(folder)
    }

    @Test("a missing snapshot, keys or both are made again", arguments: [1, 2, 3])
    func missing(which: Int) async throws {
        let folder = try await used()
        if which & 1 != 0 { folder.remove("/book.snapshot") }
        if which & 2 != 0 { folder.remove("/keys") }
        try await expectWhole(folder)
    }

    @Test("a damaged file of keys is made again", arguments: [0, 8, 16])
    func keys(offset: Int) async throws {
        let folder = try await used()
        let name = try #require(names(folder.path + "/keys").first)
        try folder.damage("/keys/" + name) { _ in offset }
        try await expectWhole(folder)
    }

    @Test("an entry with a byte changed is refused by its number, snapshot or not")
    func changedEntry() async throws {
        let folder = try await used()
        try execute(
            """
            UPDATE batches SET lines = CAST(replace(lines, '"held":12,', '"held":13,') AS BLOB)
            WHERE instr(lines, '"held":12,') > 0
            """,
            in: folder
        )
        folder.remove("/book.snapshot")
        let message = try #require(await folder.refusal())
        #expect(message.contains("does not verify at entry 20"), "\(message)")
        #expect(message.contains("farthing verify"))
    }

    @Test("a batch that is gone is refused by its place")
    func missingBatch() async throws {
        let folder = try await used()
        try execute("DELETE FROM batches WHERE first_sequence = 7", in: folder)
        folder.remove("/book.snapshot")
        let message = try #require(await folder.refusal())
        #expect(message.contains("gap before entry 8"), "\(message)")
    }

    @Test("a seal of another key is refused")
    func otherSeal() async throws {
        let folder = try await used()
        try execute(
            "UPDATE batches SET seal = (SELECT seal FROM batches WHERE first_sequence = 3)"
                + " WHERE first_sequence = 5",
            in: folder
        )
        folder.remove("/book.snapshot")
        let message = try #require(await folder.refusal())
        #expect(message.contains("does not verify at entry 5"), "\(message)")
    }

    @Test(
        "a last seal that the key did not make is refused, each checked or not",
        arguments: [true, false]
    )
    func forgedSeal(verifiesEach: Bool) async throws {
        let folder = try await used()
        // Ten characters of the signature in another order.
        try execute(
            """
            UPDATE batches SET seal = CAST(
                substr(CAST(seal AS TEXT), 1, length(CAST(seal AS TEXT)) - 20)
                || substr(CAST(seal AS TEXT), -10, 5) || substr(CAST(seal AS TEXT), -15, 5)
                || substr(CAST(seal AS TEXT), -20, 5) || substr(CAST(seal AS TEXT), -5) AS BLOB)
            WHERE first_sequence = (SELECT max(first_sequence) FROM batches)
            """,
            in: folder
        )
        folder.remove("/book.snapshot")
        let message = try #require(await folder.refusal(verifiesEach: verifiesEach))
        #expect(message.contains("signature is wrong"), "\(message)")
    }

    @Test("a database whose pages are damaged is refused, never read wrongly")
    func damagedPages() async throws {
        for step in 1..<12 {
            let folder = try await used()
            folder.remove("/book.snapshot")
            try folder.damage("/ledger.sqlite") { $0 * step / 12 }
            if let message = await folder.refusal() {
                #expect(message.contains(folder.path), "\(message)")
            } else {
                let ledger = try await folder.open()
                #expect(try await ledger.sums() == sums)
                await ledger.close()
            }
        }
    }

    @Test("a file that is no database is refused")
    func noDatabase() async throws {
        let folder = try TestFolder()
        try KeyRun.write([], to: folder.folder.database)
        let message = try #require(await folder.refusal())
        #expect(message.contains(folder.path), "\(message)")
    }
}
