import FarthingCore
import FarthingTesting
import Synchronization
import Testing

@testable import FarthingConsole

@Suite("API: agents that are stopped, go on, and change keys")
struct AgentStopTests {
    @Test("a pause refuses calls until somebody lifts it, and what was spent stays spent")
    func pauses() async throws {
        let rig = try await ControlRig()
        let agent = try await rig.agent()
        let path = "/v1/agents/" + agent.id
        #expect(try await rig.call(agent.secret, cost: "2") == 200)
        let paused = try await rig.send("POST", path + "/pause", #"{"note":"why"}"#, by: .operator)
        #expect(paused.status == 200 && paused["state"] == "paused")
        #expect(try await rig.call(agent.secret) == 429)
        // A repeat has nothing to do.
        let again = try await rig.send("POST", path + "/pause")
        #expect(again["state"] == "paused" && again.field("etag") == paused.field("etag"))
        let reset = try await rig.send("POST", path + "/reset")
        #expect(reset["state"] == "paused" && reset.number("spent_today_nanos") == 0)
        #expect(try await rig.call(agent.secret) == 429)
        let resumed = try await rig.send("POST", path + "/resume")
        #expect(resumed["state"] == "active")
        #expect(try await rig.call(agent.secret, cost: "3") == 200)
        let shown = try await rig.send("GET", path)
        #expect(shown.number("spent_today_nanos") == 3_000_000_000)
        #expect(shown.number("calls_today") == 1)
    }

    @Test("who went past its limit is paused, and goes on with what it has spent when resumed")
    func pausesItself() async throws {
        let rig = try await ControlRig()
        let agent = try await rig.agent(limitNanos: 1_000_000_000)
        let path = "/v1/agents/" + agent.id
        #expect(try await rig.call(agent.secret, cost: "0.6") == 200)
        #expect(try await rig.call(agent.secret, cost: "0.6") == 429)
        #expect(try await rig.send("GET", path)["state"] == "paused")
        let resumed = try await rig.send("POST", path + "/resume")
        #expect(resumed["state"] == "active")
        #expect(resumed.number("spent_today_nanos") == 600_000_000)
        #expect(try await rig.call(agent.secret, cost: "0.4") == 200)
    }

    @Test("the journal says who has done it, and why")
    func names() async throws {
        let rig = try await ControlRig()
        let agent = try await rig.agent()
        let body = #"{"note":"it loops"}"#
        _ = try await rig.send("POST", "/v1/agents/\(agent.id)/pause", body, by: .operator)
        let entries = rig.store.statistics.entries
        let told = entries.contains { entry in
            guard case .note(.registry(let change)) = entry.body else { return false }
            return change.id == agent.id && change.by == "person:ana@example.com"
                && change.note == "it loops"
        }
        #expect(told)
        let paused = entries.contains { entry in
            guard case .pause(_, _, let note) = entry.body else { return false }
            return note == "paused by person:ana@example.com: it loops"
        }
        #expect(paused)
    }

    @Test("a kill gives back what waits, leaves what runs, and stays until it is lifted")
    func kills() async throws {
        let rig = try await ControlRig()
        let agent = try await rig.agent()
        let other = try await rig.agent("other")
        let rule =
            #"{"name":"ask","policy_type":"require_approval","policy_config":{"tool_name":"search"},"#
            + #""action":"require_approval"}"#
        #expect(try await rig.send("POST", "/policies", rule).status == 200)
        #expect(try await rig.call(agent.secret, cost: "2") == 200)
        #expect(try await rig.call(other.secret, cost: "2") == 200)
        try await rig.hold(agent.id, 1, isSent: false)
        try await rig.hold(agent.id, 2, isSent: true)
        let path = "/v1/agents/" + agent.id
        #expect(try await rig.send("GET", path).number("held_nanos") == 4_000_000_000)

        let killed = try await rig.send("POST", path + "/kill", #"{"note":"now"}"#, by: .operator)
        #expect(killed.status == 200, "\(killed.text)")
        #expect(killed.number("released_holds") == 1)
        #expect(killed.number("withdrawn_approvals") == 1)
        #expect(killed.number("running_holds") == 1)
        #expect((killed.number("sequence") ?? 0) > 0)
        let shown = try await rig.send("GET", path)
        #expect(shown["state"] == "killed" && shown.number("held_nanos") == 1_000_000_000)
        #expect(try await rig.call(agent.secret) == 403)
        // Nobody else is stopped.
        let pending = try await rig.gov.asks.pending(of: nil)
        #expect(pending.map(\.agent) == [other.id])

        let paused = try await rig.send("POST", path + "/pause")
        #expect(paused["state"] == "killed")
        let resumed = try await rig.send("POST", path + "/resume")
        #expect(resumed["state"] == "active")
        #expect(try await rig.call(other.secret) == 200)
    }

    @Test(
        "stopping everything, or a tenant, takes back every call that waits, and its approval",
        arguments: [KillTarget.everything, .tenant("")]
    )
    func wideKills(_ target: KillTarget) async throws {
        let rig = try await ControlRig()
        let rule =
            #"{"name":"ask","policy_type":"require_approval","policy_config":{"tool_name":"search"},"#
            + #""action":"require_approval"}"#
        #expect(try await rig.send("POST", "/policies", rule).status == 200)
        for name in ["one", "two"] {
            let agent = try await rig.agent(name)
            #expect(try await rig.call(agent.secret, cost: "2") == 200)
        }
        let asks = try await rig.gov.asks.pending(of: nil)
        #expect(asks.count == 2)
        let outcome = try await rig.kills.kill(target, by: .admin, note: "")
        #expect(outcome.withdrawnApprovals == 2)
        #expect(try await rig.gov.asks.pending(of: nil).isEmpty)
        #expect(try await rig.store.openHolds(limit: 9).isEmpty)
        for ask in asks {
            #expect(try await rig.gov.asks.find(ask.id)?.ask.state == .withdrawn)
        }
    }

    @Test(
        "whatever is done to a stopped agent's account, it is stopped and shown so until that is lifted"
    )
    func oneTruth() async throws {
        let rig = try await ControlRig()
        let agent = try await rig.agent()
        let path = "/v1/agents/" + agent.id
        #expect(try await rig.send("POST", path + "/kill", #"{"note":"it loops"}"#).status == 200)
        for verb in ["resume", "reset"] {
            let answer = try await rig.send("POST", "/agents/\(agent.id)/\(verb)")
            #expect(answer.status == (verb == "resume" ? 409 : 200), "\(answer.text)")
            if verb == "resume" {
                #expect(answer["detail"].contains("/v1/agents/\(agent.id)/resume"))
            }
            #expect(try await rig.send("GET", path)["state"] == "killed")
            #expect(try await rig.call(agent.secret) == 403)
        }
        // By whoever works on budgets, behind the console's back.
        let account = rig.desk.registry.agent(agent.id)?.account ?? ""
        let budget = Workspace.agentsBudget("default")
        for command in [
            Command.pause(budget: budget, scope: account, note: ""),
            .resume(budget: budget, scope: account, note: ""),
        ] {
            _ = try await rig.store.apply([command], nowMs: rig.clock.nowMs)
            #expect(try await rig.send("GET", path)["state"] == "killed")
            #expect(try await rig.call(agent.secret) == 403)
        }
        let listed = try await rig.send("GET", "/v1/agents?state=killed")
        #expect(listed.each("id") == [agent.id])
        #expect(try await rig.send("POST", path + "/resume")["state"] == "active")
        #expect(try await rig.call(agent.secret) == 200)
        let again = try await rig.send("POST", "/agents/\(agent.id)/resume")
        #expect(again["status"] == "already_active")
        // What is retired is not stopped besides.
        _ = try await rig.send("POST", path + "/kill")
        #expect(try await rig.send("DELETE", path).status == 204)
        #expect(try await rig.store.registry(Kill.collection, after: nil, limit: 10).isEmpty)
    }

    @Test("calls that run through this server are cut, those of that agent alone")
    func cuts() async throws {
        let cutter = Scissors()
        let rig = try await ControlRig(cutter: cutter)
        let agent = try await rig.agent()
        let other = try await rig.agent("other")
        let scopes = [agent, other].map { rig.desk.registry.agent($0.id)?.scope ?? Scope() }
        try await rig.hold(agent.id, 1, isSent: true)
        try await rig.hold(agent.id, 2, isSent: true)
        try await rig.hold(other.id, 3, isSent: true)
        cutter.set([(HoldID(random: 1, 1), scopes[0]), (HoldID(random: 3, 3), scopes[1])])
        let killed = try await rig.send("POST", "/v1/agents/\(agent.id)/kill")
        #expect(killed.number("running_holds") == 1)
        #expect(cutter.cut == [HoldID(random: 1, 1)])
    }

    @Test("what somebody else has changed meanwhile stays changed")
    func meanwhile() async throws {
        let rig = try await ControlRig()
        let agent = try await rig.agent()
        var renamed = try #require(rig.desk.registry.agent(agent.id))
        renamed.name = "renamed"
        // As another submission that is durable, and that this server has not taken in yet.
        _ = try await rig.store.register(
            [RegistryEdit(collection: "agents", id: agent.id, document: renamed.document)],
            keys: [],
            revoking: [],
            with: [],
            by: "admin",
            note: ""
        )
        let paused = try await rig.send("POST", "/v1/agents/\(agent.id)/pause")
        #expect(paused.status == 200)
        let shown = try await rig.send("GET", "/v1/agents/" + agent.id)
        #expect(shown["name"] == "renamed" && shown["state"] == "paused")
    }

    @Test("where the ledger cannot write, nothing is done and said")
    func away() async throws {
        let rig = try await ControlRig()
        let agent = try await rig.agent()
        for code in [LedgerError.Code.unavailable, .diskLow, .outcomeUnknown] {
            rig.store.failOnce(LedgerError(code, "away"))
            let answer = try await rig.send("POST", "/v1/agents/\(agent.id)/pause")
            #expect(answer.status == 503)
        }
        #expect(try await rig.call(agent.secret) == 200)
    }

    @Test("who is retired is refused for good, and stays to be seen")
    func retires() async throws {
        let rig = try await ControlRig()
        let agent = try await rig.agent()
        let path = "/v1/agents/" + agent.id
        #expect(try await rig.call(agent.secret) == 200)
        try await rig.hold(agent.id, 1, isSent: false)
        let stale = try await rig.send("DELETE", path, ["if-match": "\"9\""])
        #expect(stale.status == 412)
        #expect(try await rig.send("DELETE", path + "?note=old", by: .operator).status == 204)
        #expect(try await rig.call(agent.secret) == 401)
        let shown = try await rig.send("GET", path)
        #expect(shown["state"] == "retired" && shown.isNull("key"))
        #expect(shown.number("spent_today_nanos") == 1_000_000_000)
        #expect(shown.number("held_nanos") == 0 && shown.number("remaining_nanos") == 0)
        // What is done is done.
        #expect(try await rig.send("DELETE", path).status == 204)
        for verb in ["pause", "resume", "reset", "kill", "rotate-key"] {
            let answer = try await rig.send("POST", path + "/" + verb)
            #expect(answer.status == 409 && answer.code == "retired", "\(verb)")
        }
        let edit = try await rig.send("PATCH", path, #"{"name":"x"}"#, ["if-match": "*"])
        #expect(edit.status == 409 && edit.code == "retired")
        #expect(try await rig.send("DELETE", path + "?what=1").status == 422)
    }

    @Test("a new key takes the old one's place at once")
    func rotates() async throws {
        let rig = try await ControlRig()
        let agent = try await rig.agent()
        let path = "/v1/agents/\(agent.id)/rotate-key"
        let answer = try await rig.send("POST", path, by: .operator)
        #expect(answer.status == 200, "\(answer.text)")
        #expect(answer.number("old_key_ends_at_ms") == rig.clock.nowMs)
        #expect(try await rig.call(agent.secret) == 401)
        #expect(try await rig.call(answer["secret"]) == 200)
        let shown = try await rig.send("GET", "/v1/agents/" + agent.id)
        #expect(shown.part("key")["id"] as? String == answer.part("key")["id"] as? String)
        #expect(shown.number("calls_today") == 1)
        for body in [#"{"overlap_ms":86400001}"#, #"{"overlap_ms":null}"#, #"{"overlap":1}"#] {
            #expect(try await rig.send("POST", path, body).status == 422, "\(body)")
        }
    }

    @Test("with an overlap both keys are good until the old one ends, and of two old ones only one")
    func overlaps() async throws {
        let rig = try await ControlRig()
        let agent = try await rig.agent()
        let path = "/v1/agents/\(agent.id)/rotate-key"
        let second = try await rig.send("POST", path, #"{"overlap_ms":60000}"#)
        #expect(second.number("old_key_ends_at_ms") == rig.clock.nowMs + 60_000)
        #expect(try await rig.call(agent.secret) == 200)
        #expect(try await rig.call(second["secret"]) == 200)
        let third = try await rig.send("POST", path, #"{"overlap_ms":60000}"#)
        #expect(try await rig.call(agent.secret) == 401)
        #expect(try await rig.call(second["secret"]) == 200)
        #expect(try await rig.call(third["secret"]) == 200)
        rig.clock.advance(byMs: 60_000)
        #expect(try await rig.call(second["secret"]) == 401)
        #expect(try await rig.call(third["secret"]) == 200)
    }

    @Test("what is repeated under one key gives one new key, and shows it once")
    func repeats() async throws {
        let rig = try await ControlRig()
        let agent = try await rig.agent()
        let path = "/v1/agents/\(agent.id)/rotate-key"
        let first = try await rig.send("POST", path, ["idempotency-key": "a"])
        let again = try await rig.send("POST", path, ["idempotency-key": "a"])
        #expect(again.status == 200 && again.isNull("secret"))
        #expect(try await rig.call(first["secret"]) == 200)
    }
}

/// Cuts the calls that it was given, where they fit.
private final class Scissors: CallCutter {
    private let state = Mutex((calls: [(HoldID, Scope)](), cut: [HoldID]()))

    var cut: [HoldID] { state.withLock(\.cut) }

    func set(_ calls: [(HoldID, Scope)]) { state.withLock { $0.calls = calls } }

    func cut(where fits: @escaping @Sendable (Scope) -> Bool) async -> [HoldID] {
        state.withLock { state in
            state.cut = state.calls.filter { fits($0.1) }.map(\.0)
            return state.cut
        }
    }
}

extension ControlRig {
    /// Has an agent hold one unit of its currency.
    func hold(_ agent: String, _ number: UInt64, isSent: Bool) async throws {
        let agent = try #require(desk.registry.agent(agent))
        let request = HoldRequest(
            id: HoldID(random: number, number),
            lines: [
                HoldLine(
                    budget: Workspace.agentsBudget(agent.workspace),
                    scope: agent.account,
                    base: 1_000_000_000
                )
            ],
            expiresAtMs: clock.nowMs + 600_000,
            isSent: isSent,
            projectedNanos: 1_000_000_000,
            context: CallContext(
                principal: agent.keyID,
                provider: "none",
                modelRequested: "search",
                modelResolved: "search",
                policyID: "",
                policyVersion: 0,
                isEnforced: true,
                priceBook: "",
                scope: agent.scope,
                reasons: []
            )
        )
        let outcomes = try await desk.apply([.hold(request)])
        guard case .held? = outcomes.first else {
            Issue.record("not held: \(outcomes)")
            return
        }
    }
}
