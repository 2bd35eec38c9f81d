import FarthingCore

/// Open holds that follow an edited budget.
extension LedgerConformance {
    static let moveCases: [ConformanceCase] = [
        ConformanceCase("open holds move to the accounts of an edited budget") { trial in
            await trial.budget("a", limit: 100)
            await trial.budget("b", limit: 100)
            await trial.expect(.charge(trial.request(1, ["a": 5])), "settled")
            await trial.expect(.hold(trial.request(2, ["a": 30, "b": 7])), "held")
            let daily = Budget(id: "a", unit: .money("USD"), limit: 100, window: .day)
            await trial.expect(.setBudget(daily, opening: ["": 5]), "applied")
            await trial.expect("a", spent: 5, held: 30)
            await trial.expect("b", spent: 0, held: 7)
            await trial.expect(.hold(trial.request(3, ["a": 66])), "refused overLimit")
            await trial.expect(trial.extend(2, ["a": 40, "b": 7]), "held")
            await trial.expect("a", spent: 5, held: 40)
            await trial.expect(trial.settle(2, [12, 3]), "settled")
            await trial.expect("a", spent: 17)
            await trial.expect(trial.settle(2, [14, 3], .invoiced), "settled")
            await trial.expect("a", spent: 19)
        },
        ConformanceCase("a hold that an edited budget does not match ends where it is") { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.hold(trial.request(1, ["a": 30])), "held")
            var narrow = Budget(id: "a", unit: .money("USD"), limit: 100, window: .total)
            let other = Glob("other").map { Match.Term(dimension: .agent, pattern: $0) }
            narrow.match = Match([other].compactMap { $0 })
            await trial.expect(.setBudget(narrow, opening: [:]), "applied")
            await trial.expect("a", spent: 0)
            await trial.expect(.hold(trial.request(2, ["a": 100])), "held")
            await trial.expect(trial.settle(1, [30]), "settled")
            await trial.expect("a", spent: 0, held: 100)
        },
        ConformanceCase("a reset adopts nothing, whatever is edited after it") { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.hold(trial.request(1, ["a": 30])), "held")
            await trial.expect(.reset(budget: "a", scope: nil, note: ""), "applied")
            await trial.expect(.hold(trial.request(2, ["a": 20])), "held")
            await trial.budget("a", limit: 100, window: .day)
            await trial.expect("a", spent: 0, held: 20)
        },
        ConformanceCase("a change of unit counts a hold at its bound in the new one") { trial in
            await trial.budget("a", limit: 1_000)
            await trial.budget("b", limit: 1_000)
            var request = trial.request(1, ["a": 40, "b": 40])
            request.bound = HoldBound(nanosUSD: 80, tokens: 20)
            await trial.expect(.hold(request), "held")
            await trial.expect(.hold(trial.request(2, ["a": 10], isSent: true)), "held")
            await trial.expect(.hold(trial.request(3, ["a": 10])), "held")
            await trial.budget("a", limit: 100, unit: .tokens)
            await trial.expect("a", spent: 0, held: 20)
            // The caller goes on in dollars.
            await trial.expect(trial.extend(1, ["a": 60, "b": 60]), "held")
            await trial.expect("a", spent: 0, held: 20)
            await trial.expect("b", spent: 0, held: 60)
            await trial.expect(trial.settle(1, [41, 41], .metered), "settled")
            await trial.expect("a", spent: 11)
            await trial.expect(trial.settle(1, [41, 41], .metered), "settled again")
            let usage = SettledUsage(
                inputTokens: 5,
                outputTokens: 8,
                costNanos: 50,
                ending: "complete"
            )
            var settle = SettleRequest(id: Trial.id(1), amounts: [50, 50], evidence: .reported)
            settle.usage = usage
            await trial.expect(.settle(settle), "settled")
            await trial.expect("a", spent: 13)
            await trial.expect("b", spent: 50)
            // Without a bound there is no figure: what was sent settles where it was.
            await trial.expect(trial.settle(2, [10]), "settled")
            await trial.expect("a", spent: 13)
            await trial.expect(trial.settle(3, [10]), "refused conflict")
        },
        ConformanceCase("an allowance moves with what is drawn from it") { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.hold(trial.request(1, ["a": 60])), "held")
            await trial.expect(.hold(trial.request(2, ["a": 25], from: 1)), "held")
            await trial.budget("a", limit: 100, window: .day)
            await trial.expect("a", spent: 0, held: 60)
            await trial.expect(trial.settle(2, [15]), "settled")
            await trial.expect("a", spent: 15, held: 45)
            await trial.expect(
                .hold(trial.request(3, ["a": 46], from: 1)),
                "refused allowanceExceeded"
            )
            await trial.expect(.hold(trial.request(4, ["a": 45], from: 1)), "held")
        },
    ]

    static let durableMoveCases: [ConformanceCase] = [
        ConformanceCase("moved holds are found again where they were moved", isDurable: true) {
            trial in
            await trial.budget("a", limit: 100)
            var request = trial.request(1, ["a": 30])
            request.bound = HoldBound(nanosUSD: 30, tokens: 10)
            await trial.expect(.hold(request), "held")
            await trial.expect(.hold(trial.request(2, ["a": 20])), "held")
            await trial.budget("a", limit: 100, window: .day)
            await trial.budget("a", limit: 100, unit: .tokens, window: .day)
            await trial.expect("a", spent: 0, held: 10)
            await trial.reopen()
            await trial.expect("a", spent: 0, held: 10)
            await trial.expect(trial.settle(1, [15], .metered), "settled")
            await trial.expect("a", spent: 5)
            await trial.reopen()
            await trial.expect(trial.settle(1, [15], .metered), "settled again")
            await trial.expect(trial.settle(1, [18], .reported), "settled")
            await trial.expect("a", spent: 6)
        }
    ]
}
