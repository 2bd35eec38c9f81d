import FarthingCore
import FarthingGateway
import FarthingTesting
import Testing

@Suite("Actions: downgrade, approve, wait and pause, at thresholds and by rules")
struct ActionTests {
    /// The bound of `Chat.body()` at the dear model: its input, and 100 tokens of output.
    private static let callNanos: Int64 = 8_000 + 400_000

    private static func setup(
        limit: Int64,
        _ thresholds: [(Int64, ThresholdAction)],
        rules: [Rule] = []
    ) throws -> Setup {
        var budget = Setup.money(limit: limit)
        budget.thresholds = try thresholds.map { share, action in
            try #require(Threshold(atBasisPoints: share, action: action))
        }
        return Setup(policy: Policy(id: "test", budgets: [budget], rules: rules))
    }

    @Test("past its share a call goes to the cheaper model, and says so")
    func downgrade() async throws {
        let action = ThresholdAction.downgrade(to: ["gpt-4.1-mini", "gpt-4.1-nano"])
        let setup = try Self.setup(limit: 10_000_000, [(5_000, action)])
        try await Rig.with(setup) { rig in
            let dear = try await rig.ask(Chat.request())
            #expect(dear.status == 200)
            #expect(dear.field("x-farthing-model") == nil)
            try await rig.spend(4_800_000)
            let cheap = try await rig.ask(Chat.request())
            #expect(cheap.status == 200)
            #expect(cheap.field("x-farthing-model") == "gpt-4.1-mini")
            #expect(cheap.field("x-farthing-model-requested") == "gpt-4o-mini")
            #expect(rig.provider.requests[0].text == Chat.body())
            #expect(rig.provider.requests[1].text == Chat.body(model: "gpt-4.1-mini"))
            try await rig.untilClosed()
            let hold = try #require(rig.journal.holds.last)
            #expect(hold.context.modelRequested == "gpt-4o-mini")
            #expect(hold.context.modelResolved == "gpt-4.1-mini")
            #expect(hold.context.reasons == ["budget \"all\" says downgrade at 50%"])
        }
    }

    @Test("a ladder's next rung takes the call where the money does not suffice for the one before")
    func ladder() async throws {
        let action = ThresholdAction.downgrade(to: ["gpt-4.1-mini", "gpt-4.1-nano"])
        let setup = try Self.setup(limit: 10_000_000, [(5_000, action)])
        try await Rig.with(setup) { rig in
            try await rig.spend(10_000_000 - Self.callNanos / 3)
            let answer = try await rig.ask(Chat.request())
            #expect(answer.status == 200)
            #expect(answer.field("x-farthing-model") == "gpt-4.1-nano")
            try await rig.untilClosed()
            try await rig.spend(10_000_000 - rig.account().spent - 1_000)
            let refused = try await rig.ask(Chat.request())
            #expect(refused.status == 429)
            #expect(rig.journal.refusals.count == 1)
        }
    }

    @Test("a target that is not cheaper is no downgrade")
    func notCheaper() async throws {
        let action = ThresholdAction.downgrade(to: ["gpt-4o-mini"])
        try await Rig.with(try Self.setup(limit: 10_000_000, [(1, action)])) { rig in
            let body = Chat.body(model: "gpt-4.1-nano")
            let answer = try await rig.ask(Chat.request(body))
            #expect(answer.status == 200)
            #expect(answer.field("x-farthing-model") == nil)
            #expect(rig.provider.requests[0].text == body)
        }
    }

    @Test("a rule downgrades, and what is judged then is the final model")
    func rule() async throws {
        let fits = try #require(Glob("gpt-4o*"))
        let rules = [
            Rule(
                id: "cheaper",
                conditions: [.scope(.model, fits)],
                action: .downgrade(to: ["gpt-4.1-nano"])
            ),
            Rule(
                id: "ask",
                conditions: [.cost(.greaterOrEqual, nanos: Self.callNanos)],
                action: .approve(ApprovalTerms(group: "finance"))
            ),
        ]
        try await Rig.with(try Self.setup(limit: 10_000_000, [], rules: rules)) { rig in
            let answer = try await rig.ask(Chat.request())
            #expect(answer.status == 200)
            #expect(answer.field("x-farthing-model") == "gpt-4.1-nano")
        }
    }

