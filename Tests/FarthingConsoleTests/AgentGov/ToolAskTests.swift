import FarthingCore
import FarthingTesting
import Testing

@testable import FarthingConsole

@Suite("agent-gov: calls that wait for a yes")
struct ToolAskTests {
    /// A rig with an agent of 10 a day, whose calls of `x` wait.
    private static func rig() async throws -> (rig: AgentGovRig, key: String) {
        let rig = try await AgentGovRig()
        let key = try await rig.agent()
        _ = try await rig.rule(
            "require_approval",
            #"{"tool_name":"x"}"#,
            action: "require_approval"
        )
        return (rig, key)
    }

    private static func decide(
        _ rig: AgentGovRig,
        _ ask: String,
        _ word: String
    ) async throws -> AgentGovRig.Answer {
        try await rig.send(
            "POST",
            "/approvals/\(ask)/decide",
            #"{"approval_id":"\#(ask)","decision":"\#(word)"}"#
        )
    }

    @Test("the money of a call that waits is held and nobody else's")
    func holds() async throws {
        let (rig, key) = try await Self.rig()
        let asked = try await rig.call(key, "x", "8")
        #expect(asked["status"] == "approved" && asked["approval_status"] == "pending")
        #expect(asked.number("spent_today") == 8 && asked.number("remaining") == 2)
        #expect(asked.number("calls_today") == 1)
        let next = try await rig.call(key, "t", "2")
        #expect(next.number("spent_today") == 10 && next.number("remaining") == 0)
        let hold = try #require(try await rig.memory.store.openHolds(limit: 9).first)
        #expect(!hold.isSent && hold.lines.map(\.held) == [8_000_000_000])
        let ask = try #require(try await rig.gov.asks.find(asked["approval_id"])).ask
        #expect(ask.hold == hold.id && hold.expiresAtMs == ask.untilMs)
    }

    @Test("of two who decide at once one does, and the money moves once", arguments: [true, false])
    func races(_ bothApprove: Bool) async throws {
        let (rig, key) = try await Self.rig()
        let ask = try await rig.call(key, "x", "4")["approval_id"]
        async let one = Self.decide(rig, ask, "approve")
        async let two = Self.decide(rig, ask, bothApprove ? "approve" : "deny")
        let answers = try await [one, two]
        #expect(answers.map(\.status).sorted() == [200, 400])
        let isApproved = answers.contains { $0.status == 200 && $0["status"] == "approved" }
        let spent = try await rig.memory.store.accounts().first?.spent
        #expect(spent == (isApproved ? 4_000_000_000 : 0))
        #expect(try await rig.memory.store.openHolds(limit: 9).isEmpty)
        #expect(try await rig.gov.asks.find(ask)?.ask.decidedBy == "admin")
    }

    @Test("a call that cannot be registered holds nothing")
    func unregistered() async throws {
        let (rig, key) = try await Self.rig()
        rig.memory.store.failOnce(LedgerError(.unavailable, "down"))
        #expect(try await rig.call(key, "x", "8").status == 503)
        #expect(try await rig.memory.store.openHolds(limit: 9).isEmpty)
        #expect(try await rig.send("GET", "/approvals/pending").number("count") == 0)
        #expect(try await rig.call(key, "t", "10").number("remaining") == 0)
    }

    @Test("what an operator has released waits no more, cannot be approved, and can be denied")
    func released() async throws {
        let (rig, key) = try await Self.rig()
        let ask = try await rig.call(key, "x", "8")["approval_id"]
        let hold = try #require(try await rig.gov.asks.find(ask)).ask.hold
        try await rig.desk.apply([.release(hold, why: "by hand")])
        #expect(try await rig.send("GET", "/approvals/pending").number("count") == 0)
        let found = try #require(try await rig.gov.asks.find(ask)).ask
        #expect(try await rig.gov.asks.current(found).state == .withdrawn)
        #expect(try await Self.decide(rig, ask, "approve").status == 409)
        #expect(try await Self.decide(rig, ask, "deny").status == 200)
        #expect(try await rig.send("GET", "/approvals/pending").number("count") == 0)
    }

    @Test("a week without a word gives the money back, and is told as that")
    func expires() async throws {
        let (rig, key) = try await Self.rig()
        let ask = try await rig.call(key, "x", "8")["approval_id"]
        rig.memory.clock.advance(byMs: ToolAsk.usualWaitMs - 3_600_000)
        #expect(try await rig.send("GET", "/approvals/pending").number("count") == 1)
        rig.memory.clock.advance(byMs: 3_600_000)
        #expect(try await rig.send("GET", "/approvals/pending").number("count") == 0)
        for word in ["approve", "deny"] {
            let answer = try await Self.decide(rig, ask, word)
            #expect(answer.status == 400 && answer.detail.contains("expired"))
        }
        let later = try await rig.restarted()
        #expect(try await later.send("GET", "/approvals/pending").number("count") == 0)
    }

    @Test("what waits outlasts a restart, and its answer has nothing of the key")
    func restarts() async throws {
        let (rig, key) = try await Self.rig()
        let ask = try await rig.call(key, "x", "8")["approval_id"]
        let later = try await rig.restarted()
        let pending = try await later.send("GET", "/approvals/pending")
        #expect(pending.number("count") == 1 && pending.text.contains(ask))
        #expect(pending.text.contains(#""agent":"bot""#) && !pending.text.contains(key))
        let answer = try await Self.decide(later, ask, "approve")
        #expect(answer["status"] == "approved" && answer.number("cost") == 8)
        #expect(try await later.memory.store.accounts().first?.spent == 8_000_000_000)
    }

    @Test("no key of an agent decides, whatever groups of approvers it is in")
    func agentsDecideNothing() async throws {
        let (rig, key) = try await Self.rig()
        let ask = try await rig.call(key, "x", "4")["approval_id"]
        let agent = try #require(rig.desk.registry.agents(of: nil, after: nil, limit: 1).first)
        let voter = Principal(
            .key(AccessKey(id: agent.keyID, name: "", scope: Scope(), claims: [])),
            name: "key:" + agent.keyID,
            shownName: "",
            permissions: Role.approver.permissions
        )
        do {
            try await rig.gov.asks.decide(ask, .approve, by: voter)
            Issue.record("an agent has decided")
        } catch let error as ConsoleError {
            #expect(error.status == 403)
        }
        #expect(try await rig.gov.asks.find(ask)?.ask.state == .pending)
    }

    @Test("a document is read as it was written")
    func document() throws {
        var ask = ToolAsk(
            id: "ap-000000000000",
            workspace: "default",
            agent: "ag_1",
            tool: "a \"b\" \u{1F600}",
            costNanos: 5,
            rules: [1, 22],
            hold: HoldID(random: 1, 2),
            createdAtMs: 7,
            untilMs: 60_007
        )
        for state in [ToolAsk.State.pending, .approved, .denied, .withdrawn] {
            ask.state = state
            ask.decidedBy = state == .pending ? nil : "admin"
            let root = try JSONDocument(ask.document).root
            #expect(ToolAsk(id: ask.id, root) == ask)
            #expect(try RegistryDocument.canonical(ask.document) == ask.document)
        }
    }
}
