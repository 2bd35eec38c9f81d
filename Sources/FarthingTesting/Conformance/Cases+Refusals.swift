import FarthingCore

extension LedgerConformance {
    static let refusalCases: [ConformanceCase] = [
        ConformanceCase("of several refusals the first in the documented order is given") {
            trial in
            await trial.budget("a", limit: 10)
            await trial.budget("b", limit: 10)
            await trial.expect(.hold(trial.request(1, ["a": 1], key: "taken")), "held")
            var request = trial.request(2, ["a": 100, "none": 1], key: "taken", livesMs: 0)
            request.lines[0].base = -1
            await trial.expect(.hold(request), "refused invalid")
            request.lines[0].base = 100
            await trial.expect(.hold(request), "refused unknownBudget")
            request = trial.request(3, ["a": 100, "b": 1], key: "taken", livesMs: 0)
            await trial.expect(.freeze(budget: "b", note: ""), "applied")
            await trial.expect(.pause(budget: "a", scope: nil, note: ""), "applied")
            await trial.expect(.hold(request), "refused inFlight")
            request.key = nil
            await trial.expect(.hold(request), "refused frozen")
            await trial.expect(.unfreeze(budget: "b", note: ""), "applied")
            await trial.expect(.hold(request), "refused paused")
            await trial.expect(.resume(budget: "a", scope: nil, note: ""), "applied")
            await trial.expect(.hold(request), "refused expired")
            request.expiresAtMs = trial.nowMs + 1
            await trial.expect(.hold(request), "refused overLimit")
        },
        ConformanceCase("a request that makes no sense is refused and changes nothing") { trial in
            await trial.budget("a", limit: 1_000_000_000)
            var wrong: [HoldRequest] = []
            var request = trial.request(1, ["a": -1])
            wrong.append(request)
            request = trial.request(2, ["a": Money.maxNanos + 1])
            wrong.append(request)
            request = trial.request(3, ["a": 1])
            request.lines = Array(repeating: request.lines[0], count: HoldRequest.linesMax + 1)
            wrong.append(request)
            // Each of two lines for one account would be judged without the other.
            request = trial.request(4, ["a": 600_000_000])
            request.lines += request.lines
            wrong.append(request)
            request = trial.request(5, ["a": 1])
            request.output = OutputBound(wanted: 1, least: 2)
            wrong.append(request)
            for projected in [-1, Money.maxNanos + 1, .min, .max] {
                request = trial.request(9, ["a": 1])
                request.projectedNanos = projected
                wrong.append(request)
            }
            for request in wrong { await trial.expect(.hold(request), "refused invalid") }
            await trial.expect(.hold(trial.request(6, ["none": 1])), "refused unknownBudget")
            await trial.expect(.dispatch(Trial.id(7)), "refused unknownHold")
            await trial.expect(trial.settle(7, []), "refused unknownHold")
            await trial.expect(trial.release(7), "refused unknownHold")
            await trial.expect(trial.extend(7, ["a": 1]), "refused unknownHold")
            await trial.expect(.hold(trial.request(8, ["a": 1])), "held")
            await trial.expect(trial.settle(8, [1, 1]), "refused invalid")
            await trial.expect(trial.settle(8, [-1]), "refused invalid")
            await trial.expect("a", spent: 0, held: 1)
        },
        ConformanceCase("repeats of a refusal within a second share its entry") { trial in
            await trial.budget("a", limit: 10)
            let first = await trial.expect(.hold(trial.request(1, ["a": 11])), "refused overLimit")
            trial.nowMs += 999
            let second = await trial.expect(
                .hold(trial.request(2, ["a": 12])),
                "refused overLimit"
            )
            trial.expect("the same entry", second.sequence, is: first.sequence)
            trial.nowMs += 1
            let third = await trial.expect(.hold(trial.request(3, ["a": 11])), "refused overLimit")
            // The repeats are one entry, the new refusal the next.
            trial.expect("a new entry", third.sequence, is: first.sequence.map { $0 + 2 })
        },
        ConformanceCase("what rules refuse is an entry, and repeats by the same rule share it") {
            trial in
            await trial.budget("a", limit: 10)
            let first = await trial.expect(trial.refuse(1, "dear"), "refused rule")
            trial.expect("the rule", first.refusal?.rule, is: "dear")
            let other = await trial.expect(trial.refuse(2, "tool"), "refused rule")
            trial.expect("an entry of its own", other.sequence, is: first.sequence.map { $0 + 1 })
            let none = await trial.expect(trial.refuse(3, nil), "refused unmatched")
            trial.expect("an entry of its own", none.sequence, is: first.sequence.map { $0 + 2 })
            trial.nowMs += 999
            let again = await trial.expect(trial.refuse(4, "dear"), "refused rule")
            trial.expect("the same entry", again.sequence, is: first.sequence)
            await trial.reopen()
            trial.nowMs += 1
            let later = await trial.expect(trial.refuse(5, "dear"), "refused rule")
            trial.expect("is a later entry", (later.sequence ?? 0) > (none.sequence ?? 0), is: true)
            await trial.expect(trial.refuse(6, "dear", code: .overLimit), "refused invalid")
            let long = String(repeating: "r", count: Budget.idBytesMax + 1)
            await trial.expect(trial.refuse(7, long), "refused invalid")
            await trial.expect("a", spent: 0, held: 0)
        },
        ConformanceCase("of lines without room the one is named that is to blame") { trial in
            await trial.budget("a", limit: 10)
            await trial.budget("b", limit: 10)
            var request = trial.request(1, ["a": 11, "b": 12])
            let first = await trial.expect(.hold(request), "refused overLimit")
            trial.expect("the first", first.refusal?.account?.budget, is: "a")
            request.id = Trial.id(2)
            request.blames = 1
            let blamed = await trial.expect(.hold(request), "refused overLimit")
            trial.expect("the one", blamed.refusal?.account?.budget, is: "b")
            trial.expect("its amount", blamed.refusal?.needed, is: 12)
            request.id = Trial.id(3)
            request.lines[1].base = 1
            let fits = await trial.expect(.hold(request), "refused overLimit")
            trial.expect("what does lack room", fits.refusal?.account?.budget, is: "a")
            request.id = Trial.id(4)
            request.lines[1].base = 12
            await trial.expect(.freeze(budget: "a", note: ""), "applied")
            let frozen = await trial.expect(.hold(request), "refused frozen")
            trial.expect("a weightier reason", frozen.refusal?.account?.budget, is: "a")
        },
    ]