    @Test("an approval is asked for, granted by another key, and used once")
    func approve() async throws {
        let action = ThresholdAction.approve(ApprovalTerms(group: "finance"))
        try await Rig.with(try Self.setup(limit: 10_000_000, [(5_000, action)])) { rig in
            try await rig.spend(5_000_000)
            let pending = try await rig.ask(Chat.request())
            #expect(pending.status == 403)
            #expect(pending.text.contains("/v1/approvals/"))
            let again = try await rig.ask(Chat.request())
            #expect(again.status == 403)
            let approvals = try await rig.ledger.approvals(limit: 10)
            #expect(approvals.count == 1)
            let id = try #require(approvals.first?.id)
            #expect(pending.text.contains(id.description))
            #expect(rig.provider.requests.isEmpty)

            let own = try await rig.vote(id, by: "key_test")
            guard case .refused = own else {
                Issue.record("a key voted on its own call: \(own)")
                return
            }
            _ = try await rig.vote(id, by: "key_boss")
            let granted = try await rig.ask(Chat.request())
            #expect(granted.status == 200)
            #expect(rig.provider.requests.count == 1)
            let third = try await rig.ask(Chat.request())
            #expect(third.status == 403)
        }
    }

    @Test("at the limit itself an approval grants what is missing on top")
    func approveBeyond() async throws {
        let action = ThresholdAction.approve(ApprovalTerms(group: "finance"))
        try await Rig.with(try Self.setup(limit: 10_000_000, [(10_000, action)])) { rig in
            try await rig.spend(9_900_000)
            let pending = try await rig.ask(Chat.request())
            #expect(pending.status == 403)
            let id = try #require(try await rig.ledger.approvals(limit: 10).first?.id)
            _ = try await rig.vote(id, by: "key_boss")
            let granted = try await rig.ask(Chat.request())
            #expect(granted.status == 200)
            try await rig.untilClosed()
            let account = try #require(try await rig.ledger.accounts().first)
            #expect(account.spent <= account.limit + account.topUps)
            // It cost less than was approved: what it did not use is taken back.
            #expect(account.topUps == 0)
        }
    }

    @Test("a request is held open for its approval as long as the policy says")
    func heldOpen() async throws {
        let terms = ApprovalTerms(group: "finance", waitMs: 60_000)
        try await Rig.with(try Self.setup(limit: 10_000_000, [(1, .approve(terms))])) { rig in
            async let answer = rig.ask(Chat.request())
            try await rig.until("it is asked for") {
                try await !rig.ledger.approvals(limit: 1).isEmpty
            }
            let id = try #require(try await rig.ledger.approvals(limit: 1).first?.id)
            _ = try await rig.vote(id, by: "key_boss")
            #expect(try await answer.status == 200)

            async let late = rig.ask(Chat.request())
            try await rig.until("another is asked for") {
                try await rig.ledger.approvals(limit: 10).count == 2
            }
            rig.clock.advance(byMs: 60_001)
            #expect(try await late.status == 403)
        }
    }

    @Test("a call waits for room and gets it, or is refused at its deadline")
    func wait() async throws {
        let setup = try Self.setup(limit: Self.callNanos + 1, [(10_000, .wait(deadlineMs: 30_000))])
        let script: FakeProvider.Script = { _ in [.awaitGate, .send(Chat.answer())] }
        try await Rig.with(setup, script: script) { rig in
            async let first = rig.ask(Chat.request())
            try await rig.until("the first is held") { try await rig.account().held > 0 }
            async let second = rig.ask(Chat.request())
            try await rig.until("the second waits") { !rig.state.isNobodyWaiting }
            #expect(rig.provider.requests.count <= 1)
            rig.provider.open()
            #expect(try await first.status == 200)
            // What the first has cost leaves too little: the deadline comes.
            rig.clock.advance(byMs: 30_001)
            let refused = try await second
            #expect(refused.status == 429)
            #expect(rig.state.isNobodyWaiting)
            #expect(rig.provider.requests.count == 1)
        }
    }

