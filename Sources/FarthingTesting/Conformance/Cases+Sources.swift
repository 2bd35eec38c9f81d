import FarthingCore

/// Holds that are drawn from another: what a run hands on to those that it starts.
extension LedgerConformance {
    static let sourceCases: [ConformanceCase] = [
        ConformanceCase("a hold drawn from another takes nothing more from the account") { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.hold(trial.request(1, ["a": 80])), "held")
            await trial.expect(.hold(trial.request(2, ["a": 30], from: 1)), "held")
            await trial.expect("a", spent: 0, held: 80)
            trial.expect("left", await trial.openHolds().map { $0.lines[0].held }, is: [50, 30])
            let refusal = await trial.expect(
                .hold(trial.request(3, ["a": 51], from: 1)),
                "refused allowanceExceeded"
            )
            .refusal
            trial.expect("what is left", refusal?.limit, is: 50)
            trial.expect("free", refusal?.free, is: 50)
            trial.expect("needed", refusal?.needed, is: 51)
            trial.expect("its source", refusal?.holdID, is: Trial.id(1))
            await trial.expect(.charge(trial.request(4, ["a": 50], from: 1)), "settled")
            await trial.expect("a", spent: 50, held: 30)
            await trial.expect(.hold(trial.request(5, ["a": 1], from: 1)), refused)
            await trial.expect(.hold(trial.request(6, ["a": 20])), "held")
        },
        ConformanceCase("what a drawn hold does not use goes back to its source") { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.hold(trial.request(1, ["a": 80])), "held")
            for (number, end) in [
                (UInt64(2), trial.settle(2, [10])), (3, trial.release(3)), (4, .tick),
            ] {
                let request = trial.request(number, ["a": 30], livesMs: 1_000, from: 1)
                await trial.expect(.hold(request), "held")
                if case .tick = end { trial.nowMs += 1_000 }
                _ = await trial.apply(end)
            }
            await trial.expect("a", spent: 10, held: 70)
            await trial.expect(.hold(trial.request(5, ["a": 70], from: 1)), "held")
            // What was billed beyond its bound comes out of the source first.
            await trial.expect(trial.settle(5, [60]), "settled")
            await trial.expect(.hold(trial.request(6, ["a": 2], from: 1)), "held")
            await trial.expect(trial.settle(6, [9]), "settled")
            await trial.expect("a", spent: 79, held: 1)
            await trial.expect(trial.release(1), "released")
            await trial.expect("a", spent: 79)
        },
        ConformanceCase(
            "a source that is over admits nothing; those it has settle in their accounts"
        ) { trial in
            await trial.budget("a", limit: 100)
            for (number, end) in [(UInt64(1), "release"), (2, "settle"), (3, "expire")] {
                await trial.expect(.reset(budget: "a", scope: nil, note: ""), "applied")
                await trial.expect(.hold(trial.request(number, ["a": 80], livesMs: 1_000)), "held")
                let child = trial.request(number + 10, ["a": 30], from: number)
                await trial.expect(.hold(child), "held")
                switch end {
                case "release": await trial.expect(trial.release(number), "released")
                case "settle": await trial.expect(trial.settle(number, [5]), "settled")
                default: trial.nowMs += 1_000
                }
                let late = trial.request(number + 20, ["a": 1], from: number)
                await trial.expect(.hold(late), "refused expired")
                await trial.expect(trial.extend(number + 10, ["a": 31]), "refused expired")
                await trial.expect(trial.extend(number + 10, ["a": 29]), "held")
                await trial.expect(trial.extend(number + 10, [:]), "held")
                let spent: Int64 = end == "settle" ? 5 : 0
                await trial.expect("a", spent: spent, held: 29)
                await trial.expect(trial.settle(number + 10, [20]), "settled")
                await trial.expect("a", spent: spent + 20)
            }
        },
        ConformanceCase("an allowance is not charged when its time is over, sent or not") { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(
                .hold(trial.request(1, ["a": 80], livesMs: 1_000, isSent: true)),
                "held"
            )
            await trial.expect(.hold(trial.request(2, ["a": 30], isSent: true, from: 1)), "held")
            trial.nowMs += 1_000
            await trial.expect("a", spent: 0, held: 80)
            await trial.expect(.tick, "unchanged")
            await trial.expect("a", spent: 0, held: 30)
            trial.nowMs += 120_000
            await trial.expect(.tick, "unchanged")
            await trial.expect("a", spent: 30)
        },
        ConformanceCase("an extension of a drawn hold is bound by what the source has left") {
            trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.hold(trial.request(1, ["a": 60])), "held")
            let line = HoldLine(budget: "a", scope: "", base: 10, perMillionOutput: 1_000_000)
            var request = trial.request(2, [line], OutputBound(wanted: 10, least: 1, expected: 500))
            request.source = Trial.id(1)
            await trial.expect(.hold(request), "held 10 tokens")
            let more = ExtendRequest(
                id: Trial.id(2),
                lines: [line],
                output: OutputBound(wanted: 100, least: 40),
                expiresAtMs: trial.nowMs + 1_000
            )
            await trial.expect(.extend(more), "held 50 tokens")
            await trial.expect("a", spent: 0, held: 60)
            trial.expect("left", await trial.openHolds().map { $0.lines[0].held }, is: [0, 60])
            await trial.expect(trial.extend(2, ["a": 61]), "refused allowanceExceeded")
            await trial.expect(trial.extend(2, ["a": 15]), "held")
            trial.expect("left", await trial.openHolds().map { $0.lines[0].held }, is: [45, 15])
            // The account has room, but not for what others draw from.
            await trial.expect(trial.extend(1, ["a": 60]), "refused conflict")
            await trial.expect(trial.extend(1, [:]), "held")
        },
        ConformanceCase("a drawn hold is granted the output that its source affords") { trial in
            await trial.budget("a", limit: 1_000)
            await trial.expect(.hold(trial.request(1, ["a": 50])), "held")
            let line = HoldLine(budget: "a", scope: "", base: 10, perMillionOutput: 2_000_000)
            var request = trial.request(2, [line], OutputBound(wanted: 500, least: 5))
            request.source = Trial.id(1)
            guard case .held(let held) = await trial.expect(.hold(request), "held 20 tokens")
            else { return }
            trial.expect("what remains", held.remainingNanos, is: 0)
            trial.expect("what is free", held.freeOutputTokens, is: 0)
        },
        ConformanceCase("lines of other budgets are judged as usual, and all or none") { trial in
            await trial.budget("a", limit: 100)
            await trial.budget("b", limit: 20)
            await trial.expect(.hold(trial.request(1, ["a": 80])), "held")
            let both = trial.request(2, ["a": 10, "b": 21], from: 1)
            await trial.expect(.hold(both), "refused overLimit")
            await trial.expect(.hold(trial.request(3, ["a": 10, "b": 20], from: 1)), "held")
            await trial.expect("a", spent: 0, held: 80)
            await trial.expect("b", spent: 0, held: 20)
            await trial.expect(trial.settle(3, [5, 5]), "settled")
            await trial.expect("b", spent: 5)
            // Whatever the scope says, it is the source's account.
            var request = trial.request(4, ["a": 10], from: 1)
            request.lines[0].scope = "agent=other"
            await trial.expect(.hold(request), "held")
            trial.expect(
                "accounts",
                await trial.openHolds().map { $0.lines[0].account.scope },
                is: ["", ""]
            )
            request = trial.request(5, ["a": 1], from: 1)
            request.lines += request.lines
            request.lines[1].scope = "agent=other"
            await trial.expect(.hold(request), "refused invalid")
        },
        ConformanceCase("a hold that is drawn can be drawn from, too") { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.hold(trial.request(1, ["a": 80])), "held")
            await trial.expect(.hold(trial.request(2, ["a": 50], from: 1)), "held")
            await trial.expect(.hold(trial.request(3, ["a": 51], from: 2)), refused)
            await trial.expect(.hold(trial.request(4, ["a": 30], from: 2)), "held")
            await trial.expect("a", spent: 0, held: 80)
            await trial.expect(trial.settle(4, [10]), "settled")
            await trial.expect(trial.release(2), "released")
            await trial.expect("a", spent: 10, held: 70)
            trial.expect("left", await trial.openHolds().map { $0.lines[0].held }, is: [70])
            await trial.expect(trial.settle(4, [12], .invoiced), "settled")
            await trial.expect("a", spent: 12, held: 70)
        },
        ConformanceCase("a paused or frozen budget refuses drawn holds as well") { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.hold(trial.request(1, ["a": 80])), "held")
            await trial.expect(.hold(trial.request(2, ["a": 10], from: 1)), "held")
            await trial.expect(.pause(budget: "a", scope: nil, note: ""), "applied")
            await trial.expect(.hold(trial.request(3, ["a": 1], from: 1)), "refused paused")
            await trial.expect(trial.extend(2, ["a": 11]), "refused paused")
            await trial.expect(.freeze(budget: "a", note: ""), "applied")
            await trial.expect(.hold(trial.request(4, ["a": 1], from: 1)), "refused frozen")
        },
        ConformanceCase("a hold keeps the rate of its lines") { trial in
            await trial.budget("a", limit: 100, unit: .money("EUR"))
            var request = trial.request(1, ["a": 10])
            request.lines[0].rateNanos = 920_000_000
            request.bound = HoldBound(nanosUSD: 11, tokens: 100)
            await trial.expect(.hold(request), "held")
            trial.expect(
                "rate",
                await trial.openHolds().map { $0.lines[0].rateNanos },
                is: [920_000_000]
            )
            request = trial.request(2, ["a": 10])
            for rateNanos in [0, -1, Money.maxNanos + 1] {
                request.lines[0].rateNanos = rateNanos
                await trial.expect(.hold(request), "refused invalid")
            }
            request.lines[0].rateNanos = nil
            request.bound = HoldBound(nanosUSD: -1, tokens: 100)
            await trial.expect(.hold(request), "refused invalid")
        },
    ]

    private static let refused = "refused allowanceExceeded"
}
