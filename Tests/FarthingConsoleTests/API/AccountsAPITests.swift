import FarthingCore
import FarthingTesting
import Foundation
import Testing

@testable import FarthingConsole

@Suite("API: accounts")
struct AccountsAPITests {
    private static let path = "/v1/budgets/daily"

    private static func rig(
        paces: [String: Int64] = [:]
    ) async throws -> OfficeRig {
        let rig = try await OfficeRig(paces: paces)
        try await rig.budget(
            #"{"id":"daily","limit":"10.00 USD","window":"day","per":["agent"]}"#
        )
        try await rig.budget(#"{"id":"one","limit":"1k calls","window":"total"}"#)
        try await rig.charge("daily", "agent=b", 2_000_000_000)
        try await rig.charge("daily", "agent=a", 5_000_000_000)
        try await rig.charge("one", "", 900)
        return rig
    }

    private static func scopes(_ answer: ControlRig.Answer) -> [String] {
        answer.items.map { "\($0["budget"] ?? "")(\($0["scope"] ?? ""))" }
    }

    @Test("an account tells what is spent, held and free")
    func shows() async throws {
        let rig = try await Self.rig()
        try await rig.desk.apply([.hold(rig.hold("daily", "agent=a", 1_000_000_000))])
        let list = try await rig.send(
            "GET",
            "/v1/accounts?budget=daily&scope=agent%3Da",
            by: .viewer
        )
        let account = try #require(list.items.first)
        #expect(list.items.count == 1 && account["budget"] as? String == "daily")
        for (name, number) in [
            "limit": 10_000_000_000, "spent": 5_000_000_000, "held": 1_000_000_000,
            "free": 4_000_000_000, "overrun": 0, "top_ups": 0, "would_refuse": 0,
            "window_ends_ms": Int(rig.clock.nowMs) + 12 * 3_600_000,
        ] {
            #expect(account[name] as? Int == number, "\(name)")
        }
        #expect(account["unit"] as? String == "USD" && account["window"] as? String == "day")
        for (name, value) in ["paused": false, "frozen": false, "enforced": true] {
            #expect(account[name] as? Bool == value)
        }
        #expect(account.keys.count == 17)
        let whole = try await rig.send("GET", "/v1/accounts?budget=one").items.first
        #expect(whole?["window_ends_ms"] is NSNull && whole?["scope"] as? String == "")
        #expect(whole?["exhausted_at_ms"] is NSNull)
    }

    @Test("a list has orders, pages and filters")
    func lists() async throws {
        let rig = try await Self.rig()
        let byName = ["daily(agent=a)", "daily(agent=b)", "one()"]
        let byShare = ["one()", "daily(agent=a)", "daily(agent=b)"]
        #expect(Self.scopes(try await rig.send("GET", "/v1/accounts")) == byName)
        for (order, wanted) in [("name", byName), ("share", byShare)] {
            var found: [String] = []
            var cursor = ""
            repeat {
                let page = try await rig.send(
                    "GET",
                    "/v1/accounts?limit=1&order=\(order)\(cursor)"
                )
                found += Self.scopes(page)
                cursor = page["next"].isEmpty ? "" : "&cursor=" + page["next"]
            } while !cursor.isEmpty && found.count < 9
            #expect(found == wanted)
        }
        let next = try await rig.send("GET", "/v1/accounts?limit=1&order=share")["next"]
        #expect(try await rig.send("GET", "/v1/accounts?cursor=" + next).status == 422)
        _ = try await rig.send("POST", Self.path + "/pause", #"{"scope":"agent=b"}"#)
        #expect(
            Self.scopes(try await rig.send("GET", "/v1/accounts?state=paused")) == [byName[1]]
        )
        #expect(Self.scopes(try await rig.send("GET", "/v1/accounts?scope=")) == ["one()"])
        #expect(try await rig.send("GET", "/v1/accounts?budget=none").status == 404)
        for query in ["order=x", "state=x", "limit=201", "cursor=AA", "what=1", "budget="] {
            #expect(try await rig.send("GET", "/v1/accounts?" + query).status == 422, "\(query)")
        }
    }

    @Test("who has one workspace sees the accounts of its budgets alone")
    func borders() async throws {
        let rig = try await Self.rig()
        let (mine, others) = (try await rig.workspace("A"), try await rig.workspace("B"))
        for (id, workspace) in [("m", mine), ("o", others)] {
            try await rig.budget(
                #"{"id":"\#(id)","limit":"9 calls","window":"day"}"#,
                workspace: workspace
            )
            try await rig.charge(id, "", 1)
        }
        let me = ControlRig.Sender.person([.viewer], workspace: mine)
        #expect(Self.scopes(try await rig.send("GET", "/v1/accounts", by: me)) == ["m()"])
        #expect(
            Self.scopes(try await rig.send("GET", "/v1/accounts?workspace=" + others)) == ["o()"]
        )
        for query in ["budget=o", "budget=daily", "workspace=" + others] {
            #expect(try await rig.send("GET", "/v1/accounts?" + query, by: me).status == 404)
        }
    }

