import FarthingCore
import FarthingSQLite
import Testing

@Suite("Statistics: where entries are found")
struct StatisticsPlacesTests {
    @Test("entries are found by all that is asked, in pages, both ways", arguments: 1...6)
    func pages(seed: UInt64) async throws {
        let test = try TestFolder()
        let ledger = try await test.open()
        _ = try await ledger.one(Sample.budget())
        let journal = try JournalReader(test.folder)
        var random = Numbers(seed: seed)
        let count: Int64 = 30_000
        // Some values are rare, some common, some in one stretch alone.
        let values: [(String, (Int64) -> Bool)] = [
            ("every", { _ in true }),
            ("third", { $0 % 3 == 0 }),
            ("rare", { $0 % 4_999 == 7 }),
            ("stretch", { (12_000..<12_400).contains($0) }),
            ("far", { $0 < 10 || $0 > 29_990 }),
            ("odd", { $0 % 2 == 1 }),
        ]
        var store = try StatisticsStore(test.folder, journal)
        let line = try #require(try journal.line(0))
        let hash = try #require(StatisticsFile.hash(line))
        var next: Int64 = 0
        while next < count {
            let end = min(count, next + 1 + Int64(random.next() % 2_000))
            var rows = StatisticsRows(nextSequence: 1, lastHash: hash, lastMs: Sample.startMs)
            rows.places = values.map { value, holds in
                .init(field: "tool", value: value, sequences: (next..<end).filter(holds))
            }.filter { !$0.sequences.isEmpty }
            try store.commit(rows)
            // Whatever was being gone on with is forgotten.
            if random.next() % 4 == 0 { store = try StatisticsStore(test.folder, journal) }
            next = end
        }
        let reader = try StatisticsReader(test.folder)
        let questions = [
            ["every"], ["rare"], ["third", "odd"], ["rare", "odd"], ["stretch", "third"],
            ["far", "every", "odd"], ["stretch", "far"], ["none"], ["rare", "none"],
        ]
        for names in questions {
            for range in [0..<count, 11_900..<12_100, 0..<5, 29_999..<30_000, 7..<7] {
                for isUpwards in [true, false] {
                    let holds = names.compactMap { name in
                        values.first { $0.0 == name }?.1
                    }
                    var wanted = range.filter { number in holds.allSatisfy { $0(number) } }
                    if names.contains("none") { wanted = [] }
                    if !isUpwards { wanted.reverse() }
                    let limit = names == ["every"] ? 1_000 : 37
                    let found = try all(reader, names, range, isUpwards, limit)
                    #expect(found == wanted, "\(names) in \(range), upwards \(isUpwards)")
                }
            }
        }
        await ledger.close()
    }

    @Test("a time leads to the entries of that time")
    func times() async throws {
        let test = try TestFolder()
        let ledger = try await test.open()
        _ = try await ledger.one(Sample.budget())
        let journal = try JournalReader(test.folder)
        let store = try StatisticsStore(test.folder, journal)
        let hash = try #require(try journal.line(0).flatMap { StatisticsFile.hash($0) })
        var rows = StatisticsRows(nextSequence: 1, lastHash: hash, lastMs: 90)
        rows.times = (0..<10).map { (sequence: $0 * 1_000, atMs: $0 * 10) }
        try store.commit(rows)
        let reader = try StatisticsReader(test.folder)
        // The journal has but one entry.
        #expect(try reader.sequences(fromMs: 0, toMs: Int64.max) == 0..<1)
        #expect(try reader.sequences(fromMs: 0, toMs: 0) == 0..<0)
        #expect(try reader.sequences(fromMs: 35, toMs: 36).isEmpty)
        await ledger.close()
    }

    private func all(
        _ reader: StatisticsReader,
        _ names: [String],
        _ range: Range<Int64>,
        _ isUpwards: Bool,
        _ limit: Int
    ) throws -> [Int64] {
        var found: [Int64] = []
        var rest = range
        while true {
            let page = try reader.entries(
                with: names.map { .init(field: "tool", value: $0) },
                in: rest,
                isUpwards: isUpwards,
                limit: limit
            )
            #expect(page.sequences.count <= limit)
            found += page.sequences
            guard let next = page.next else { return found }
            rest = isUpwards ? next..<rest.upperBound : rest.lowerBound..<(next + 1)
        }
    }
}

/// Numbers that are the same for the same seed.
private struct Numbers {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }
}
