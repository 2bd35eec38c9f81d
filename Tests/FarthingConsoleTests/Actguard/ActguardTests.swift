import Farthing
import FarthingCore
import FarthingTesting
import Testing

@testable import FarthingConsole

/// actguard's gateway: what runs reserve and settle.
struct ActguardTests {
    static let unit: Int64 = 1_000_000

    /// A hundred units a day for each user of a team, and a hundred for ever for those of another.
    static let budgets = [
        Budget(
            id: "daily",
            match: match(.team, "daily"),
            per: [.user],
            unit: .money("USD"),
            limit: 100 * unit,
            window: .day
        ),
        Budget(
            id: "prepaid",
            match: match(.team, "prepaid"),
            per: [.user],
            unit: .money("USD"),
            limit: 100 * unit,
            window: .total
        ),
    ]

    static func match(_ dimension: Dimension, _ value: String) -> Match {
        Match(Glob(value).map { [Match.Term(dimension: dimension, pattern: $0)] } ?? [])
    }

    let rig: SpendRig
    let daily: String
    let prepaid: String

    init() async throws {
        rig = try await Self.rig()
        daily = try await rig.key("daily", [.team: "daily"])
        prepaid = try await rig.key("prepaid", [.team: "prepaid"])
    }

    static func rig(rules: [Rule] = [], budgets: [Budget] = budgets) async throws -> SpendRig {
        try await SpendRig(budgets: budgets, rules: rules) { parts in
            ActguardRoutes(desk: parts.desk, calls: parts.calls).routes
        }
    }

    func reserve(
        _ limit: Int64?,
        run: String = "run-1",
        user: String = "alice",
        by key: String? = nil,
        on rig: SpendRig? = nil
    ) async throws -> ControlRig.Answer {
        let limit = limit.map { ",\"cost_limit\":\($0)" } ?? ""
        return try await (rig ?? self.rig).send(
            "POST",
            "/api/v1/reserve",
            #"{"run_id":"\#(run)","user_id":"\#(user)"\#(limit)}"#,
            by: .key(key ?? daily)
        )
    }

