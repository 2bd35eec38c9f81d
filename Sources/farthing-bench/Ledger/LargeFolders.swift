import FarthingCore
import FarthingSQLite

/// Whether a hold costs more in a folder of a million entries than in an empty one.
struct LargeFolders {
    let folder: String
    let entries: Int
    let rounds: Int

    private struct Kind {
        var name: String
        var title: String
        var traffic: Traffic
    }

    private static let kinds = [
        Kind(name: "plain", title: "64 accounts", traffic: Traffic()),
        Kind(
            name: "keys",
            title: "random keys",
            traffic: Traffic(accounts: 64, hasKeys: true)
        ),
        Kind(
            name: "accounts",
            title: "100,000 accounts",
            traffic: Traffic(accounts: 100_000)
        ),
    ]

    /// So many that a snapshot of the book falls into each round, in the empty folder too.
    private static let pairs = 40_000
    private static let singleHolds = 1_000

    /// Pairs per second with many callers, and one caller's time for a hold.
    private struct Figures {
        var microsecondsPerPair: [Double] = []
        var holdMicroseconds: [Double] = []
    }

    /// A hold in the large folder may take so much of what it takes in the empty one.
    private static let ratioMax = 1.2

    func run() async throws -> [Bar] {
        var bars: [Bar] = []
        var rows: [[String]] = []
        for kind in Self.kinds {
            let (small, large, counted) = try await measure(kind)
            let pairRatio =
                quantile(large.microsecondsPerPair) / quantile(small.microsecondsPerPair)
            let holdRatio = quantile(large.holdMicroseconds) / quantile(small.holdMicroseconds)
            rows.append([
                kind.title, String(counted),
                decimal(quantile(small.microsecondsPerPair)),
                decimal(quantile(large.microsecondsPerPair)), decimal(pairRatio),
                decimal(quantile(small.holdMicroseconds)),
                decimal(quantile(large.holdMicroseconds)), decimal(holdRatio),
            ])
            bars.append(
                Bar(
                    name: "ledger-hold-at-1M-\(kind.name)",
                    value: holdRatio,
                    unit: "x",
                    sense: .atMost,
                    limit: Self.ratioMax
                )
            )
        }
        print("\nan empty folder against a large one, medians of \(rounds) interleaved rounds")
        showTable(
            [
                "", "entries", "pair µs empty", "large", "ratio", "hold µs empty", "large", "ratio",
            ],
            rows
        )
        return bars
    }

    private func measure(_ kind: Kind) async throws -> (Figures, Figures, Int64) {
        let largePath = "\(folder)/large-\(kind.name)"
        let large = try await open(largePath)
        _ = try CallerLoop().run(
            large,
            traffic: kind.traffic,
            callers: 256,
            pairs: entries / 2,
            mode: .withNextHold,
            seed: 1
        )
        var smallFigures = Figures()
        var largeFigures = Figures()
        for round in 0..<rounds {
            let smallPath = "\(folder)/small-\(kind.name)-\(round)"
            let small = try await open(smallPath)
            let seed = UInt64(round + 2)
            // In turns, so that a busy moment of the machine meets both.
            try add(to: &smallFigures, small, kind.traffic, seed: seed)
            try add(to: &largeFigures, large, kind.traffic, seed: seed + 1_000)
            await small.close()
            removeFolder(smallPath)
        }
        let counted = large.counters.entries
        await large.close()
        removeFolder(largePath)
        return (smallFigures, largeFigures, counted)
    }

    private func open(_ path: String) async throws -> SQLiteLedger {
        let ledger = try await TrialLedger(path: path).open()
        _ = try await ledger.apply(Traffic.budgets, nowMs: wallClockMs())
        return ledger
    }

    private func add(
        to figures: inout Figures,
        _ ledger: SQLiteLedger,
        _ traffic: Traffic,
        seed: UInt64
    ) throws {
        let many = try CallerLoop().run(
            ledger,
            traffic: traffic,
            callers: 64,
            pairs: Self.pairs,
            mode: .withNextHold,
            seed: seed
        )
        figures.microsecondsPerPair.append(many.seconds * 1e6 / Double(many.pairs))
        let one = try CallerLoop().run(
            ledger,
            traffic: traffic,
            callers: 1,
            pairs: Self.singleHolds,
            mode: .byItself,
            seed: seed + 500
        )
        figures.holdMicroseconds += one.holdMicroseconds
    }
}
