import FarthingCore
import FarthingSQLite
import Testing

@Suite("Statistics: runs")
struct StatisticsRunsTests {
    @Test("a run's costs are those of its own currency")
    func runs() async throws {
        let test = try TestFolder()
        let ledger = try await test.open()
        _ = try await ledger.one(Sample.budget())
        let journal = try JournalReader(test.folder)
        let store = try StatisticsStore(test.folder, journal)
        let hash = try #require(try journal.line(0).flatMap { StatisticsFile.hash($0) })
        func note(_ run: String, _ parent: String?, _ at: Int64, _ costs: [String: Int64]) throws {
            var rows = StatisticsRows(nextSequence: 1, lastHash: hash, lastMs: at)
            rows.runs = [
                .init(
                    run: run,
                    workspace: "default",
                    parent: parent,
                    agent: "a1",
                    principal: "key-1",
                    firstSequence: at,
                    firstMs: at,
                    lastMs: at,
                    calls: 1,
                    refused: 0,
                    costs: costs
                )
            ]
            try store.commit(rows)
        }
        try note("r1", nil, 1, [:])
        try note("r1", nil, 5, ["USD": 10])
        try note("r1", nil, 9, ["INR": 7, "USD": 3])
        try note("r2", "r1", 2, ["USD": 4])
        try note("r3", "r2", 3, ["USD": 5])
        // Two that name each other are a tree nonetheless.
        try note("x1", "x2", 4, ["USD": 1])
        try note("x2", "x1", 5, ["USD": 1])
        let reader = try StatisticsReader(test.folder)
        let found = try reader.runs(.init(run: "r1", limit: 10))
        #expect(found.map(\.costNanos) == [13])
        #expect(found.map(\.currency) == ["USD"])
        #expect(found.map(\.calls) == [3])
        #expect(found.map(\.lastMs) == [9])
        let tree = try reader.tree(of: "r1", workspace: "default", depthMax: 8, limit: 100)
        #expect(tree.map(\.run) == ["r1", "r2", "r3"])
        #expect(tree.map(\.depth) == [0, 1, 2])
        let shallow = try reader.tree(of: "r1", workspace: "default", depthMax: 1, limit: 100)
        #expect(shallow.map(\.run) == ["r1", "r2"])
        let cycle = try reader.tree(of: "x1", workspace: "default", depthMax: 8, limit: 100)
        #expect(cycle.map(\.run) == ["x1", "x2"])
        var names: [String] = []
        var request = StatisticsReader.RunsRequest(limit: 2)
        while true {
            let page = try reader.runs(request)
            guard let last = page.last else { break }
            names += page.map(\.run)
            request.after = (firstSequence: last.firstSequence, run: last.run)
        }
        #expect(names == ["x2", "x1", "r3", "r2", "r1"])
        await ledger.close()
    }
}