    @Test("whoever waits goes on when a limit makes room, in turn among runs")
    func waitInTurn() async throws {
        let budget = Budget(
            id: "all",
            unit: .concurrent,
            limit: 1,
            window: .total,
            thresholds: [
                try #require(Threshold(atBasisPoints: 10_000, action: .wait(deadlineMs: 60_000)))
            ]
        )
        let setup = Setup(policy: Policy(id: "test", budgets: [budget]))
        try await Rig.with(setup, script: { _ in [.wait(ms: 5), .send(Chat.answer())] }) { rig in
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<24 {
                    let run = "x-farthing-run: r\(number % 3)\r\n"
                    group.addTask { try await rig.ask(Chat.request(fields: run)).status }
                }
                var statuses: [Int] = []
                for try await status in group { statuses.append(status) }
                return statuses
            }
            #expect(statuses == Array(repeating: 200, count: 24))
            #expect(rig.state.isNobodyWaiting)
        }
    }

    @Test("whoever hangs up while it waits leaves the line and costs nothing")
    func waitGone() async throws {
        let setup = try Self.setup(limit: 1_000, [(10_000, .wait(deadlineMs: 60_000))])
        try await Rig.with(setup) { rig in
            let client = try await rig.client()
            client.send(Chat.request())
            try await rig.until("it waits") { !rig.state.isNobodyWaiting }
            await client.close()
            try await rig.until("it has left") { rig.state.isNobodyWaiting }
            #expect(rig.provider.requests.isEmpty)
        }
    }

    @Test("a pause stays until somebody resumes")
    func pause() async throws {
        try await Rig.with(try Self.setup(limit: 10_000_000, [(5_000, .pause)])) { rig in
            try await rig.spend(4_900_000)
            #expect(try await rig.ask(Chat.request()).status == 429)
            let small = Chat.body(maxTokens: 1)
            #expect(try await rig.ask(Chat.request(small)).status == 429)
            let command = Command.resume(budget: "all", scope: nil, note: "looked at")
            _ = try await rig.ledger.apply([command], nowMs: rig.clock.nowMs)
            #expect(try await rig.ask(Chat.request(small)).status == 200)
        }
    }

    @Test("an allowance ends below every share at which something is decided")
    func carvedBelow() async throws {
        let terms = ApprovalTerms(group: "finance")
        try await Rig.with(try Self.setup(limit: 10_000_000, [(5_000, .approve(terms))])) { rig in
            let past = "{\"run\":\"kid\",\"amount\":5000001}"
            let refused = try await rig.spend("allowances", past)
            #expect(refused.status == 429)
            #expect(refused.text.contains("past 50%"))
            let within = "{\"run\":\"kid\",\"amount\":5000000}"
            #expect(try await rig.spend("allowances", within).status == 200)
        }
    }

    @Test("a hold does not grow past what the rules judge by")
    func growsNotPastRules() async throws {
        let rules = [
            Rule(id: "dear", conditions: [.cost(.greater, nanos: 1_000)], action: .block)
        ]
        try await Rig.with(try Self.setup(limit: 10_000_000, [], rules: rules)) { rig in
            let hold = try await rig.spend("hold", "{\"tool\":\"t\",\"amount\":900}").json()
            let id = try #require(hold["id"]?.string)
            let past = "{\"id\":\"\(id)\",\"amount\":1001}"
            let refused = try await rig.spend("extend", past)
            #expect(refused.status == 403)
            #expect(refused.text.contains("dear"))
            let within = "{\"id\":\"\(id)\",\"amount\":1000}"
            #expect(try await rig.spend("extend", within).status == 200)
            #expect(try await rig.account().held == 1_000)
        }
    }

    @Test("a budget that is taken out and comes back, or counts another unit, finds what runs")
    func comesBack() async throws {
        let first = Setup.money(limit: 1_000_000)
        try await Rig.with(Setup(policy: Policy(id: "test", budgets: [first]))) { rig in
            let hold = "{\"tool\":\"t\",\"amount\":800000,\"sent\":true}"
            #expect(try await rig.spend("hold", hold).status == 200)
            let back: [Command] = [.removeBudget("all"), .setBudget(first, opening: [:])]
            _ = try await rig.ledger.apply(back, nowMs: rig.clock.nowMs)
            #expect(try await rig.ledger.accounts().map(\.held).max() == 800_000)
            #expect(try await rig.spend("hold", hold).status == 429)
            var calls = first
            calls.unit = .calls
            calls.limit = 1
            let command = Command.setBudget(calls, opening: [:])
            _ = try await rig.ledger.apply([command], nowMs: rig.clock.nowMs)
            let open = try await rig.ledger.accounts().filter { $0.unit == .calls }
            #expect(open.map(\.held) == [1])
        }
    }

    @Test("256 calls at once never pass a share without its action")
    func race() async throws {
        let limit: Int64 = 160 * Self.callNanos
        let terms = ApprovalTerms(group: "finance")
        let setup = try Self.setup(
            limit: limit,
            [(5_000, .downgrade(to: ["gpt-4.1-nano"])), (8_000, .approve(terms))]
        )
        let usage = Chat.usage(8, 100)
        // It serves, and bills, the model that it was asked for.
        let script: FakeProvider.Script = { request in
            let isDear = request.text.contains("gpt-4o-mini")
            let model = isDear ? "gpt-4o-mini" : "gpt-4.1-nano"
            let body = Chat.answerBody(usage: usage, model: model)
            return [.wait(ms: 3), .send(Chat.answer(body: body))]
        }
        try await Rig.with(setup, script: script) { rig in
            // Two dear calls to the half, 48 dear ones' money for cheap ones to the next share.
            try await rig.spend(78 * Self.callNanos)
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<256 {
                    let fields = "x-farthing-run: r\(number)\r\n"
                    group.addTask { try await rig.ask(Chat.request(fields: fields)).status }
                }
                var statuses: [Int: Int] = [:]
                for try await status in group { statuses[status, default: 0] += 1 }
                return statuses
            }
            // What was admitted, replayed: past a share only with its action.
            var used = RunningUse(spent: 78 * Self.callNanos)
            for entry in rig.journal.entries {
                guard let admitted = used.take(entry) else { continue }
                if used.total > limit / 2 { #expect(admitted.modelResolved == "gpt-4.1-nano") }
                #expect(used.total <= limit / 10 * 8)
            }
            #expect(used.total == limit / 10 * 8)
            #expect(statuses == [200: 2 + 4 * 48, 403: 62])
            #expect(used.admitted == statuses[200])
        }
    }
}

