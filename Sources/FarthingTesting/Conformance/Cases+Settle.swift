import FarthingCore

extension LedgerConformance {
    static let settleCases: [ConformanceCase] = [
        ConformanceCase("a settlement replaces what was held; nothing said charges it all") {
            trial in
            await trial.budget("a", limit: 100)
            await trial.budget("b", limit: 100)
            await trial.expect(.hold(trial.request(1, ["a": 50, "b": 40])), "held")
            await trial.expect(trial.settle(1, [20, 10]), "settled")
            await trial.expect("a", spent: 20)
            await trial.expect("b", spent: 10)
            await trial.expect(.hold(trial.request(2, ["a": 30, "b": 0])), "held")
            await trial.expect(trial.settle(2, []), "settled")
            await trial.expect("a", spent: 50)
            await trial.expect("b", spent: 10)
        },
        ConformanceCase("a settlement of zero is fine") { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.hold(trial.request(1, ["a": 50])), "held")
            await trial.expect(trial.settle(1, [0]), "settled")
            await trial.expect("a", spent: 0)
            await trial.expect(trial.release(1), "refused alreadySettled")
        },
        ConformanceCase("more than fits is booked, and called overrun") { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.hold(trial.request(1, ["a": 50])), "held")
            await trial.expect(.hold(trial.request(2, ["a": 40])), "held")
            await trial.expect(trial.settle(1, [75]), "settled, overrun 15")
            await trial.expect("a", spent: 75, held: 40, overrun: 15)
            await trial.expect(trial.settle(2, [40]), "settled")
            await trial.expect("a", spent: 115, overrun: 15)
            await trial.expect(.hold(trial.request(3, ["a": 1])), "refused overLimit")
            // An overrun does not become money when the limit is raised.
            await trial.budget("a", limit: 120)
            trial.expect("free", await trial.account("a")?.free, is: 5)
            await trial.expect(.hold(trial.request(4, ["a": 5])), "held")
        },
        ConformanceCase("what goes past several limits is an overrun once, the largest of them") {
            trial in
            await trial.budget("a", limit: 100)
            await trial.budget("b", limit: 120)
            await trial.budget("t", limit: 10, unit: .tokens)
            let request = trial.request(1, ["a": 90, "b": 90, "t": 1])
            await trial.expect(.hold(request), "held")
            await trial.expect(trial.settle(1, [150, 150, 999]), "settled, overrun 50")
            await trial.expect("a", spent: 150, overrun: 50)
            await trial.expect("b", spent: 150, overrun: 30)
            await trial.expect("t", spent: 999, overrun: 989)
            await trial.expect(trial.settle(1, [160, 160, 999], .invoiced), "settled, overrun 10")
        },
        ConformanceCase("a settlement after an explicit release is a conflict") { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.hold(trial.request(1, ["a": 50])), "held")
            await trial.expect(trial.release(1), "released")
            await trial.expect(trial.release(1), "released")
            await trial.expect(trial.settle(1, [10], .invoiced), "refused conflict")
            await trial.expect("a", spent: 0)
        },
        ConformanceCase("a settlement after an expired release is booked, late") { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.hold(trial.request(1, ["a": 50], livesMs: 10)), "held")
            await trial.expect(.hold(trial.request(2, ["a": 50], livesMs: 10)), "held")
            trial.nowMs += 10
            await trial.expect(trial.settle(1, [30]), "settled late")
            await trial.expect(.hold(trial.request(3, ["a": 60])), "held")
            await trial.expect(trial.settle(2, [30]), "settled late, overrun 20")
            await trial.expect("a", spent: 60, held: 60, overrun: 20)
            await trial.expect(trial.settle(2, [30]), "settled again")
        },
    ]

    static let absurdCases: [ConformanceCase] = [
        ConformanceCase("absurd amounts are refused before a sum could overflow") { trial in
            let most = Money.maxNanos
            await trial.budget("a", limit: most)
            await trial.budget("shadow", limit: 1, isEnforced: false)
            var refused = 0
            for number in 1...UInt64(12) {
                await trial.expect(.hold(trial.request(number, ["a": 0])), "held")
            }
            for number in 1...UInt64(12) {
                let outcome = await trial.apply(trial.settle(number, [most]))
                if outcome.refusal?.code == .invalid { refused += 1 }
            }
            trial.expect("settlements refused", refused, is: 8)
            for number in 21...UInt64(32) {
                _ = await trial.apply(.hold(trial.request(number, ["shadow": most])))
            }
            trial.expect("held in shadow", await trial.account("shadow")?.held, is: 4 * most)
            trial.nowMs += 120_000
            await trial.expect(.tick, "unchanged")
            await trial.expect("a", spent: 4 * most, overrun: 3 * most)
        }
    ]

    static let evidenceCases: [ConformanceCase] = [
        ConformanceCase("better evidence replaces weaker, and weaker changes nothing") { trial in
            await trial.budget("a", limit: 1_000)
            let ascending: [Evidence] = [.unknown, .estimated, .metered, .reported, .invoiced]
            var number: UInt64 = 0
            var spent: Int64 = 0
            for known in ascending {
                for new in ascending where new != known {
                    number += 1
                    await trial.expect(.hold(trial.request(number, ["a": 10])), "held")
                    await trial.expect(trial.settle(number, [5], known), "settled")
                    await trial.expect(trial.settle(number, [3], new), "settled")
                    let isBetter =
                        (ascending.firstIndex(of: new) ?? 0)
                        > (ascending.firstIndex(of: known) ?? 0)
                    spent += isBetter ? 3 : 5
                    await trial.expect("a", spent: spent)
                }
            }
        },
        ConformanceCase("equal evidence repeats, or is a conflict with another amount") { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.hold(trial.request(1, ["a": 10])), "held")
            let first = await trial.expect(trial.settle(1, [5]), "settled")
            let second = await trial.expect(trial.settle(1, [5]), "settled again")
            trial.expect("the same entry", second.sequence, is: first.sequence)
            await trial.expect(trial.settle(1, [6]), "refused conflict")
            await trial.expect("a", spent: 5)
        },
        ConformanceCase("what an expiry charged is corrected by what is known later") { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(
                .hold(trial.request(1, ["a": 50], livesMs: 10, isSent: true)),
                "held"
            )
            trial.nowMs += 10
            await trial.expect(.tick, "unchanged")
            await trial.expect("a", spent: 50)
            await trial.expect(trial.settle(1, [40], .unknown), "refused conflict")
            await trial.expect(trial.settle(1, [20], .reported), "settled")
            await trial.expect("a", spent: 20)
            await trial.expect(trial.settle(1, [30], .invoiced), "settled")
            await trial.expect("a", spent: 30)
        },
        ConformanceCase("an operator's correction is not bound by evidence") { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.hold(trial.request(1, ["a": 50])), "held")
            let lower = SettleRequest(id: Trial.id(1), amounts: [5], evidence: .estimated)
            await trial.expect(.correct(lower, note: "by hand"), "refused conflict")
            await trial.expect(trial.settle(1, [20], .invoiced), "settled")
            await trial.expect(.correct(lower, note: "by hand"), "settled")
            await trial.expect("a", spent: 5)
            await trial.expect(.correct(lower, note: "by hand"), "settled again")
            await trial.expect(.hold(trial.request(2, ["a": 50])), "held")
            await trial.expect(trial.release(2), "released")
            let billed = SettleRequest(id: Trial.id(2), amounts: [7], evidence: .invoiced)
            await trial.expect(.correct(billed, note: "on the bill"), "settled")
            await trial.expect("a", spent: 12)
            let unknown = SettleRequest(id: Trial.id(9), amounts: [7], evidence: .invoiced)
            await trial.expect(.correct(unknown, note: ""), "refused unknownHold")
        },
        ConformanceCase("a correction of what was corrected meanwhile is refused") { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.hold(trial.request(1, ["a": 50])), "held")
            let first = await trial.expect(trial.settle(1, [20], .metered), "settled")
            guard case .settled(let settled) = first else { return }
            let better = await trial.expect(trial.settle(1, [25], .reported), "settled")
            guard case .settled(let last) = better else { return }
            var request = SettleRequest(
                id: Trial.id(1),
                amounts: [30],
                evidence: .reported,
                corrects: settled.sequence
            )
            await trial.expect(.correct(request, note: "late"), "refused conflict")
            await trial.expect("a", spent: 25)
            request.corrects = last.sequence
            await trial.expect(.correct(request, note: "in time"), "settled")
            await trial.expect("a", spent: 30)
            await trial.expect(.correct(request, note: "once more"), "settled again")
        },
    ]
}
