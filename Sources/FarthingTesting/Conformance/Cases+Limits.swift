import FarthingCore

extension LedgerConformance {
    static let limitCases: [ConformanceCase] = [
        ConformanceCase("a hold takes all of its lines or none") { trial in
            await trial.budget("a", limit: 100)
            await trial.budget("b", limit: 50)
            await trial.expect(.hold(trial.request(1, ["a": 60, "b": 60])), "refused overLimit")
            await trial.expect("a", spent: 0)
            await trial.expect("b", spent: 0)
            await trial.expect(.hold(trial.request(2, ["a": 60, "b": 50])), "held")
            await trial.expect("a", spent: 0, held: 60)
            await trial.expect("b", spent: 0, held: 50)
            await trial.expect(.hold(trial.request(3, ["a": 40, "b": 1])), "refused overLimit")
            await trial.expect("a", spent: 0, held: 60)
        },
        ConformanceCase("a limit can be used to its last unit and not one further") { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.hold(trial.request(1, ["a": 101])), "refused overLimit")
            await trial.expect(.hold(trial.request(2, ["a": 99])), "held")
            await trial.expect(.hold(trial.request(3, ["a": 2])), "refused overLimit")
            await trial.expect(.hold(trial.request(4, ["a": 1])), "held")
            await trial.expect(.hold(trial.request(5, ["a": 1])), "refused overLimit")
            await trial.expect(trial.settle(2, [99]), "settled")
            await trial.expect(.hold(trial.request(6, ["a": 1])), "refused overLimit")
            await trial.expect(.hold(trial.request(7, ["a": 0])), "held")
        },
        ConformanceCase("what is held and what is spent both count, each once") { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.hold(trial.request(1, ["a": 30])), "held")
            await trial.expect(.hold(trial.request(2, ["a": 30])), "held")
            await trial.expect(trial.settle(1, [10]), "settled")
            await trial.expect("a", spent: 10, held: 30)
            await trial.expect(.hold(trial.request(3, ["a": 60])), "held")
            await trial.expect(.hold(trial.request(4, ["a": 1])), "refused overLimit")
            await trial.expect(trial.release(3), "released")
            await trial.expect("a", spent: 10, held: 30)
            await trial.expect(.hold(trial.request(5, ["a": 61])), "refused overLimit")
            await trial.expect(.hold(trial.request(6, ["a": 60])), "held")
        },
        ConformanceCase("a refusal names the account and the numbers compared") { trial in
            await trial.budget("a", limit: 100, window: .day)
            await trial.expect(.hold(trial.request(1, ["a": 40])), "held")
            await trial.expect(trial.settle(1, [40]), "settled")
            await trial.expect(.hold(trial.request(2, ["a": 25])), "held")
            let outcome = await trial.expect(
                .hold(trial.request(3, ["a": 36])),
                "refused overLimit"
            )
            let refusal = outcome.refusal
            trial.expect("account", refusal?.account?.budget, is: "a")
            trial.expect("window's start", refusal?.account?.windowStartMs, is: Trial.startMs)
            trial.expect("window's end", refusal?.windowEndsMs, is: Trial.startMs + 86_400_000)
            trial.expect("unit", refusal?.unit, is: .money("USD"))
            trial.expect("limit", refusal?.limit, is: 100)
            trial.expect("spent", refusal?.spent, is: 40)
            trial.expect("held", refusal?.held, is: 25)
            trial.expect("needed", refusal?.needed, is: 36)
            trial.expect("free", refusal?.free, is: 35)
        },
        ConformanceCase("a shadow account counts, never refuses, and counts what it would") {
            trial in
            await trial.budget("a", limit: 100)
            await trial.budget("shadow", limit: 10, isEnforced: false)
            await trial.expect(.hold(trial.request(1, ["a": 20, "shadow": 20])), "held")
            await trial.expect("shadow", spent: 0, held: 20)
            await trial.expect(.hold(trial.request(2, ["a": 20, "shadow": 20])), "held")
            await trial.expect(trial.settle(1, [20, 20]), "settled")
            await trial.expect("shadow", spent: 20, held: 20)
            let shadow = await trial.account("shadow")
            trial.expect("would refuse", shadow?.wouldRefuse, is: 2)
            trial.expect("is enforced", shadow?.isEnforced, is: false)
            trial.expect("free in shadow", shadow?.free, is: 0)
        },
        ConformanceCase("many callers at once never pass a limit and use all of it") { trial in
            await trial.budget("a", limit: 100)
            let ledger = trial.ledger
            let requests = (1...64).map { trial.request($0, ["a": 3]) }
            let nowMs = trial.nowMs
            let admitted = await withTaskGroup(of: Bool.self) { group in
                for request in requests {
                    group.addTask {
                        let outcome = try? await ledger.apply([.hold(request)], nowMs: nowMs).first
                        if case .held? = outcome { return true }
                        return false
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            trial.expect("admitted", admitted, is: 33)
            await trial.expect("a", spent: 0, held: 99)
        },
    ]

    static let thresholdCases: [ConformanceCase] = [
        ConformanceCase("a block threshold refuses above its share; equality passes") { trial in
            let block = Threshold(atBasisPoints: 8_000, action: .block)
            await trial.budget("a", limit: 100, thresholds: [block])
            await trial.expect(.hold(trial.request(1, ["a": 81])), "refused overLimit")
            await trial.expect(.hold(trial.request(2, ["a": 80])), "held")
            let outcome = await trial.expect(
                .hold(trial.request(3, ["a": 1])),
                "refused overLimit"
            )
            trial.expect("share", outcome.refusal?.thresholdBasisPoints, is: 8_000)
        },
        ConformanceCase("a pause threshold keeps its account paused until it is resumed") { trial in
            let pause = Threshold(atBasisPoints: 10_000, action: .pause)
            await trial.budget("a", limit: 100, thresholds: [pause])
            await trial.expect(.hold(trial.request(1, ["a": 101])), "refused overLimit")
            await trial.expect(.hold(trial.request(2, ["a": 1])), "refused paused")
            await trial.expect(.resume(budget: "a", scope: "", note: ""), "applied")
            await trial.expect(.hold(trial.request(3, ["a": 1])), "held")
            // Within the second in which the first one was recorded, too.
            await trial.expect(.hold(trial.request(4, ["a": 101])), "refused overLimit")
            await trial.expect(.hold(trial.request(5, ["a": 1])), "refused paused")
        },
        ConformanceCase("a line's own threshold lets the caller decide again") { trial in
            await trial.budget("a", limit: 100)
            var request = trial.request(1, ["a": 50])
            request.lines[0].thresholdBasisPoints = 5_000
            await trial.expect(.hold(request), "held")
            request = trial.request(2, ["a": 1])
            request.lines[0].thresholdBasisPoints = 5_000
            let outcome = await trial.expect(.hold(request), "refused thresholdReached")
            trial.expect("share", outcome.refusal?.thresholdBasisPoints, is: 5_000)
            await trial.expect(.hold(trial.request(3, ["a": 50])), "held")
        },
        ConformanceCase("a refusal lists every share that the caller has not applied yet") {
            trial in
            for id in ["a", "b", "c", "d"] { await trial.budget(id, limit: 100) }
            await trial.budget("shadow", limit: 100, isEnforced: false)
            await trial.expect(.charge(trial.request(1, ["a": 60, "b": 95, "c": 10])), "settled")
            var request = trial.request(2, ["a": 10, "b": 10, "c": 10, "d": 10, "shadow": 90])
            for line in [0, 1, 2, 4] { request.lines[line].thresholdBasisPoints = 5_000 }
            var refusal = await trial.expect(.hold(request), "refused overLimit").refusal
            trial.expect("reached", refusal?.reached.map(\.line), is: [0, 1])
            trial.expect("limits", refusal?.reached.map(\.isLimit), is: [false, true])
            trial.expect("passed", refusal?.reached.map(\.passedBasisPoints), is: [7_000, 10_500])
            trial.expect("not recorded", refusal?.sequence, is: nil)
            request.lines[1].base = 5
            refusal = await trial.expect(.hold(request), "refused thresholdReached").refusal
            trial.expect("reached", refusal?.reached.map(\.line), is: [0, 1])
            trial.expect("not recorded", refusal?.sequence, is: nil)
            request.recordsThreshold = true
            refusal = await trial.expect(.hold(request), "refused thresholdReached").refusal
            trial.expect("recorded", refusal?.sequence != nil, is: true)
            for line in request.lines.indices { request.lines[line].thresholdBasisPoints = nil }
            await trial.expect(.hold(request), "held")
        },
        ConformanceCase("a warning comes once per window, on what is spent") { trial in
            let warn = Threshold(atBasisPoints: 5_000, action: .warn)
            await trial.budget("a", limit: 100, window: .hour, thresholds: [warn])
            await trial.expect(.hold(trial.request(1, ["a": 60])), "held")
            await warned(trial, trial.settle(1, [50]), [])
            await trial.expect(.hold(trial.request(2, ["a": 20])), "held")
            await warned(trial, trial.settle(2, [1]), [5_000])
            await trial.expect(.hold(trial.request(3, ["a": 20])), "held")
            await warned(trial, trial.settle(3, [20]), [])
            trial.nowMs += 3_600_000
            await trial.expect(.hold(trial.request(4, ["a": 60])), "held")
            await warned(trial, trial.settle(4, [60]), [5_000])
        },
    ]

    private static func warned(_ trial: Trial, _ command: Command, _ shares: [Int64]) async {
        guard case .settled(let settled) = await trial.expect(command, "settled") else { return }
        trial.expect("warnings", settled.warnings.map(\.atBasisPoints), is: shares)
    }

    static let outputCases: [ConformanceCase] = [
        ConformanceCase("a hold is granted exactly the output that fits") { trial in
            await trial.budget("a", limit: 100)
            let line = HoldLine(budget: "a", scope: "", base: 10, perMillionOutput: 3_000_000)
            let bound = OutputBound(wanted: 500, least: 5)
            await trial.expect(.hold(trial.request(1, [line], bound)), "held 30 tokens")
            await trial.expect("a", spent: 0, held: 100)
            await trial.expect(trial.settle(1, [70]), "settled")
            await trial.expect(.hold(trial.request(2, [line], bound)), "held 6 tokens")
            await trial.expect("a", spent: 70, held: 28)
            await trial.expect(trial.settle(2, [16]), "settled")
            await trial.expect(.hold(trial.request(3, [line], bound)), "refused overLimit")
            await trial.expect(
                .hold(trial.request(4, [line], OutputBound(wanted: 1))),
                "held 1 tokens"
            )
        },
        ConformanceCase("an amount is rounded up, once") { trial in
            await trial.budget("a", limit: 10)
            let line = HoldLine(budget: "a", scope: "", base: 0, perMillionOutput: 1)
            await trial.expect(
                .hold(trial.request(1, [line], OutputBound(wanted: 1))),
                "held 1 tokens"
            )
            await trial.expect("a", spent: 0, held: 1)
            await trial.expect(
                .hold(trial.request(2, [line], OutputBound(wanted: 1_000_001))),
                "held 1000001 tokens"
            )
            await trial.expect("a", spent: 0, held: 3)
        },
        ConformanceCase("a call is admitted only beside what the others are expected to need") {
            trial in
            await trial.budget("a", limit: 100)
            let line = HoldLine(budget: "a", scope: "", base: 0, perMillionOutput: 1_000_000)
            let tranche = OutputBound(wanted: 10, least: 10, expected: 60)
            await trial.expect(.hold(trial.request(1, [line], tranche)), "held 10 tokens")
            await trial.expect("a", spent: 0, held: 10)
            await trial.expect(.hold(trial.request(2, ["a": 41])), "refused expectedOverLimit")
            await trial.expect(.hold(trial.request(3, ["a": 91])), "refused overLimit")
            await trial.expect(.hold(trial.request(4, ["a": 40])), "held")
            await trial.expect(trial.release(4), "released")
            await trial.expect(
                .hold(trial.request(5, [line], tranche)),
                "refused expectedOverLimit"
            )
            await trial.expect(trial.settle(1, [10]), "settled")
            await trial.expect(.hold(trial.request(6, [line], tranche)), "held 10 tokens")
        },
    ]
}
