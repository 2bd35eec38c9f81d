import FarthingCore

/// Calls that wait for a human's yes.
extension LedgerConformance {
    static let approvalCases: [ConformanceCase] = [
        ConformanceCase("a call is admitted once with the votes that it needs") { trial in
            await trial.budget("a", limit: 100)
            var terms = ApprovalTerms(group: "finance", needed: 2)
            terms.waitMs = 5
            let first = await trial.expect(
                .hold(trial.request(1, ["a": 40], asking: "run", terms)),
                "refused approvalPending"
            )
            trial.expect("the approval", first.refusal?.approvalID, is: Trial.id(1))
            await trial.expect("a", spent: 0)
            let second = await trial.expect(
                .hold(trial.request(2, ["a": 30], asking: "run", terms)),
                "refused approvalPending"
            )
            trial.expect("the same approval", second.refusal?.approvalID, is: Trial.id(1))
            trial.expect("the same entry", second.sequence, is: first.sequence)
            await trial.expect(trial.vote(1, "alice"), "applied")
            await trial.expect(trial.vote(1, "alice"), "applied")
            trial.expect("state", await trial.approval(1)?.state, is: .pending)
            await trial.expect("a", spent: 0)
            await trial.expect(trial.vote(1, "bob"), "applied")
            trial.expect("state", await trial.approval(1)?.state, is: .granted)
            trial.expect(
                "votes",
                await trial.approval(1)?.votes.map(\.voter),
                is: ["alice", "bob"]
            )
            trial.expect("earmark", await trial.openHolds().map(\.approval), is: [Trial.id(1)])
            await trial.expect("a", spent: 0, held: 40)
            await trial.expect(.hold(trial.request(3, ["a": 61])), "refused overLimit")
            await trial.expect(.hold(trial.request(4, ["a": 30], asking: "run", terms)), "held")
            await trial.expect("a", spent: 0, held: 30)
            trial.expect("used by", await trial.approval(1)?.usedBy, is: Trial.id(4))
            trial.expect("state", await trial.approval(1)?.state, is: .used)
            await trial.expect(trial.settle(4, [10]), "settled")
            await trial.expect("a", spent: 10)
            // Each call needs its own.
            await trial.expect(
                .hold(trial.request(5, ["a": 30], asking: "run", terms)),
                "refused approvalPending"
            )
        },
        ConformanceCase("an approval is for its subject, key and amounts alone") { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.hold(trial.request(1, ["a": 40], asking: "run")), pending)
            await trial.expect(trial.vote(1, "alice"), "applied")
            var other = trial.request(2, ["a": 40], asking: "run")
            other.context = Trial.otherContext
            await trial.expect(.hold(other), pending)
            await trial.expect(.hold(trial.request(3, ["a": 41], asking: "run")), pending)
            await trial.expect(.hold(trial.request(4, ["a": 40], asking: "other")), pending)
            await trial.budget("b", limit: 100)
            await trial.expect(.hold(trial.request(5, ["a": 1, "b": 1], asking: "run")), pending)
            other = trial.request(6, ["a": 40])
            other.source = await trial.openHolds().first?.id
            await trial.expect(.hold(other), "refused conflict")
            await trial.expect(.hold(trial.request(7, ["a": 40], asking: "run")), "held")
            trial.expect("approvals", await trial.approvals().count, is: 5)
        },
        ConformanceCase("one vote against denies, for as long as a yes would have counted") {
            trial in
            await trial.budget("a", limit: 100)
            let terms = ApprovalTerms(group: "finance", needed: 2, withinMs: 60_000)
            let request = trial.request(1, ["a": 40], asking: "run", terms)
            await trial.expect(.hold(request), pending)
            await trial.expect(trial.vote(1, "alice"), "applied")
            await trial.expect(trial.vote(1, "bob", isFor: false), "applied")
            await trial.expect(trial.vote(1, "bob", isFor: false), "applied")
            await trial.expect(trial.vote(1, "carol"), "refused conflict")
            trial.expect("state", await trial.approval(1)?.state, is: .denied)
            trial.nowMs += 59_999
            var again = trial.request(2, ["a": 1], asking: "run", terms)
            let refusal = await trial.expect(.hold(again), "refused approvalDenied").refusal
            trial.expect("the approval", refusal?.approvalID, is: Trial.id(1))
            trial.nowMs += 1
            again.expiresAtMs = trial.nowMs + 1_000
            await trial.expect(.hold(again), pending)
        },
        ConformanceCase("nobody votes on a call of their own, or twice, or on nothing") { trial in
            await trial.budget("a", limit: 100)
            let terms = ApprovalTerms(group: "finance", needed: 2)
            await trial.expect(.hold(trial.request(1, ["a": 40], asking: "run", terms)), pending)
            await trial.expect(trial.vote(1, "conformance"), "refused selfApproval")
            await trial.expect(trial.vote(1, "alice"), "applied")
            await trial.expect(trial.vote(1, "alice", isFor: false), "refused conflict")
            await trial.expect(trial.vote(2, "alice"), "refused unknownApproval")
            await trial.expect(trial.vote(1, ""), "refused invalid")
            let long = String(repeating: "x", count: ApprovalVote.noteBytesMax + 1)
            await trial.expect(
                .vote(ApprovalVote(id: Trial.id(1), voter: "bob", isFor: true, note: long)),
                "refused invalid"
            )
            trial.expect("votes", await trial.approval(1)?.votes.count, is: 1)
        },
        ConformanceCase("what no approval can lift refuses without one") { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(
                .hold(trial.request(1, ["a": 101], asking: "run")),
                "refused overLimit"
            )
            await trial.expect(.pause(budget: "a", scope: nil, note: ""), "applied")
            await trial.expect(.hold(trial.request(2, ["a": 1], asking: "run")), "refused paused")
            await trial.expect(.resume(budget: "a", scope: nil, note: ""), "applied")
            var request = trial.request(3, ["a": 1], asking: "")
            await trial.expect(.hold(request), "refused invalid")
            request = trial.request(4, ["a": 60], asking: "run")
            request.lines[0].thresholdBasisPoints = 5_000
            await trial.expect(.hold(request), "refused thresholdReached")
            trial.expect("approvals", await trial.approvals().count, is: 0)
        },
        ConformanceCase("where the limit is the reason, exactly what is missing is added") {
            trial in
            await trial.budget("a", limit: 100)
            await trial.budget("b", limit: 1_000)
            await trial.expect(.charge(trial.request(1, ["a": 90])), "settled")
            let request = trial.request(2, ["a": 25, "b": 25], asking: "run", pastLimits: true)
            await trial.expect(.hold(request), pending)
            await trial.expect(.hold(trial.request(3, ["a": 4])), "held")
            await trial.expect(trial.vote(2, "alice"), "applied")
            trial.expect("top-ups", await trial.approval(2)?.lines.map(\.topUp), is: [19, 0])
            trial.expect("top-ups", await trial.account("a")?.topUps, is: 19)
            await trial.expect(.hold(trial.request(4, ["a": 1])), "refused overLimit")
            await trial.expect(.hold(trial.request(5, ["a": 25, "b": 25], asking: "run")), "held")
            await trial.expect(trial.settle(5, [25, 25]), "settled")
            await trial.expect("a", spent: 115, held: 4)
            trial.expect("top-ups", await trial.account("a")?.topUps, is: 19)
            // What it turns out not to have cost is nobody else's.
            await trial.expect(trial.settle(5, [10, 25], .invoiced), "settled")
            await trial.expect("a", spent: 100, held: 4)
            trial.expect("top-ups", await trial.account("a")?.topUps, is: 4)
        },
        ConformanceCase("a grant without room keeps its votes and finds the room later") { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.hold(trial.request(1, ["a": 60], asking: "run")), pending)
            await trial.expect(.hold(trial.request(2, ["a": 50])), "held")
            let refusal = await trial.expect(trial.vote(1, "alice"), "refused overLimit").refusal
            trial.expect("the approval", refusal?.approvalID, is: Trial.id(1))
            await trial.expect(trial.vote(1, "alice"), "refused overLimit")
            await trial.expect(.hold(trial.request(3, ["a": 60], asking: "run")), pending)
            await trial.expect(trial.release(2), "released")
            await trial.expect(.hold(trial.request(4, ["a": 60], asking: "run")), "held")
            await trial.expect("a", spent: 0, held: 60)
        },
    ]

    static let approvalEndCases: [ConformanceCase] = [
        ConformanceCase("an approval that nobody uses ends, and its top-up with it") { trial in
            await trial.budget("a", limit: 100)
            let terms = ApprovalTerms(group: "finance", withinMs: 60_000)
            await trial.expect(.hold(trial.request(1, ["a": 10], asking: "one", terms)), pending)
            trial.nowMs += 60_000
            await trial.expect(trial.vote(1, "alice"), "refused conflict")
            trial.expect("state", await trial.approval(1)?.state, is: .expired)
            let request = trial.request(2, ["a": 130], asking: "two", terms, pastLimits: true)
            await trial.expect(.hold(request), pending)
            await trial.expect(trial.vote(2, "alice"), "applied")
            trial.expect("top-ups", await trial.account("a")?.topUps, is: 30)
            trial.nowMs += 59_999
            await trial.expect(.tick, "unchanged")
            trial.expect("state", await trial.approval(2)?.state, is: .granted)
            trial.nowMs += 1
            await trial.expect(.tick, "unchanged")
            trial.expect("state", await trial.approval(2)?.state, is: .expired)
            trial.expect("top-ups", await trial.account("a")?.topUps, is: 0)
            await trial.expect("a", spent: 0)
            let again = trial.request(3, ["a": 130], asking: "two", terms, pastLimits: true)
            await trial.expect(.hold(again), pending)
        },
        ConformanceCase("an operator takes an approval back, granted or not") { trial in
            await trial.budget("a", limit: 100)
            let request = trial.request(1, ["a": 130], asking: "run", pastLimits: true)
            await trial.expect(.hold(request), pending)
            await trial.expect(trial.vote(1, "alice"), "applied")
            await trial.expect(.withdrawApproval(Trial.id(1), note: "no"), "applied")
            await trial.expect(.withdrawApproval(Trial.id(1), note: "no"), "applied")
            trial.expect("state", await trial.approval(1)?.state, is: .withdrawn)
            trial.expect("top-ups", await trial.account("a")?.topUps, is: 0)
            await trial.expect("a", spent: 0)
            await trial.expect(.hold(trial.request(2, ["a": 10], asking: "run")), pending)
            await trial.expect(.withdrawApproval(Trial.id(2), note: ""), "applied")
            await trial.expect(trial.vote(2, "alice"), "refused conflict")
            await trial.expect(
                .withdrawApproval(Trial.id(9), note: ""),
                "refused unknownApproval"
            )
        },
        ConformanceCase("an approval's money is nobody's to dispatch, change, settle or release") {
            trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.hold(trial.request(1, ["a": 40], asking: "run")), pending)
            await trial.expect(trial.vote(1, "alice"), "applied")
            guard let id = await trial.openHolds().first?.id else {
                return trial.fail("the earmark", got: "none")
            }
            await trial.expect(.dispatch(id), "refused conflict")
            await trial.expect(.release(id, why: ""), "refused conflict")
            let settle = SettleRequest(id: id, amounts: [], evidence: .reported)
            await trial.expect(.settle(settle), "refused conflict")
            var request = trial.request(2, ["a": 40])
            request.id = id
            await trial.expect(.hold(request), "refused conflict")
            await trial.expect("a", spent: 0, held: 40)
        },
        ConformanceCase("a drawn call's approval is drawn from the same source") { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.hold(trial.request(1, ["a": 80])), "held")
            var request = trial.request(2, ["a": 30], from: 1, asking: "run")
            await trial.expect(.hold(request), pending)
            await trial.expect(trial.vote(2, "alice"), "applied")
            await trial.expect("a", spent: 0, held: 80)
            request = trial.request(3, ["a": 20], from: 1, asking: "run")
            await trial.expect(.hold(request), "held")
            let held = await trial.openHolds().map { $0.lines[0].held }
            trial.expect("left and held", held, is: [60, 20])
            await trial.expect(trial.extend(3, ["a": 40]), "held")
            await trial.expect(trial.settle(3, [35]), "settled")
            await trial.expect("a", spent: 35, held: 45)
        },
        ConformanceCase("a key has at most 100 calls that wait for approval") { trial in
            await trial.budget("a", limit: 1_000)
            for number in 1...UInt64(100) {
                let request = trial.request(number, ["a": 1], asking: "run \(number)")
                await trial.expect(.hold(request), pending)
            }
            let more = trial.request(101, ["a": 1], asking: "run 101")
            await trial.expect(.hold(more), "refused tooManyApprovals")
            await trial.expect(trial.vote(1, "alice"), "applied")
            await trial.expect(.hold(more), pending)
        },
    ]

    static let durableApprovalCases: [ConformanceCase] = [
        ConformanceCase("approvals and drawn holds outlive the ledger", isDurable: true) { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.hold(trial.request(1, ["a": 50])), "held")
            await trial.expect(.hold(trial.request(2, ["a": 20], from: 1)), "held")
            await trial.expect(
                .hold(trial.request(3, ["a": 60], asking: "run", pastLimits: true)),
                pending
            )
            await trial.expect(trial.vote(3, "alice"), "applied")
            let late = trial.request(4, ["a": 1], asking: "other", pastLimits: true)
            await trial.expect(.hold(late), pending)
            await trial.expect(trial.vote(4, "bob", isFor: false), "applied")
            let approvals = await trial.approvals()
            let holds = await trial.openHolds()
            for _ in 1...2 {
                await trial.reopen()
                trial.expect("approvals", await trial.approvals(), is: approvals)
                trial.expect("open holds", await trial.openHolds(), is: holds)
            }
            await trial.expect(trial.settle(2, [5]), "settled")
            await trial.expect(.hold(trial.request(5, ["a": 46], from: 1)), exceeded)
            await trial.expect(.hold(trial.request(6, ["a": 45], from: 1)), "held")
            await trial.expect(.hold(trial.request(7, ["a": 60], asking: "run")), "held")
            let other = trial.request(8, ["a": 1], asking: "other")
            await trial.expect(.hold(other), "refused approvalDenied")
            await trial.expect("a", spent: 5, held: 105)
        }
    ]

    private static let pending = "refused approvalPending"
    private static let exceeded = "refused allowanceExceeded"
}