    func settle(
        _ id: String,
        _ units: Int64...,
        by key: String? = nil,
        on rig: SpendRig? = nil
    ) async throws -> ControlRig.Answer {
        let rows = units.map { #"{"type":"custom_cost","name":"search","cost_cu":\#($0)}"# }
        return try await (rig ?? self.rig).send(
            "POST",
            "/api/v1/settle",
            #"{"reserve_id":"\#(id)","input_tokens":0,"cached_input_tokens":0,"output_tokens":0,"#
                + #""usage_breakdown":[\#(rows.joined(separator: ","))]}"#,
            by: .key(key ?? daily)
        )
    }

    func spent(_ user: String = "alice", _ budget: String = "daily") async throws -> Int64 {
        try await rig.account(budget, "user=" + user).spent
    }

    func held(_ user: String = "alice", _ budget: String = "daily") async throws -> Int64 {
        try await rig.account(budget, "user=" + user).held
    }

    // MARK: Reserving

    @Test("what a run reserves is held until it is settled, and then the rest is free again")
    func reserveAndSettle() async throws {
        let made = try await reserve(50)
        #expect(made.status == 200, "\(made.text)")
        #expect(made["status"] == "reserved" && made.number("cost_limit") == 50)
        #expect(made.number("estimated_usd_micros") == 50_000)
        #expect(try await held() == 50 * Self.unit)
        let done = try await settle(made["reserve_id"], 3, 4)
        #expect(done.status == 200, "\(done.text)")
        #expect(done.number("cost_cu") == 7 && done.number("usd_micros") == 7_000)
        #expect(try await spent() == 7 * Self.unit)
        #expect(try await held() == 0)
    }

    @Test(
        "the same question has the same answer while it is open, and another one when it is settled"
    )
    func repeated() async throws {
        let first = try await reserve(60)
        let again = try await reserve(60)
        #expect(first["reserve_id"] == again["reserve_id"])
        #expect(try await held() == 60 * Self.unit)
        _ = try await settle(first["reserve_id"], 10)
        var seen = [first["reserve_id"]]
        for _ in 0..<5 {
            let next = try await reserve(60)
            #expect(next.status == 200 && !seen.contains(next["reserve_id"]))
            seen.append(next["reserve_id"])
            _ = try await settle(next["reserve_id"], 1)
        }
        #expect(try await spent() == 15 * Self.unit)
    }

    @Test("other runs, users, plans, limits and keys are other questions")
    func others() async throws {
        let more = try await rig.key("more", [.team: "daily"])
        var ids: Set<String> = []
        for answer in [
            try await reserve(10), try await reserve(11), try await reserve(10, run: "run-2"),
            try await reserve(10, user: "bob"), try await reserve(10, by: more),
            try await rig.send(
                "POST",
                "/api/v1/reserve",
                #"{"run_id":"run-1","user_id":"alice","cost_limit":10,"plan_key":"pro"}"#,
                by: .key(daily)
            ),
        ] {
            #expect(answer.status == 200, "\(answer.text)")
            ids.insert(answer["reserve_id"])
        }
        #expect(ids.count == 6)
    }

    @Test("after a restart an open reservation is found again, and those that are over are not")
    func restart() async throws {
        var over: [String] = []
        for _ in 0..<6 {
            over.append(try await reserve(10)["reserve_id"])
            _ = try await settle(over[over.count - 1], 1)
        }
        let open = try await reserve(10)["reserve_id"]
        let next = try await rig.restarted()
        let again = try await reserve(10, on: next)
        #expect(again["reserve_id"] == open)
        #expect(try await held() == 10 * Self.unit)
        #expect(try await settle(over[2], 1, on: next).status == 200, "a repeat does nothing")
        #expect(try await settle(open, 2, on: next).status == 200)
        #expect(try await spent() == 8 * Self.unit)
        let fresh = try await reserve(10, on: next.restarted())
        #expect(fresh.status == 200 && fresh["reserve_id"] != open)
    }

    @Test("a run that states no limit gets a dollar, or what is left, and finds it again")
    func withoutLimit() async throws {
        _ = try await reserve(30, run: "other")
        let made = try await reserve(nil)
        #expect(made.status == 200, "\(made.text)")
        #expect(made.number("cost_limit") == 70)
        #expect(try await held() == 100 * Self.unit)
        #expect(try await reserve(nil).number("cost_limit") == 70)
        let next = try await rig.restarted()
        let again = try await reserve(nil, on: next)
        #expect(again["reserve_id"] == made["reserve_id"] && again.number("cost_limit") == 70)
        let refused = try await reserve(nil, run: "third")
        #expect(refused.status == 409, "\(refused.text)")
    }

    @Test("many at once never reserve more than there is")
    func concurrent() async throws {
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for index in 0..<64 {
                group.addTask { try await reserve(10, run: "run-\(index)").status }
            }
            return try await group.reduce(into: [Int]()) { $0.append($1) }
        }
        #expect(statuses.filter { $0 == 200 }.count == 10)
        #expect(statuses.filter { $0 == 409 }.count == 54)
        #expect(try await held() == 100 * Self.unit)
    }

    // MARK: Refusing

    @Test("a budget without room refuses with 409 and its figures, and there is a receipt")
    func noRoom() async throws {
        let made = try await reserve(90)
        _ = try await settle(made["reserve_id"], 90)
        let refused = try await reserve(20)
        #expect(refused.status == 409)
        #expect(refused["detail"] == "budget_exceeded" && refused["user_id"] == "alice")
        #expect(refused.number("cost_used") == 90 && refused.number("cost_limit") == 100)
        #expect(refused.number("remaining") == 10 && refused["run_id"] == "run-1")
        let receipt = try #require(refused.number("receipt"))
        guard case .refusal(let entry) = rig.store.statistics.entries[Int(receipt)].body else {
            Issue.record("the receipt is none of a refusal")
            return
        }
        #expect(entry.context.principal == "key_daily" && entry.context.scope[.run] == "run-1")
    }

    @Test("prepaid money that is gone asks for payment with 402; that others hold is 409")
    func prepaidIsGone() async throws {
        let open = try await reserve(95, by: prepaid)
        #expect(try await reserve(20, run: "run-2", by: prepaid).status == 409)
        _ = try await settle(open["reserve_id"], 95, by: prepaid)
        let refused = try await reserve(20, run: "run-2", by: prepaid)
        #expect(refused.status == 402, "\(refused.text)")
        #expect(refused.number("current_balance") == 5)
        #expect(refused.number("required_amount") == 20 && refused.number("shortfall") == 15)
        #expect(!refused["user_message"].isEmpty && refused["user_id"] == "alice")
    }

