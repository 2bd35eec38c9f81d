import FarthingCore

extension LedgerConformance {
    static let operatorCases: [ConformanceCase] = [
        ConformanceCase("a top-up makes room, once for each key") { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.hold(trial.request(1, ["a": 100])), "held")
            await trial.expect(.hold(trial.request(2, ["a": 20])), "refused overLimit")
            let change = AccountChange(budget: "a", scope: "", amount: 20, key: "once")
            let first = await trial.expect(.topUp(change), "applied")
            let second = await trial.expect(.topUp(change), "applied")
            trial.expect("the same entry", second.sequence, is: first.sequence)
            let other = AccountChange(budget: "a", scope: "", amount: 21, key: "once")
            await trial.expect(.topUp(other), "refused keyConflict")
            await trial.expect(.refund(change), "refused keyConflict")
            let explained = AccountChange(
                budget: "a",
                scope: "",
                amount: 20,
                note: "again",
                key: "once"
            )
            await trial.expect(.topUp(explained), "applied")
            trial.expect("top-ups", await trial.account("a")?.topUps, is: 20)
            await trial.expect(.hold(trial.request(3, ["a": 21])), "refused overLimit")
            await trial.expect(.hold(trial.request(4, ["a": 20])), "held")
            let none = AccountChange(budget: "a", scope: "", amount: 0)
            await trial.expect(.topUp(none), "refused invalid")
            let unknown = AccountChange(budget: "none", scope: "", amount: 1)
            await trial.expect(.topUp(unknown), "refused unknownBudget")
        },
        ConformanceCase("a refund gives back at most what was spent") { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.charge(trial.request(1, ["a": 60])), "settled")
            let refund = AccountChange(budget: "a", scope: "", amount: 60)
            let more = AccountChange(budget: "a", scope: "", amount: 61)
            await trial.expect(.refund(more), "refused invalid")
            await trial.expect(.refund(refund), "applied")
            await trial.expect("a", spent: 0)
            await trial.expect(.refund(refund), "refused invalid")
            await trial.expect(.hold(trial.request(2, ["a": 100])), "held")
        },
        ConformanceCase("a reset begins at zero and adopts nothing") { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.charge(trial.request(1, ["a": 30])), "settled")
            await trial.expect(.hold(trial.request(2, ["a": 70])), "held")
            await trial.expect(.reset(budget: "a", scope: nil, note: ""), "applied")
            await trial.expect("a", spent: 0)
            await trial.expect(.hold(trial.request(3, ["a": 100])), "held")
            // The open hold settles where it was held.
            await trial.expect(trial.settle(2, [70]), "settled")
            await trial.expect("a", spent: 0, held: 100)
            await trial.expect(
                .reset(budget: "none", scope: nil, note: ""),
                "refused unknownBudget"
            )
        },
        ConformanceCase("a reset of one scope leaves the others") { trial in
            await trial.budget("a", limit: 100)
            let one = HoldLine(budget: "a", scope: "agent=1", base: 10)
            let two = HoldLine(budget: "a", scope: "agent=2", base: 20)
            await trial.expect(.charge(trial.request(1, [one], OutputBound())), "settled")
            await trial.expect(.charge(trial.request(2, [two], OutputBound())), "settled")
            await trial.expect(.reset(budget: "a", scope: "agent=1", note: ""), "applied")
            await trial.expect("a", "agent=1", spent: 0)
            await trial.expect("a", "agent=2", spent: 20)
            await trial.expect(.charge(trial.request(3, [one], OutputBound())), "settled")
            await trial.expect("a", "agent=1", spent: 10)
            let generation = await trial.account("a", "agent=1")?.key.generation
            trial.expect("generation", generation, is: 1)
        },
        ConformanceCase("a pause of one scope leaves the others") { trial in
            await trial.budget("a", limit: 100)
            let one = HoldLine(budget: "a", scope: "agent=1", base: 10)
            let two = HoldLine(budget: "a", scope: "agent=2", base: 10)
            await trial.expect(.pause(budget: "a", scope: "agent=1", note: ""), "applied")
            await trial.expect(.hold(trial.request(1, [one], OutputBound())), "refused paused")
            await trial.expect(.hold(trial.request(2, [two], OutputBound())), "held")
            await trial.expect(.resume(budget: "a", scope: "agent=1", note: ""), "applied")
            await trial.expect(.hold(trial.request(3, [one], OutputBound())), "held")
        },
        ConformanceCase("an account's own limit is for it alone, and outlives a reset") { trial in
            await trial.budget("a", limit: 100)
            let one = HoldLine(budget: "a", scope: "agent=1", base: 30)
            let two = HoldLine(budget: "a", scope: "agent=2", base: 100)
            func limit(_ nanos: Int64?, of budget: String = "a") -> Command {
                .setLimit(budget: budget, scope: "agent=1", limit: nanos, note: "")
            }
            await trial.expect(limit(40), "applied")
            await trial.expect(limit(40), "unchanged")
            await trial.expect(limit(-1), "refused invalid")
            await trial.expect(limit(40, of: "none"), "refused unknownBudget")
            await trial.expect(.charge(trial.request(1, [one], OutputBound())), "settled")
            await trial.reopen()
            let refused = await trial.expect(
                .hold(trial.request(2, [one], OutputBound())),
                "refused overLimit"
            )
            trial.expect("the refusing limit", refused.refusal?.limit, is: 40)
            trial.expect("the limit", await trial.account("a", "agent=1")?.limit, is: 40)
            await trial.expect(.hold(trial.request(3, [two], OutputBound())), "held")
            await trial.expect(.reset(budget: "a", scope: "agent=1", note: ""), "applied")
            await trial.expect(.charge(trial.request(4, [one], OutputBound())), "settled")
            await trial.expect(
                .hold(trial.request(5, [one], OutputBound())),
                "refused overLimit"
            )
            await trial.expect(limit(nil), "applied")
            await trial.expect(.hold(trial.request(6, [one], OutputBound())), "held")
            trial.expect("the limit", await trial.account("a", "agent=1")?.limit, is: 100)
        },
        ConformanceCase("a settlement says what is left and spent in its account") { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.hold(trial.request(1, ["a": 60])), "held")
            let settled = await trial.expect(trial.settle(1, [25]), "settled")
            trial.expect("left and spent", settled.leftAndSpent, is: [75, 25])
            let charged = await trial.expect(.charge(trial.request(2, ["a": 5])), "settled")
            trial.expect("left and spent", charged.leftAndSpent, is: [70, 30])
            let again = await trial.expect(trial.settle(1, [25]), "settled again")
            trial.expect("left and spent by now", again.leftAndSpent, is: [70, 30])
        },
    ]

    static let budgetCases: [ConformanceCase] = [
        ConformanceCase("a new limit keeps the accounts, a new meaning does not") { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.charge(trial.request(1, ["a": 60])), "settled")
            await trial.budget("a", limit: 70)
            await trial.expect("a", spent: 60)
            await trial.expect(.hold(trial.request(2, ["a": 11])), "refused overLimit")
            await trial.expect(.hold(trial.request(3, ["a": 10])), "held")
            let daily = Budget(id: "a", unit: .money("USD"), limit: 70, window: .day)
            await trial.expect(.setBudget(daily, opening: ["": 25]), "applied")
            // What is open moves with it.
            await trial.expect("a", spent: 25, held: 10)
            await trial.expect(trial.settle(3, [10]), "settled")
            await trial.expect("a", spent: 35)
            await trial.expect(.setBudget(daily, opening: [:]), "unchanged")
            var fresh = Budget(id: "a", unit: .money("USD"), limit: 70, window: .hour)
            fresh.countsFromNow = true
            await trial.expect(.setBudget(fresh, opening: ["": 25]), "applied")
            await trial.expect("a", spent: 0)
            var wrong = fresh
            wrong.limit = -1
            await trial.expect(.setBudget(wrong, opening: [:]), "refused invalid")
        },
        ConformanceCase("a limit lowered below what is used admits nothing") { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.hold(trial.request(1, ["a": 80])), "held")
            await trial.budget("a", limit: 50)
            await trial.expect(.hold(trial.request(2, ["a": 1])), "refused overLimit")
            await trial.expect(trial.extend(1, ["a": 81]), "refused overLimit")
            await trial.expect(trial.settle(1, [80]), "settled")
            trial.expect("free", await trial.account("a")?.free, is: 0)
        },
        ConformanceCase("a budget that was taken out admits nothing and still settles") { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.hold(trial.request(1, ["a": 10])), "held")
            await trial.expect(.removeBudget("a"), "applied")
            await trial.expect(.removeBudget("a"), "refused unknownBudget")
            await trial.expect(.hold(trial.request(2, ["a": 1])), "refused unknownBudget")
            await trial.expect(trial.settle(1, [10]), "settled")
            await trial.budget("a", limit: 100)
            await trial.expect("a", spent: 0)
            await trial.expect(.hold(trial.request(3, ["a": 100])), "held")
        },
    ]
}