    static let keyCases: [ConformanceCase] = [
        ConformanceCase("the same hold again is the same hold") { trial in
            await trial.budget("a", limit: 100)
            let request = trial.request(1, ["a": 60])
            let first = await trial.expect(.hold(request), "held")
            let second = await trial.expect(.hold(request), "held again")
            trial.expect("the same entry", second.sequence, is: first.sequence)
            await trial.expect("a", spent: 0, held: 60)
        },
        ConformanceCase("a key admits one call at a time, and none after its settlement") {
            trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.hold(trial.request(1, ["a": 1], key: "k")), "held")
            let inFlight = await trial.expect(
                .hold(trial.request(2, ["a": 1], key: "k")),
                "refused inFlight"
            )
            trial.expect("the first hold", inFlight.refusal?.holdID, is: Trial.id(1))
            await trial.expect(trial.settle(1, [1]), "settled")
            let settled = await trial.expect(
                .hold(trial.request(3, ["a": 1], key: "k")),
                "refused alreadySettled"
            )
            trial.expect("the first hold", settled.refusal?.holdID, is: Trial.id(1))
            await trial.expect(.hold(trial.request(4, ["a": 1], key: "other")), "held")
            await trial.expect("a", spent: 1, held: 1)
        },
        ConformanceCase("other content under the same key is a conflict") { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.hold(trial.request(1, ["a": 1], key: "k")), "held")
            let other = trial.request(2, ["a": 1], key: "k", content: "other")
            await trial.expect(.hold(other), "refused keyConflict")
            await trial.expect(trial.settle(1, [1]), "settled")
            await trial.expect(.hold(other), "refused keyConflict")
        },
        ConformanceCase("after a release, an expiry or a refusal a key may try again") { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(
                .hold(trial.request(1, ["a": 101], key: "k")),
                "refused overLimit"
            )
            await trial.expect(.hold(trial.request(2, ["a": 1], key: "k")), "held")
            await trial.expect(trial.release(2), "released")
            await trial.expect(.hold(trial.request(3, ["a": 1], key: "k", livesMs: 10)), "held")
            trial.nowMs += 10
            await trial.expect(
                .hold(trial.request(4, ["a": 1], key: "k", livesMs: 10, isSent: true)),
                "held"
            )
            trial.nowMs += 10
            // Sent and lost is charged, and so it is over.
            await trial.expect(
                .hold(trial.request(5, ["a": 1], key: "k")),
                "refused alreadySettled"
            )
        },
        ConformanceCase("a charge is a hold and its settlement, refusable and not repeated") {
            trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.charge(trial.request(1, ["a": 60])), "settled")
            await trial.expect(.charge(trial.request(1, ["a": 60])), "settled again")
            await trial.expect("a", spent: 60)
            await trial.expect(.charge(trial.request(2, ["a": 41])), "refused overLimit")
            await trial.expect(.charge(trial.request(3, ["a": 40], key: "k")), "settled")
            await trial.expect(
                .charge(trial.request(4, ["a": 40], key: "k")),
                "refused alreadySettled"
            )
            await trial.expect("a", spent: 100)
            await trial.expect(.hold(trial.request(5, ["a": 0])), "held")
            await trial.expect(.charge(trial.request(5, ["a": 0])), "refused conflict")
        },
    ]
}
