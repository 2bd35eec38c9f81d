import FarthingCore
import FarthingSQLite
import GRDB
import Testing

@Suite("Statistics: what is kept of them")
struct StatisticsStoreTests {
    private static let dayMs: Int64 = 86_400_000
    private static let hourMs: Int64 = 3_600_000

    @Test("what is committed is added to what is there, and found again after a restart")
    func adds() async throws {
        let test = try TestFolder()
        let ledger = try await test.open()
        _ = try await ledger.one(Sample.budget())
        let journal = try JournalReader(test.folder)
        var rows = try self.rows(journal, at: Sample.startMs)
        rows.sums = [
            sum(Sample.startMs, calls: 2, nanos: 30, dimension: ""),
            sum(Sample.startMs, calls: 2, nanos: 30),
        ]
        do {
            let store = try StatisticsStore(test.folder, journal)
            #expect(store.start.nextSequence == 0)
            try store.commit(rows)
            try store.commit(rows)
        }
        let store = try StatisticsStore(test.folder, journal)
        #expect(store.start.nextSequence == 1)
        #expect(store.start.hour.map(\.value) == ["", "a1"])
        let reader = try StatisticsReader(test.folder)
        let found = try reader.sums(request())
        #expect(found.map(\.figures) == [StatisticsCounts(calls: 4, costNanos: 60)])
        await ledger.close()
    }

    @Test("nobody else may read the file")
    func mode() async throws {
        let test = try TestFolder()
        let ledger = try await test.open()
        _ = try StatisticsStore(test.folder, JournalReader(test.folder))
        #expect(FileStatus(test.folder.statistics, follows: false)?.permissions == 0o600)
        await ledger.close()
    }

    @Test("what is of another journal, of another version, damaged or ahead is counted anew")
    func thrownAway() async throws {
        let spoilers: [(String, (TestFolder) throws -> Void)] = [
            (
                "ahead",
                { try change($0, "UPDATE facts SET number = 99 WHERE name = 'next_sequence'") }
            ),
            ("another", { try change($0, "UPDATE facts SET text = 'x' WHERE name = 'origin'") }),
            (
                "other entry",
                { try change($0, "UPDATE facts SET text = 'x' WHERE name = 'last_hash'") }
            ),
            ("version", { try change($0, "PRAGMA user_version = 99") }),
            ("no table", { try change($0, "DROP TABLE facts") }),
            ("damaged", { try $0.damage("/statistics.sqlite") { _ in 0 } }),
        ]
        for (what, spoil) in spoilers {
            let test = try TestFolder()
            let ledger = try await test.open()
            _ = try await ledger.one(Sample.budget())
            let journal = try JournalReader(test.folder)
            do {
                let store = try StatisticsStore(test.folder, journal)
                var rows = try self.rows(journal, at: Sample.startMs)
                rows.sums = [sum(Sample.startMs, calls: 1, nanos: 1, dimension: "")]
                try store.commit(rows)
            }
            try spoil(test)
            let store = try StatisticsStore(test.folder, journal)
            #expect(store.start.nextSequence == 0, "\(what)")
            #expect(try StatisticsReader(test.folder).sums(request("")).isEmpty, "\(what)")
            await ledger.close()
        }
    }

    @Test("hours become days and months, and every question has the same answer as before")
    func rolls() async throws {
        let test = try TestFolder()
        let ledger = try await test.open()
        _ = try await ledger.one(Sample.budget())
        let journal = try JournalReader(test.folder)
        let store = try StatisticsStore(test.folder, journal)
        // 500 days, some hours of each, and of each hour one nano more than of the one before.
        var all: [(ms: Int64, nanos: Int64)] = []
        for day in 0..<500 {
            let hours = [0, 7, 23].map {
                Sample.startMs + Int64(day) * Self.dayMs + $0 * Self.hourMs
            }
            var rows = try self.rows(journal, at: hours[2])
            for ms in hours {
                all.append((ms: ms, nanos: Int64(all.count + 1)))
                rows.sums.append(sum(ms, calls: 1, nanos: Int64(all.count), dimension: ""))
                rows.sums.append(sum(ms, calls: 1, nanos: Int64(all.count)))
            }
            try store.commit(rows)
        }
        let reader = try StatisticsReader(test.folder)
        let end = Sample.startMs + 500 * Self.dayMs
        let ranges = [
            (0, Int64.max), (Sample.startMs + 16 * Self.dayMs, end), (end - 3 * Self.hourMs, end),
            (end - 40 * Self.dayMs + 5 * Self.hourMs, end - 2 * Self.dayMs + 8 * Self.hourMs),
            (end - 89 * Self.dayMs, end), (end - 300 * Self.dayMs, end - 100 * Self.dayMs),
            (Sample.startMs + 400 * Self.dayMs, end + Self.dayMs), (end, end + 1), (5, 4),
        ]
        for (from, to) in ranges {
            let wanted = all.filter { $0.ms >= from && $0.ms < to }
            for value in [nil, "a1"] {
                let found = try reader.sums(
                    request(value == nil ? "" : "agent", value: value, from, to)
                )
                let nanos = found.reduce(0) { $0 + $1.figures.costNanos }
                #expect(nanos == wanted.reduce(0) { $0 + $1.nanos }, "\(from) to \(to)")
                let calls = found.reduce(0) { $0 + $1.figures.calls }
                #expect(calls == Int64(wanted.count), "\(from) to \(to)")
            }
        }
        // Months alone are left of the beginning: one that had begun before is not told in part.
        let late = try reader.sums(request("", Sample.startMs + Self.dayMs, end))
        #expect(late.reduce(0) { $0 + $1.figures.calls } == (500 - 16) * 3)
        // Hours by themselves are there for three months, days before that.
        let from = end - 120 * Self.dayMs
        let starts = try reader.sums(request("", from, end, isHourly: true)).compactMap(\.startMs)
        #expect(starts.filter { $0 >= end - 89 * Self.dayMs }.count == 89 * 3)
        #expect(starts.contains { $0 < end - 100 * Self.dayMs && $0 % Self.dayMs == 0 })
        #expect(!starts.contains { $0 < end - 100 * Self.dayMs && $0 % Self.dayMs != 0 })
        await ledger.close()
    }

