import FarthingCore

extension LedgerConformance {
    private static let hourMs: Int64 = 3_600_000
    private static let dayMs: Int64 = 86_400_000

    static let windowCases: [ConformanceCase] = [
        ConformanceCase("a day turns at midnight of its own zone") { trial in
            await trial.budget("utc", limit: 10, window: .day)
            await trial.budget("half", limit: 10, window: .day, zone: SampleZone.halfHour)
            await trial.expect(.charge(trial.request(1, ["utc": 10, "half": 10])), "settled")
            // Midnight at five and a half hours ahead of UTC.
            trial.nowMs = Trial.startMs + dayMs - 5 * hourMs - hourMs / 2 - 1
            await trial.expect(.hold(trial.request(2, ["half": 1])), "refused overLimit")
            trial.nowMs += 1
            await trial.expect(.hold(trial.request(3, ["half": 10])), "held")
            await trial.expect(.hold(trial.request(4, ["utc": 1])), "refused overLimit")
            trial.nowMs = Trial.startMs + dayMs - 1
            await trial.expect(.hold(trial.request(5, ["utc": 1])), "refused overLimit")
            trial.nowMs += 1
            await trial.expect(.hold(trial.request(6, ["utc": 10])), "held")
            let account = await trial.account("utc")
            trial.expect("window's start", account?.key.windowStartMs, is: Trial.startMs + dayMs)
            trial.expect("window's end", account?.windowEndsMs, is: Trial.startMs + 2 * dayMs)
        },
        ConformanceCase("minutes, hours, weeks and months turn when they end") { trial in
            // From Monday, 15 June 2026.
            let ends: [(Window, Int64)] = [
                (.minute, 60_000), (.hour, hourMs), (.week, 7 * dayMs), (.month, 16 * dayMs),
            ]
            var number: UInt64 = 0
            for (window, _) in ends {
                let id = window.name
                trial.nowMs = Trial.startMs
                await trial.budget(id, limit: 10, window: window)
                await trial.expect(.charge(trial.request(number + 1, [id: 10])), "settled")
                number += 1
            }
            for (window, lengthMs) in ends {
                trial.nowMs = Trial.startMs + lengthMs - 1
                await trial.expect(
                    .charge(trial.request(number + 1, [window.name: 1])),
                    "refused overLimit"
                )
                trial.nowMs += 1
                await trial.expect(.charge(trial.request(number + 2, [window.name: 10])), "settled")
                number += 2
            }
        },
        ConformanceCase("a hold over midnight settles in the day that held it") { trial in
            await trial.budget("a", limit: 10, window: .day)
            trial.nowMs = Trial.startMs + dayMs - 10
            await trial.expect(.hold(trial.request(1, ["a": 10])), "held")
            trial.nowMs += 20
            await trial.expect(.hold(trial.request(2, ["a": 10])), "held")
            await trial.expect(trial.extend(1, ["a": 10]), "held")
            await trial.expect(trial.settle(1, [10]), "settled")
            await trial.expect("a", spent: 0, held: 10)
            await trial.expect(trial.settle(1, [7], .invoiced), "settled")
            await trial.expect("a", spent: 0, held: 10)
        },
        ConformanceCase("a rolling window counts what was spent until it is out") { trial in
            // Parts of one second: what is spent in one counts until it is a window's length ago.
            await trial.budget("a", limit: 10, window: .rolling(lengthMs: 64_000))
            await trial.expect(.charge(trial.request(1, ["a": 6])), "settled")
            trial.nowMs += 30_000
            await trial.expect(.charge(trial.request(2, ["a": 4])), "settled")
            trial.nowMs = Trial.startMs + 64_000
            await trial.expect(.charge(trial.request(3, ["a": 1])), "refused overLimit")
            trial.nowMs = Trial.startMs + 64_999
            await trial.expect(.charge(trial.request(4, ["a": 1])), "refused overLimit")
            trial.nowMs += 1
            await trial.expect("a", spent: 10)
            await trial.expect(.tick, "unchanged")
            await trial.expect("a", spent: 4)
            await trial.expect(.charge(trial.request(5, ["a": 7])), "refused overLimit")
            await trial.expect(.charge(trial.request(6, ["a": 6])), "settled")
        },
        ConformanceCase("what is held in a rolling window counts however long it takes") { trial in
            await trial.budget("a", limit: 10, window: .rolling(lengthMs: 64_000))
            await trial.expect(.hold(trial.request(1, ["a": 10], livesMs: 200_000)), "held")
            trial.nowMs += 150_000
            await trial.expect(.hold(trial.request(2, ["a": 1])), "refused overLimit")
            await trial.expect(trial.settle(1, [10]), "settled")
            trial.nowMs += 60_000
            await trial.expect(.hold(trial.request(3, ["a": 1])), "refused overLimit")
        },
        ConformanceCase("what is given back in a rolling window does not outlive it") { trial in
            await trial.budget("a", limit: 10, window: .rolling(lengthMs: 64_000))
            await trial.expect(.charge(trial.request(1, ["a": 10])), "settled")
            trial.nowMs += 32_000
            await trial.expect(
                .refund(AccountChange(budget: "a", scope: "", amount: 6)),
                "applied"
            )
            await trial.expect("a", spent: 4)
            trial.nowMs += 33_000
            await trial.expect(.charge(trial.request(2, ["a": 11])), "refused overLimit")
            await trial.expect(.charge(trial.request(3, ["a": 10])), "settled")
        },
        ConformanceCase("a budget per call bounds each call by itself") { trial in
            await trial.budget("a", limit: 10, window: .call)
            await trial.expect(.hold(trial.request(1, ["a": 11])), "refused overLimit")
            await trial.expect(.hold(trial.request(2, ["a": 10])), "held")
            await trial.expect(.hold(trial.request(3, ["a": 10])), "held")
            await trial.expect(trial.extend(2, ["a": 11]), "refused overLimit")
            await trial.expect(trial.settle(2, [8]), "settled")
            await trial.expect(trial.settle(3, [12]), "settled, overrun 2")
            await trial.expect(trial.settle(3, [9], .invoiced), "settled")
            let open = await trial.accounts().filter { $0.key.budget == "a" }
            trial.expect("accounts of calls that are over", open.count, is: 0)
        },
    ]

