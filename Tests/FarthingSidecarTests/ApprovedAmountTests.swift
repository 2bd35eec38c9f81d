import FarthingCore
import FarthingSidecar
import FarthingTesting
import Testing

/// A yes is for what was shown to people, and for all claims of it.
@Suite("what is approved is what is held")
struct ApprovedAmountTests {
    private func resume(
        _ answer: Wire.DecisionResponse,
        _ sample: Sample
    ) async throws -> Wire.ResumeResponse {
        try await sample.resume(answer, isNamed: false)
    }

    private func approve(_ answer: Wire.DecisionResponse, _ sample: Sample) async throws {
        try await approve(try #require(HoldID(answer.approvalRequestID)), sample)
    }

    private func approve(_ id: HoldID, _ sample: Sample) async throws {
        try await apply(.vote(ApprovalVote(id: id, voter: "ann", isFor: true)), sample)
    }

    private func apply(_ command: Command, _ sample: Sample) async throws {
        _ = try await sample.ledger.apply([command], nowMs: sample.clock.nowMs)
    }

    private func request(
        _ claims: [(budget: String, amount: String)],
        _ key: String = "sg-1"
    ) -> Wire.DecisionRequest {
        var request = Sample.request(key)
        request.inputs.projectedClaims = claims.flatMap { claim in
            Sample.request(budget: claim.budget, amount: claim.amount).inputs.projectedClaims
        }
        return request
    }

    private func held(_ budget: String, _ sample: Sample) async throws -> Int64 {
        try await sample.ledger.accounts().filter { $0.key.budget == budget }
            .reduce(0) { $0 + $1.held }
    }

    @Test("two amounts of one run have two approvals, and each is resumed with its own")
    func twoAmounts() async throws {
        let sample = try await Sample()
        let big = try await sample.decide(request([("asked", "700000")]))
        let small = try await sample.decide(request([("asked", "200000")], "sg-2"))
        #expect(big.approvalRequestID != small.approvalRequestID)
        try await approve(big, sample)
        let pending = try await resume(small, sample)
        #expect(pending.error.message == #"[APPROVAL_NON_TERMINAL] state="pending""#)
        // Neither the smaller one nor another takes what was approved.
        let other = try await sample.decide(request([("asked", "100000")], "sg-3"))
        #expect(other.decision == .requireApproval)
        let resumed = try await resume(big, try sample.restarted())
        #expect(resumed.decision.decision == .continue)
        #expect(try await held("asked", sample) == 700_000_000)
    }

    @Test("other routes, plans and triggers of the same amount ask for themselves")
    func otherCalls() async throws {
        let sample = try await Sample()
        let asked = try await sample.decide(request([("asked", "300000")]))
        try await approve(asked, sample)
        var other = request([("asked", "300000")], "sg-2")
        other.route = "another"
        #expect(try await sample.decide(other).decision == .requireApproval)
        other = request([("my-budget", "300000"), ("asked", "300000")], "sg-3")
        #expect(try await sample.decide(other).decision == .requireApproval)
        // The step is not what was approved: an agent that runs anew has another.
        other = request([("asked", "300000")], "sg-4")
        other.ids.stepID = "another"
        #expect(try await sample.decide(other).decision == .continue)
    }

    @Test("an approval of an older ledger is resumed, and never for a smaller call that used it")
    func unmarked() async throws {
        let sample = try await Sample()
        func ask(_ nanos: Int64, run: String) async -> SidecarAnswer {
            var call = SidecarCall(scope: Scope(), budget: "asked", expiresInMs: 60_000)
            call.scope[.run] = run
            call.scope[.tag("budget")] = "asked"
            call.take(.dollars(nanosPerPart: 1_000), nanos)
            return await sample.desk.hold(call)
        }
        guard case .approval(let whole, _) = await ask(300_000_000, run: "run-1"),
            case .approval(let taken, _) = await ask(200_000_000, run: "run-2")
        else {
            Issue.record("no approvals")
            return
        }
        try await approve(whole, sample)
        try await approve(taken, sample)
        var answer = Wire.DecisionResponse()
        answer.approvalRequestID = whole.description
        let resumed = try await resume(answer, sample)
        #expect(resumed.decision.decision == .continue)
        let again = try await resume(answer, try sample.restarted())
        #expect(again.decision.reservationIds == resumed.decision.reservationIds)
        guard case .held = await ask(100_000_000, run: "run-2") else {
            Issue.record("the smaller call was not let through")
            return
        }
        answer.approvalRequestID = taken.description
        for service in [sample, try sample.restarted()] {
            let refused = try await resume(answer, service)
            #expect(refused.error.message.hasPrefix("[RESERVE_REJECTED]"), "\(refused)")
        }
        #expect(try await held("asked", sample) == 400_000_000)
    }

    @Test("a yes to the sum of several claims holds them all", arguments: [false, true], [0, 1])
    func sum(isRestarted: Bool, larger: Int) async throws {
        let sample = try await Sample()
        var claims = [("dear-a", "50000"), ("dear-b", "50000")]
        claims[larger].1 = "200000"
        let request = request(claims)
        let asked = try await sample.decide(request)
        #expect(asked.decision == .requireApproval)
        try await approve(asked, sample)
        let answer: Wire.DecisionResponse
        if isRestarted {
            // The sidecar knows one claim of it; the client says the others again.
            answer = try await sample.restarted().decide(request)
        } else {
            answer = try await resume(asked, sample).decision
        }
        #expect(answer.decision == .continue && answer.reservationIds.count == 2)
        #expect(try await held("dear", sample) == 250_000_000)
        let open = try await sample.ledger.approvals(limit: 10)
        #expect(open.map(\.state) == [.used], "nobody was asked twice")
    }

    @Test("a rule on one budget's claims judges the sum, in any order", arguments: [0, 1])
    func scopedSum(second: Int) async throws {
        let sample = try await Sample()
        var claims = [("my-budget", "20000"), ("dear-a", "90000"), ("dear-a", "5000")]
        claims.swapAt(0, second)
        let asked = try await sample.decide(request(claims))
        #expect(asked.decision == .requireApproval)
        #expect(try await held("my-budget", sample) == 0)
        try await approve(asked, sample)
        #expect(try await resume(asked, sample).decision.reservationIds.count == 3)
        #expect(try await sample.ledger.approvals(limit: 10).map(\.state) == [.used])
    }

    @Test("who asks for most asks for all, in any order", arguments: [0, 1])
    func order(first: Int) async throws {
        let budget = Dimension.tag("budget")
        let policy = try Policy("test", tenant: "acme") {
            try Budget("all", limit: .usd("1.00"), per: [budget], window: .total)
            try Rule("sum", do: .approve(by: "finance")) { When(cost: .greater, .usd("0.10")) }
            try Rule("own", do: .approve(by: "finance")) { When(budget, fits: "a") }
        }
        let sample = try await Sample(policy: policy)
        var claims = [("a", "60000"), ("b", "60000")]
        claims.swapAt(0, first)
        let asked = try await sample.decide(request(claims))
        #expect(asked.matchedRuleIds == ["test::own", "test::sum"])
        try await approve(asked, sample)
        #expect(try await resume(asked, sample).decision.reservationIds.count == 2)
        #expect(try await sample.ledger.approvals(limit: 10).map(\.state) == [.used])
    }

    @Test("a decision of several claims waits for no room", .timeLimit(.minutes(2)))
    func noRoom() async throws {
        let budget = Dimension.tag("budget")
        let policy = try Policy("test", tenant: "acme") {
            try Budget("w", match: [budget: "w"], limit: .usd("1.00"), window: .total) {
                Wait(at: .percent(100), within: .seconds(3_600))
            }
        }
        let sample = try await Sample(policy: policy)
        let stopped = try await sample.decide(request([("w", "900000"), ("w", "900000")]))
        #expect(stopped.decision == .stop)
        #expect(try await held("w", sample) == 0)
    }

    @Test("of several claims in one account, each with a yes, none takes the other's")
    func oneAccount() async throws {
        let sample = try await Sample()
        let request = request([("dear-a", "60000"), ("dear-a", "60000")])
        try await approve(try await sample.decide(request), sample)
        let answer = try await sample.decide(request)
        #expect(answer.decision == .continue && answer.reservationIds.count == 2)
        #expect(try await held("dear", sample) == 120_000_000)
    }

    @Test("a yes is kept where another claim of the decision has no room")
    func kept() async throws {
        let sample = try await Sample()
        let blocking = try await sample.decide(request([("second", "9000")], "sg-0"))
        let asked = try await sample.decide(request([("asked", "300000"), ("second", "5000")]))
        try await approve(asked, sample)
        let refused = try await resume(asked, sample)
        #expect(refused.error.message.hasPrefix("[RESERVE_REJECTED] BUDGET_EXHAUSTED"))
        let id = try #require(HoldID(asked.approvalRequestID))
        #expect(try await sample.ledger.approval(id)?.state == .granted)
        var release = Wire.ReleaseRequest()
        release.reservationID = try #require(blocking.reservationIds.first)
        _ = try await sample.service.releaseReservation(request: release, context: Sample.context)
        #expect(try await resume(asked, sample).decision.reservationIds.count == 2)
    }

    @Test("claims that ask for themselves are held when all have their yes")
    func several() async throws {
        let sample = try await Sample()
        let request = request([("asked", "300000"), ("shared", "600000")])
        let first = try await sample.decide(request)
        try await approve(first, sample)
        let refused = try await resume(first, sample)
        #expect(refused.error.message.contains("needs another approval"), "\(refused)")
        let second = try await sample.decide(request)
        #expect(second.decision == .requireApproval)
        #expect(second.approvalRequestID != first.approvalRequestID)
        try await approve(second, sample)
        let resumed = try await resume(second, sample)
        #expect(resumed.decision.decision == .continue, "\(resumed)")
        #expect(try await held("asked", sample) == 300_000_000)
        #expect(try await held("shared", sample) == 600_000_000)
    }

    @Test("a yes is used up where nothing asks for one any more, too")
    func nothingAsks() async throws {
        let sample = try await Sample()
        let asked = try await sample.decide(request([("asked", "700000")]))
        try await approve(asked, sample)
        var policy = try Sample.policy()
        let place = try #require(policy.rules.firstIndex { $0.id == "ask" })
        // It never matches any more.
        policy.rules[place].conditions += policy.rules.first { $0.id == "dear" }?.conditions ?? []
        let edited = try sample.under(policy)
        // Another one is let through by the policy; this one has its money already.
        let resumed = try await resume(asked, edited).decision
        #expect(resumed.decision == .continue && resumed.reservationIds.count == 1)
        #expect(try await held("asked", sample) == 700_000_000)
        #expect(try await sample.ledger.approvals(limit: 10).map(\.state) == [.used])
    }

    @Test("no yes is used up where another claim with a yes stands still", arguments: [0, 1])
    func oneIsPaused(paused: Int) async throws {
        let sample = try await Sample()
        let claims = [("asked", "300000"), ("shared", "600000")]
        let request = request(claims)
        for _ in claims { try await approve(try await sample.decide(request), sample) }
        let budget = claims[paused].0
        try await apply(.pause(budget: budget, scope: nil, note: "halt"), sample)
        #expect(try await sample.decide(request).decision == .stop)
        #expect(try await sample.ledger.approvals(limit: 10).allSatisfy { $0.state == .granted })
        try await apply(.resume(budget: budget, scope: nil, note: "on"), sample)
        #expect(try await sample.decide(request).reservationIds.count == 2)
    }

    @Test("a re-run of what was resumed is stopped by what stands against it since then")
    func stoppedRerun() async throws {
        let sample = try await Sample()
        let asked = try await sample.decide(request([("asked", "300000")]))
        try await approve(asked, sample)
        let resumed = try await resume(asked, sample).decision
        try await apply(.pause(budget: "asked", scope: nil, note: "halt"), sample)
        let rerun = request([("asked", "300000")], "sg-2")
        let stopped = try await sample.decide(rerun)
        #expect(stopped.decision == .stop && !stopped.ledgerTransactionID.isEmpty)
        // A retry of what was resumed is no other asking.
        let retried = try await sample.decide(request([("asked", "300000")]))
        #expect(retried.reservationIds == resumed.reservationIds)
        try await apply(.resume(budget: "asked", scope: nil, note: "on"), sample)
        #expect(try await sample.decide(rerun).reservationIds == resumed.reservationIds)
        #expect(try await held("asked", sample) == 300_000_000)
    }

    @Test("what is resumed after a restart is found by asking again", arguments: ["run-1", ""])
    func rerunAfterRestart(run: String) async throws {
        let sample = try await Sample()
        func request(_ claims: [(String, String)], _ key: String = "sg-1") -> Wire.DecisionRequest {
            var request = self.request(claims, key)
            request.ids.runID = run
            return request
        }
        let asked = try await sample.decide(request([("asked", "300000")]))
        try await approve(asked, sample)
        let restarted = try sample.restarted()
        let resumed = try await resume(asked, restarted).decision
        let smaller = try await restarted.decide(request([("asked", "200000")], "sg-2"))
        #expect(smaller.decision == .requireApproval)
        for _ in 0..<2 {
            let again = try await restarted.decide(request([("asked", "300000")]))
            #expect(again.reservationIds == resumed.reservationIds)
        }
        let other = try await restarted.decide(request([("asked", "300000")], "sg-3"))
        #expect(other.decision == .requireApproval)
        #expect(try await held("asked", sample) == 300_000_000)
    }

    @Test("a yes is the tenant's for whom it was asked")
    func otherTenant() async throws {
        let sample = try await Sample()
        let asked = try await sample.decide(request([("asked", "300000")]))
        try await approve(asked, sample)
        let other = try sample.under(try Sample.policy(tenant: "other"))
        let own = try await other.decide(request([("asked", "300000")]))
        #expect(own.decision == .requireApproval)
        #expect(own.approvalRequestID != asked.approvalRequestID)
        #expect(try await resume(asked, sample).decision.decision == .continue)
    }

    @Test("a decision of several claims waits for nobody", .timeLimit(.minutes(2)))
    func noWait() async throws {
        let sample = try await Sample()
        let asked = try await sample.decide(request([("slow", "1000"), ("my-budget", "1000")]))
        #expect(asked.decision == .requireApproval)
        #expect(try await held("my-budget", sample) == 0)
    }

    @Test("a replay is for all holds of the decision, and for none when one is over")
    func oneIsOver() async throws {
        let sample = try await Sample()
        let asked = try await sample.decide(request([("asked", "300000"), ("second", "5000")]))
        try await approve(asked, sample)
        let resumed = try await resume(asked, sample).decision
        #expect(resumed.reservationIds.count == 2)
        var release = Wire.ReleaseRequest()
        release.reservationID = try #require(resumed.reservationIds.last)
        _ = try await sample.service.releaseReservation(request: release, context: Sample.context)
        let again = try await resume(asked, sample)
        #expect(again.error.message.hasPrefix("[RESERVE_REJECTED]"), "\(again)")
    }
}