    @Test("an account that goes on so is used up before its window ends, or not")
    func exhaustion() async throws {
        // Five dollars in half a day: the other five last until the window's end, not longer.
        let rig = try await Self.rig()
        func times() async throws -> [Int64?] {
            try await rig.send("GET", "/v1/accounts?budget=daily").items
                .map { ($0["exhausted_at_ms"] as? NSNumber)?.int64Value }
        }
        #expect(try await times() == [nil, nil])
        try await rig.charge("daily", "agent=a", 1_000_000_000)
        let eightHoursMs: Int64 = 8 * 3_600_000
        #expect(try await times() == [rig.clock.nowMs + eightHoursMs, nil])
        let paced = try await Self.rig(paces: ["agent=b": 4_000_000_000])
        let list = try await paced.send("GET", "/v1/accounts?budget=daily").items
        #expect(list[1]["exhausted_at_ms"] as? Int == Int(paced.clock.nowMs) + 7_200_000)
    }

    @Test("more headroom comes in the budget's unit, for one account")
    func topUp() async throws {
        let rig = try await Self.rig()
        let done = try await rig.send(
            "POST",
            Self.path + "/top-up",
            #"{"amount":"2.50 USD","scope":"agent=a","note":"for the demo"}"#,
            by: .operator
        )
        #expect(done.status == 200, "\(done.text)")
        let account = (done.object["accounts"] as? [[String: Any]])?.first
        #expect(account?["top_ups"] as? Int == 2_500_000_000)
        #expect(account?["free"] as? Int == 7_500_000_000)
        let entries = rig.store.statistics.entries
        let index = try #require(done.number("sequence"))
        guard case .topUp(_, let change) = entries[Int(index)].body else {
            Issue.record("no entry")
            return
        }
        // Who it was stands in the same commit.
        guard case .note(.registry(let said))? = entries.last?.body else {
            Issue.record("nobody's")
            return
        }
        #expect(said.by == "person:ana@example.com" && said.note == "for the demo")
        #expect(said.collection == "accounts" && said.id == "daily")
        #expect(change.note == "topped up by person:ana@example.com: for the demo")
        for body in [
            "{}", #"{"amount":"2 USD"}"#, #"{"amount":"2 EUR","scope":"agent=a"}"#,
            #"{"amount":"0 USD","scope":"agent=a"}"#, #"{"amount":"2","scope":"agent=a"}"#,
            #"{"amount":2,"scope":"agent=a"}"#, #"{"amount":"-2 USD","scope":"agent=a"}"#,
            #"{"amount":"2 USD","scope":"team=a"}"#, #"{"amount":"2 USD","scope":"agent=a,run=b"}"#,
            #"{"amount":"2 USD","scope":""}"#, #"{"amount":"2 USD","scope":null}"#,
            #"{"amount":"900000001 USD","scope":"agent=a"}"#,
        ] {
            let answer = try await rig.send("POST", Self.path + "/top-up", body)
            #expect(answer.status == 422, "\(body)")
        }
        let whole = try await rig.send("POST", "/v1/budgets/one/top-up", #"{"amount":"5 calls"}"#)
        #expect(whole.status == 200)
        let scoped = #"{"amount":"5 calls","scope":"agent=a"}"#
        #expect(try await rig.send("POST", "/v1/budgets/one/top-up", scoped).status == 422)
    }

    @Test("a budget or one account is paused, and resumed")
    func pauses() async throws {
        let rig = try await Self.rig()
        func paused(_ answer: ControlRig.Answer) -> [Bool] {
            (answer.object["accounts"] as? [[String: Any]] ?? []).compactMap {
                $0["paused"] as? Bool
            }
        }
        let slip = try await rig.send("POST", Self.path + "/pause", #"{"scope":"agent=zz"}"#)
        #expect(slip.status == 404 && slip["code"] == "unknown_account")
        let one = try await rig.send("POST", Self.path + "/pause", #"{"scope":"agent=a"}"#)
        #expect(one.status == 200 && paused(one) == [true])
        #expect(try await rig.send("GET", Self.path)["state"] == "open")
        let all = try await rig.send("POST", Self.path + "/pause")
        // The fullest first: of them one is held by nobody.
        #expect(all.status == 200 && paused(all).allSatisfy(\.self) && paused(all).count >= 2)
        #expect(try await rig.send("GET", Self.path)["state"] == "paused")
        let outcome = try await rig.desk.store.apply(
            [.charge(rig.hold("daily", "agent=a", 1))],
            nowMs: rig.clock.nowMs
        ).first
        guard case .refused(let refusal)? = outcome, refusal.code == .paused else {
            Issue.record("not refused: \(String(describing: outcome))")
            return
        }
        #expect(paused(try await rig.send("POST", Self.path + "/resume")).allSatisfy { !$0 })
        try await rig.charge("daily", "agent=c", 1)
    }

    @Test("a freeze is lifted where that is said")
    func unfreezes() async throws {
        let rig = try await Self.rig()
        try await rig.desk.apply([.freeze(budget: "daily", note: "")])
        #expect(try await rig.send("POST", Self.path + "/resume").status == 200)
        #expect(try await rig.send("GET", Self.path)["state"] == "frozen")
        let one = #"{"scope":"agent=a","unfreeze":true}"#
        #expect(try await rig.send("POST", Self.path + "/resume", one).status == 422)
        let body = #"{"unfreeze":true}"#
        #expect(try await rig.send("POST", Self.path + "/resume", body).status == 200)
        #expect(try await rig.send("GET", Self.path)["state"] == "open")
    }

    @Test("a reset begins one account anew, or all")
    func resets() async throws {
        let rig = try await Self.rig()
        func spent() async throws -> [Int] {
            try await rig.desk.store.accounts(of: "daily", scopes: ["agent=a", "agent=b"])
                .map { Int($0.spent) }
        }
        let body = #"{"scope":"agent=a"}"#
        #expect(try await rig.send("POST", Self.path + "/reset", body).status == 200)
        #expect(try await spent() == [0, 2_000_000_000])
        #expect(try await rig.send("POST", Self.path + "/reset", "{}").status == 200)
        #expect(try await spent() == [0, 0])
    }

    @Test("an account has a limit of its own until it is taken away")
    func limits() async throws {
        let rig = try await Self.rig()
        func limit(_ body: String) async throws -> ControlRig.Answer {
            try await rig.send("POST", Self.path + "/limit", body)
        }
        func account(_ answer: ControlRig.Answer) -> [String: Any] {
            (answer.object["accounts"] as? [[String: Any]])?.first ?? [:]
        }
        let own = account(try await limit(#"{"scope":"agent=a","limit":"20 USD"}"#))
        #expect(own["limit"] as? Int == 20_000_000_000)
        #expect(own["own_limit"] as? Int == 20_000_000_000)
        let gone = account(try await limit(#"{"scope":"agent=a","limit":null}"#))
        #expect(gone["limit"] as? Int == 10_000_000_000 && gone["own_limit"] is NSNull)
        let again = try await limit(#"{"scope":"agent=a","limit":null}"#)
        #expect(again.status == 200 && (again.number("sequence") ?? 0) >= 1)
        for body in [
            "{}", #"{"scope":"agent=a"}"#, #"{"limit":"5 USD"}"#,
            #"{"scope":"agent=a","limit":"5 calls"}"#, #"{"scope":"x","limit":"5 USD"}"#,
            #"{"scope":null,"limit":"5 USD"}"#,
        ] {
            #expect(try await limit(body).status == 422, "\(body)")
        }
    }

    @Test("limits of agents are the agents' own matter; their accounts may be paused and reset")
    func agents() async throws {
        let rig = try await OfficeRig()
        let made = try await rig.send(
            "POST",
            "/v1/agents",
            #"{"name":"bot","daily_limit_nanos":10}"#
        )
        let scope = #""scope":"agent=\#(made["id"])""#
        let path = "/v1/budgets/agents.default"
        let limit = try await rig.send("POST", path + "/limit", #"{\#(scope),"limit":"5 USD"}"#)
        #expect(limit.status == 409 && limit.code == "not_editable")
        func call() async throws -> ControlRig.Answer {
            try await rig.send(
                "POST",
                "/proxy/call",
                #"{"agent_key":"\#(made["secret"])","tool_name":"t","estimated_cost":1e-9}"#,
                by: .nobody
            )
        }
        #expect(try await call().number("calls_today") == 1)
        #expect(try await rig.send("POST", path + "/pause", "{\(scope)}").status == 200)
        #expect(try await call().status == 429)
        #expect(try await rig.send("POST", path + "/resume", "{\(scope)}").status == 200)
        #expect(try await call().number("calls_today") == 2)
        #expect(try await rig.send("POST", path + "/reset", "{\(scope)}").status == 200)
        #expect(try await call().number("calls_today") == 1)
    }

    @Test("a note is cut to what an entry takes")
    func notes() async throws {
        let rig = try await Self.rig()
        let note = String(repeating: "\u{1F600}", count: 256)
        let body = #"{"note":"\#(note)"}"#
        #expect(try await rig.send("POST", Self.path + "/pause", body).status == 200)
        let stored = try #require(
            rig.store.statistics.entries.lazy.compactMap { entry in
                if case .pause(_, _, let note) = entry.body { return note }
                return nil
            }.first
        )
        #expect(stored.hasPrefix("paused by admin: \u{1F600}") && stored.utf8.count <= 1_024)
        #expect(stored.utf8.count > 1_020)
    }
}