/// What is spent and held, added up from entries alone.
private struct RunningUse {
    var spent: Int64
    var held: [HoldID: Int64] = [:]
    var admitted = 0
    var total: Int64 { spent + held.values.reduce(0, +) }

    init(spent: Int64) { self.spent = spent }

    /// Takes an entry; the context of the hold that it admits.
    mutating func take(_ entry: Entry.Body) -> CallContext? {
        switch entry {
        case .hold(let admission):
            held[admission.id] = admission.lines.reduce(0) { $0 + max($1.held, $1.expected) }
            admitted += 1
            return admission.context
        case .settle(let settlement):
            held[settlement.hold.id] = nil
            spent += settlement.amounts.reduce(0, +)
        case .release(let hold, _): held[hold.id] = nil
        default: break
        }
        return nil
    }
}

extension Rig {
    /// Spends an amount of the budget `all` without a call.
    func spend(_ nanos: Int64) async throws {
        let request = HoldRequest(
            id: HoldID(random: 1, UInt64(journal.entries.count)),
            lines: [HoldLine(budget: "all", scope: "", base: nanos)],
            expiresAtMs: clock.nowMs + 1_000,
            isSent: true,
            context: CallContext(
                principal: "operator",
                provider: "none",
                modelRequested: "none",
                modelResolved: "none",
                policyID: "test",
                policyVersion: 1,
                isEnforced: true,
                priceBook: "none",
                scope: Scope()
            )
        )
        let outcome = try await ledger.apply([.charge(request)], nowMs: clock.nowMs).first
        guard case .settled = outcome else {
            Issue.record("not spent: \(String(describing: outcome))")
            return
        }
    }

    func vote(_ id: HoldID, by voter: String) async throws -> Outcome? {
        let vote = ApprovalVote(id: id, voter: voter, isFor: true)
        return try await ledger.apply([.vote(vote)], nowMs: clock.nowMs).first
    }
}

extension Rig.Journal {
    fileprivate var refusals: [Entry.Refused] {
        entries.compactMap { if case .refusal(let refused) = $0 { refused } else { nil } }
    }
}