    @Test("sums that fit no integer stay at the largest")
    func clamps() async throws {
        let test = try TestFolder()
        let ledger = try await test.open()
        _ = try await ledger.one(Sample.budget())
        let journal = try JournalReader(test.folder)
        let store = try StatisticsStore(test.folder, journal)
        for day in 0..<3 {
            let ms = Sample.startMs + Int64(day) * Self.dayMs
            for _ in 0..<3 {
                var rows = try self.rows(journal, at: ms)
                rows.sums = [sum(ms, calls: 1, nanos: Int64.max / 2, dimension: "")]
                try store.commit(rows)
            }
        }
        let found = try StatisticsReader(test.folder).sums(request(""))
        #expect(found.map(\.figures.costNanos) == [Int64.max])
        #expect(found.map(\.figures.calls) == [9])
        await ledger.close()
    }

    @Test("an account's calls are those of its window of now")
    func accounts() async throws {
        let test = try TestFolder()
        let ledger = try await test.open()
        _ = try await ledger.one(Sample.budget())
        let journal = try JournalReader(test.folder)
        let store = try StatisticsStore(test.folder, journal)
        func count(_ windowStartMs: Int64, _ generation: Int64, _ calls: Int64) throws {
            var rows = try self.rows(journal, at: Sample.startMs)
            rows.accounts = [
                .init(
                    budget: "a",
                    scope: "agent=a1",
                    windowStartMs: windowStartMs,
                    generation: generation,
                    calls: calls
                )
            ]
            try store.commit(rows)
        }
        let reader = try StatisticsReader(test.folder)
        func calls(_ windowStartMs: Int64, _ generation: Int64) throws -> Int64 {
            let key = AccountKey(
                budget: "a",
                scope: "agent=a1",
                windowStartMs: windowStartMs,
                generation: generation
            )
            return try reader.calls(in: key)
        }
        let (early, late) = (Sample.startMs, Sample.startMs + Self.dayMs)
        try count(early, 0, 2)
        try count(early, 0, 3)
        #expect(try calls(early, 0) == 5)
        try count(early, 1, 1)
        #expect(try calls(early, 1) == 1)
        #expect(try calls(early, 0) == 0)
        try count(late, 1, 4)
        #expect(try calls(late, 1) == 4)
        // A window that is over comes back no more.
        try count(early, 1, 7)
        #expect(try calls(late, 1) == 4)
        await ledger.close()
    }

    // MARK: Support

    private func sum(
        _ ms: Int64,
        calls: Int64,
        nanos: Int64,
        dimension: String = "agent"
    ) -> StatisticsRows.Sum {
        StatisticsRows.Sum(
            startMs: ms,
            currency: "USD",
            workspace: "default",
            dimension: dimension,
            value: dimension.isEmpty ? "" : "a1",
            other: "",
            figures: StatisticsCounts(calls: calls, costNanos: nanos)
        )
    }

    private func rows(_ journal: JournalReader, at ms: Int64) throws -> StatisticsRows {
        let line = try #require(try journal.line(0))
        let hash = try #require(StatisticsFile.hash(line))
        return StatisticsRows(nextSequence: 1, lastHash: hash, lastMs: ms)
    }

    private func request(
        _ dimension: String = "agent",
        value: String? = nil,
        _ fromMs: Int64 = 0,
        _ toMs: Int64 = Int64.max,
        isHourly: Bool = false
    ) -> StatisticsReader.SumsRequest {
        .init(
            dimension: dimension,
            group: nil,
            value: value,
            fromMs: fromMs,
            toMs: toMs,
            isHourly: isHourly
        )
    }
}

private func change(_ test: TestFolder, _ sql: String) throws {
    let queue = try DatabaseQueue(path: test.folder.statistics)
    try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
}