    @Test("a paused budget asks for somebody with 402")
    func paused() async throws {
        _ = try await rig.store.apply(
            [.pause(budget: "daily", scope: nil, note: "")],
            nowMs: rig.clock.nowMs
        )
        let refused = try await reserve(5)
        #expect(refused.status == 402 && refused["detail"] == "paused")
    }

    @Test(
        "a rule that blocks stops the run with 409; one that asks somebody with 402 until they agree"
    )
    func rules() async throws {
        let terms = ApprovalTerms(group: "finance")
        let blocking = Rule(
            id: "no-bob",
            conditions: [.scope(.user, try #require(Glob("bob")))],
            action: .block
        )
        let asking = Rule(
            id: "ask-carol",
            conditions: [.scope(.user, try #require(Glob("carol")))],
            action: .approve(terms)
        )
        let rig = try await Self.rig(rules: [blocking, asking])
        let key = try await rig.key("daily", [.team: "daily"])
        let blocked = try await reserve(5, user: "bob", by: key, on: rig)
        #expect(blocked.status == 409 && blocked["detail"] == "rule", "\(blocked.text)")
        #expect(blocked.number("receipt") != nil)
        let asked = try await reserve(5, user: "carol", by: key, on: rig)
        #expect(asked.status == 402 && asked["detail"] == "approvalPending", "\(asked.text)")
        let approval = try #require(try await rig.store.approvals(limit: 10).first)
        #expect(approval.scope[.run] == "run-1" && asked["user_message"].contains("\(approval.id)"))
        _ = try await rig.store.apply(
            [.vote(ApprovalVote(id: approval.id, voter: "key_ana", isFor: true, note: ""))],
            nowMs: rig.clock.nowMs
        )
        #expect(try await reserve(5, user: "carol", by: key, on: rig).status == 200)
    }

    @Test("a call that no budget matches is refused where the policy says so")
    func unmatched() async throws {
        let stray = try await rig.key("stray", [.team: "nobody"])
        let refused = try await reserve(5, by: stray)
        #expect(refused.status == 409 && refused["detail"] == "unmatched")
    }

    @Test("a budget of tokens that is used up lets no run begin, and counts what runs take")
    func tokens() async throws {
        let tokens = Budget(
            id: "tokens",
            match: Self.match(.team, "daily"),
            unit: .tokens,
            limit: 1_000,
            window: .day
        )
        let rig = try await Self.rig(budgets: Self.budgets + [tokens])
        let key = try await rig.key("daily", [.team: "daily"])
        let made = try await reserve(50, by: key, on: rig)
        let body =
            #"{"reserve_id":"\#(made["reserve_id"])","input_tokens":0,"cached_input_tokens":0,"#
            + #""output_tokens":0,"usage_breakdown":[{"provider":"openai","provider_model_id":"x","#
            + #""input_tokens":900,"cached_input_tokens":0,"output_tokens":100}]}"#
        let done = try await rig.send("POST", "/api/v1/settle", body, by: .key(key))
        #expect(done.status == 200, "\(done.text)")
        #expect(try await rig.account("tokens").spent == 1_000)
        #expect(try await reserve(5, run: "run-2", by: key, on: rig).status == 409)
    }

    // MARK: Settling

    @Test(
        "a settlement that comes again does nothing and has the same answer; another one is refused"
    )
    func settledTwice() async throws {
        let id = try await reserve(10)["reserve_id"]
        let first = try await settle(id, 4)
        #expect(try await settle(id, 4).text == first.text)
        let other = try await settle(id, 9)
        #expect(other.status == 422, "409 would look like a budget that is used up")
        #expect(try await spent() == 4 * Self.unit)
    }

    @Test("what costs more than was reserved is charged in full")
    func overrun() async throws {
        let id = try await reserve(10)["reserve_id"]
        #expect(try await settle(id, 130).status == 200)
        #expect(try await spent() == 130 * Self.unit)
    }

    @Test("a reservation that nobody settles is charged when its time is over, and set right later")
    func expiry() async throws {
        let id = try await reserve(40)["reserve_id"]
        rig.clock.advance(byMs: Reserves.openMs + 1)
        _ = try await rig.store.apply([.tick], nowMs: rig.clock.nowMs)
        #expect(try await spent() == 40 * Self.unit)
        #expect(try await settle(id, 6).status == 200)
        #expect(try await spent() == 6 * Self.unit)
    }

    @Test("nobody settles what another key has reserved")
    func ownership() async throws {
        let id = try await reserve(10)["reserve_id"]
        #expect(try await settle(id, 1, by: prepaid).status == 404)
        for other in ["rsv_none", "rsv_" + String(repeating: "0", count: 32), "", id + "0"] {
            #expect([404, 422].contains(try await settle(other, 1).status))
        }
        #expect(try await held() == 10 * Self.unit)
    }

    // MARK: Requests

    @Test(
        "what makes no sense is refused, and nothing of it is repeated",
        arguments: [
            #"{"cost_limit":5}"#, #"{"run_id":""}"#, #"{"run_id":5}"#,
            #"{"run_id":"r","cost_limit":0}"#, #"{"run_id":"r","cost_limit":-17}"#,
            #"{"run_id":"r","cost_limit":true}"#, #"{"run_id":"r","cost_limit":"5717"}"#,
            #"{"run_id":"r","cost_limit":1.5717}"#,
            #"{"run_id":"r","cost_limit":1000000000000000000000000000000}"#,
            #"{"run_id":"r","user_id":5717}"#, #"{"run_id":"r","plan_key":["pro5717"]}"#,
            #"{"run_id":"a\u0001b"}"#, "[]", "5",
        ]
    )
    func nonsense(body: String) async throws {
        let answer = try await rig.send("POST", "/api/v1/reserve", body, by: .key(daily))
        #expect(answer.status == 422, "\(answer.text)")
        #expect(!answer.text.contains("5717") && answer.text.contains("\"detail\""))
        #expect(try await rig.store.openHolds(limit: 10).isEmpty)
    }

    @Test(
        "a settlement that makes no sense leaves the hold",
        arguments: [
            #""input_tokens":-1"#, #""input_tokens":1.5"#, #""output_tokens":"5""#,
            #""usage_breakdown":{}"#, #""usage_breakdown":[5]"#,
            #""usage_breakdown":[{"type":"custom_cost","name":"a","cost_cu":-5}]"#,
            #""usage_breakdown":[{"cost_cu":1000000000000000000000000000000}]"#,
            #""usage_breakdown":[{"provider":"openai","provider_model_id":"m","input_tokens":-1}]"#,
            #""usage_breakdown":[{"cost_cu":900000000000},{"cost_cu":900000000000}]"#,
        ]
    )
    func nonsenseSettlement(member: String) async throws {
        let id = try await reserve(5)["reserve_id"]
        let answer = try await rig.send(
            "POST",
            "/api/v1/settle",
            #"{"reserve_id":"\#(id)",\#(member)}"#,
            by: .key(daily)
        )
        #expect(answer.status == 422, "\(answer.text)")
        #expect(try await held() == 5 * Self.unit)
        #expect(try await settle(id, 1).status == 200)
    }

    @Test("without a key of ours nothing is taken", arguments: ["reserve", "settle", "events"])
    func credentials(path: String) async throws {
        for field in [
            nil, "Bearer", "Bearer ", "Bearer fk_unknown", "Basic YTpi", "fk_daily",
        ] {
            let answer = try await rig.send(
                "POST",
                "/api/v1/" + path,
                #"{"run_id":"r"}"#,
                by: .field(field)
            )
            #expect(answer.status == 401, "\(field ?? "-")")
            #expect(answer.object["detail"] is String)
        }
        let voter = try await rig.key("voter", approves: ["finance"], isApproverOnly: true)
        for sender in [SpendRig.Sender.admin, .key(voter)] {
            let answer = try await rig.send(
                "POST",
                "/api/v1/" + path,
                #"{"run_id":"r"}"#,
                by: sender
            )
            #expect(answer.status == 403)
        }
        for body in ["", "{", "NaN", #"{"a":1,"a":2}"#] {
            let answer = try await rig.send("POST", "/api/v1/" + path, body, by: .key(daily))
            #expect(answer.status == 422, "\(body): \(answer.text)")
        }
    }

    @Test("a key says of its runs what it may, and nothing else")
    func claims() async throws {
        let bound = try await rig.key("bound", [.team: "daily", .user: "carol"], claims: [.run])
        #expect(try await reserve(5, user: "carol", by: bound).status == 200)
        #expect(try await reserve(5, user: "dora", by: bound).status == 403)
        let silent = try await rig.key("silent", [.team: "daily"], claims: [])
        #expect(try await reserve(5, by: silent).status == 403)
    }
}
