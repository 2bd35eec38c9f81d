import FarthingCore

extension LedgerConformance {
    static let expiryCases: [ConformanceCase] = [
        ConformanceCase("what was not sent expires for nothing, what was sent as held") { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.hold(trial.request(1, ["a": 10], livesMs: 1_000)), "held")
            await trial.expect(
                .hold(trial.request(2, ["a": 20], livesMs: 1_000, isSent: true)),
                "held"
            )
            await trial.expect(.hold(trial.request(3, ["a": 30], livesMs: 1_000)), "held")
            await trial.expect(.dispatch(Trial.id(3)), "dispatched")
            trial.nowMs += 999
            await trial.expect(.tick, "unchanged")
            await trial.expect("a", spent: 0, held: 60)
            trial.nowMs += 1
            await trial.expect(.tick, "unchanged")
            await trial.expect("a", spent: 50)
            trial.expect("open holds", await trial.openHolds().count, is: 0)
        },
        ConformanceCase("what has expired gives way before the next command is judged") { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.hold(trial.request(1, ["a": 100], livesMs: 1_000)), "held")
            trial.nowMs += 1_000
            await trial.expect(.hold(trial.request(2, ["a": 100])), "held")
        },
        ConformanceCase("nothing is dispatched or extended after its time") { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.hold(trial.request(1, ["a": 10], livesMs: 1_000)), "held")
            await trial.expect(
                .hold(trial.request(2, ["a": 10], livesMs: 1_000, isSent: true)),
                "held"
            )
            trial.nowMs += 1_000
            await trial.expect(.dispatch(Trial.id(1)), "refused expired")
            await trial.expect(trial.extend(1, ["a": 5]), "refused expired")
            await trial.expect(trial.extend(2, ["a": 5]), "refused expired")
            await trial.expect(trial.release(1), "released")
            await trial.expect(trial.release(2), "refused alreadySettled")
            await trial.expect("a", spent: 10)
        },
        ConformanceCase("a clock that steps back reopens nothing") { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.hold(trial.request(1, ["a": 10], livesMs: 1_000)), "held")
            trial.nowMs += 1_000
            await trial.expect(.tick, "unchanged")
            trial.nowMs -= 500
            await trial.expect(.dispatch(Trial.id(1)), "refused expired")
            await trial.expect(
                .hold(trial.request(2, ["a": 10], livesMs: 400)),
                "refused expired"
            )
        },
        ConformanceCase("a dispatch said twice is one") { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.hold(trial.request(1, ["a": 10])), "held")
            await trial.expect(.dispatch(Trial.id(1)), "dispatched")
            await trial.expect(.dispatch(Trial.id(1)), "dispatched")
            trial.expect("sent", await trial.openHolds().map(\.isSent), is: [true])
        },
    ]

    static let extendCases: [ConformanceCase] = [
        ConformanceCase("a hold keeps the name of its job") { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.hold(trial.request(1, ["a": 10], isSent: true)), "held")
            await trial.expect(trial.extend(1, [:], livesMs: 500_000, job: "batch"), "held")
            await trial.expect(trial.extend(1, [:], livesMs: 500_000), "held")
            trial.expect("job", await trial.openHolds().map(\.job), is: ["batch"])
            trial.nowMs += 499_999
            await trial.expect("a", spent: 0, held: 10)
            let long = String(repeating: "x", count: ExtendRequest.jobBytesMax + 1)
            await trial.expect(trial.extend(1, [:], job: long), "refused invalid")
            await trial.expect(trial.settle(1, [4]), "settled")
            await trial.expect("a", spent: 4)
        },
        ConformanceCase("an extension's totals are absolute") { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.hold(trial.request(1, ["a": 10])), "held")
            await trial.expect(trial.extend(1, ["a": 40]), "held")
            await trial.expect(trial.extend(1, ["a": 40]), "held")
            await trial.expect("a", spent: 0, held: 40)
            await trial.expect(trial.extend(1, ["a": 25]), "held")
            await trial.expect("a", spent: 0, held: 25)
            await trial.expect(.hold(trial.request(2, ["a": 70])), "held")
            await trial.expect(trial.extend(1, ["a": 31]), "refused overLimit")
            await trial.expect("a", spent: 0, held: 95)
            await trial.expect(trial.extend(1, ["a": 30]), "held")
            await trial.expect("a", spent: 0, held: 100)
        },
        ConformanceCase("an extension without lines renews and never shortens") { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.hold(trial.request(1, ["a": 10], livesMs: 1_000)), "held")
            trial.nowMs += 900
            await trial.expect(trial.extend(1, [:], livesMs: 1_000), "held")
            await trial.expect(trial.extend(1, [:], livesMs: 10), "held")
            trial.nowMs += 999
            await trial.expect(.tick, "unchanged")
            await trial.expect("a", spent: 0, held: 10)
            trial.nowMs += 1
            await trial.expect(.tick, "unchanged")
            await trial.expect("a", spent: 0)
        },
        ConformanceCase("an extension is bound by limits, not by others' expectations") { trial in
            await trial.budget("a", limit: 100)
            let line = HoldLine(budget: "a", scope: "", base: 0, perMillionOutput: 1_000_000)
            let tranche = OutputBound(wanted: 10, least: 10, expected: 80)
            await trial.expect(.hold(trial.request(1, [line], tranche)), "held 10 tokens")
            await trial.expect(.hold(trial.request(2, ["a": 20])), "held")
            await trial.expect(trial.extend(2, ["a": 90]), "held")
            await trial.expect("a", spent: 0, held: 100)
            await trial.expect(trial.extend(2, ["a": 91]), "refused overLimit")
        },
        ConformanceCase("an extension is granted the output that fits") { trial in
            await trial.budget("a", limit: 100)
            let line = HoldLine(budget: "a", scope: "", base: 10, perMillionOutput: 3_000_000)
            await trial.expect(
                .hold(trial.request(1, [line], OutputBound(wanted: 2))),
                "held 2 tokens"
            )
            let more = ExtendRequest(
                id: Trial.id(1),
                lines: [line],
                output: OutputBound(wanted: 256, least: 3),
                expiresAtMs: trial.nowMs + 1_000
            )
            await trial.expect(.extend(more), "held 30 tokens")
            await trial.expect("a", spent: 0, held: 100)
        },
        ConformanceCase("pause and freeze refuse holds and extensions, nothing else") { trial in
            await trial.budget("a", limit: 100)
            for (number, code) in [(UInt64(10), "paused"), (20, "frozen")] {
                await trial.expect(.hold(trial.request(number, ["a": 1])), "held")
                await trial.expect(.hold(trial.request(number + 1, ["a": 1])), "held")
                let stop: Command =
                    code == "paused"
                    ? .pause(budget: "a", scope: nil, note: "") : .freeze(budget: "a", note: "")
                await trial.expect(stop, "applied")
                await trial.expect(
                    .hold(trial.request(number + 2, ["a": 1])),
                    "refused " + code
                )
                await trial.expect(trial.extend(number, ["a": 2]), "refused " + code)
                await trial.expect(.dispatch(Trial.id(number)), "dispatched")
                await trial.expect(trial.settle(number, [1]), "settled")
                await trial.expect(trial.release(number + 1), "released")
                let go: Command =
                    code == "paused"
                    ? .resume(budget: "a", scope: nil, note: "") : .unfreeze(budget: "a", note: "")
                await trial.expect(go, "applied")
                await trial.expect(.hold(trial.request(number + 3, ["a": 1])), "held")
            }
        },
    ]
}