    static let unitCases: [ConformanceCase] = [
        ConformanceCase("concurrent calls count while they run") { trial in
            await trial.budget("slots", limit: 2, unit: .concurrent)
            await trial.expect(.hold(trial.request(1, ["slots": 1])), "held")
            await trial.expect(
                .hold(trial.request(2, ["slots": 1], livesMs: 10, isSent: true)),
                "held"
            )
            await trial.expect(.hold(trial.request(3, ["slots": 1])), "refused overLimit")
            await trial.expect(trial.settle(1, []), "settled")
            await trial.expect("slots", spent: 0, held: 1)
            await trial.expect(.hold(trial.request(4, ["slots": 1])), "held")
            trial.nowMs += 10
            await trial.expect(.tick, "unchanged")
            await trial.expect("slots", spent: 0, held: 1)
            await trial.expect(trial.settle(4, [1]), "settled")
            await trial.expect("slots", spent: 0)
            await trial.expect(.charge(trial.request(5, ["slots": 2])), "settled")
            await trial.expect("slots", spent: 0)
        },
        ConformanceCase("calls, tokens and credits count like money") { trial in
            await trial.budget("calls", limit: 2, unit: .calls)
            await trial.budget("tokens", limit: 1_000, unit: .tokens)
            await trial.budget("gold", limit: 5, unit: .credits("gold"))
            let lines = [
                HoldLine(budget: "calls", scope: "", base: 1),
                HoldLine(budget: "tokens", scope: "", base: 100, perMillionOutput: 1_000_000),
                HoldLine(budget: "gold", scope: "", base: 2),
            ]
            let bound = OutputBound(wanted: 2_000, least: 1)
            await trial.expect(.hold(trial.request(1, lines, bound)), "held 900 tokens")
            await trial.expect(trial.settle(1, [1, 300, 2]), "settled")
            await trial.expect(.hold(trial.request(2, lines, bound)), "held 600 tokens")
            await trial.expect(trial.settle(2, [1, 700, 3]), "settled")
            await trial.expect(.hold(trial.request(3, ["calls": 1])), "refused overLimit")
            await trial.expect("tokens", spent: 1_000)
            await trial.expect("gold", spent: 5)
        },
    ]
}
