import Farthing
import FarthingCore
import FarthingTesting
import Testing

@testable import FarthingConsole

@Suite("API: what is set is obeyed")
struct SettingsEffectTests {
    private static func set(_ rig: ControlRig, _ settings: String) async throws {
        let answer = try await rig.send("PATCH", "/v1/settings", settings, ["if-match": "*"])
        #expect(answer.status == 200, "\(answer.text)")
    }

    private static let ana = Principal(
        .person(csrf: ""),
        name: "person:ana@example.com",
        shownName: "Ana",
        permissions: [.read]
    )

    @Test("a sign-in lasts as long as is set, one that has begun too")
    func sessions() async throws {
        let rig = try await ControlRig()
        let began = rig.clock.nowMs
        let id = rig.sessions.begin(Self.ana, nowMs: began)
        try await Self.set(rig, #"{"session_ms":300000}"#)
        #expect(rig.sessions.principal(id, nowMs: began + 299_999) != nil)
        let later = rig.sessions.begin(Self.ana, nowMs: began)
        #expect(rig.sessions.principal(later, nowMs: began + 300_000) == nil)
        try await Self.set(rig, #"{"session_ms":172800000}"#)
        let long = rig.sessions.begin(Self.ana, nowMs: began)
        // An hour ago somebody asked.
        for minute in stride(from: Int64(20), to: 2_880, by: 20) {
            #expect(rig.sessions.principal(long, nowMs: began + minute * 60_000) != nil)
        }
        #expect(rig.sessions.principal(long, nowMs: began + 172_800_000) == nil)
    }

    @Test("a sign-in's cookie and what its person is told of its end are by the setting")
    func sessionEnds() async throws {
        let rig = try await ControlRig()
        try await Self.set(rig, #"{"session_ms":600000}"#)
        let me = try await rig.send("GET", "/v1/me", by: .viewer)
        #expect(me.number("expires_at_ms") == rig.clock.nowMs + 600_000)
        let token = AdminToken.make()
        let clock = rig.clock
        let parts = SignInRoutes.Parts(
            adminToken: try #require(AdminToken(token)),
            sessions: rig.sessions,
            signInPage: { _ in [] },
            audit: { _ in },
            clockMs: { clock.nowMs }
        )
        let route = try #require(
            SignInRoutes(parts).routes.first { $0.method == "POST" && $0.path == "/sign-in" }
        )
        let answer = try await route.handler(
            ConsoleRequest(
                method: "POST",
                path: "/sign-in",
                query: [],
                fields: [(name: "content-type", value: "application/x-www-form-urlencoded")],
                body: Array(FormText.text([("token", token)]).utf8)
            )
        )
        #expect(answer.status == 303)
        #expect(answer.cookies.first?.attributes.contains("Max-Age=600") == true)
    }

    @Test(
        "a call waits for a decision as long as was set when it was made, and its money with it",
        arguments: [60_000, 2_592_000_000] as [Int64]
    )
    func approvals(_ waitMs: Int64) async throws {
        let rig = try await ControlRig()
        let agent = try await rig.agent()
        let rule = """
            {"name":"careful","policy_type":"require_approval",
            "policy_config":{"tool_name":"pay"},"action":"require_approval"}
            """
        #expect(try await rig.send("POST", "/policies", rule).status == 200)
        func ask() async throws -> String {
            let answer = try await rig.send(
                "POST",
                "/proxy/call",
                #"{"agent_key":"\#(agent.secret)","tool_name":"pay","estimated_cost":2}"#,
                by: .nobody
            )
            return answer["approval_id"]
        }
        let before = try await ask()
        try await Self.set(rig, #"{"approval_hold_ms":\#(waitMs)}"#)
        let nowMs = rig.clock.nowMs
        let after = try await ask()
        let asks = rig.gov.asks
        #expect(try await asks.find(before)?.ask.untilMs == nowMs + ToolAsk.usualWaitMs)
        let found = try #require(try await asks.find(after)).ask
        #expect(found.untilMs == nowMs + waitMs)
        let holds = try await rig.store.openHolds(limit: 10)
        #expect(holds.first { $0.id == found.hold }?.expiresAtMs == nowMs + waitMs)
        rig.clock.advance(byMs: waitMs - 1)
        #expect(try await asks.pending(of: nil).map(\.id).contains(after))
        rig.clock.advance(byMs: 1)
        #expect(try await !asks.pending(of: nil).map(\.id).contains(after))
        do {
            try await asks.decide(after, .approve, by: .admin)
            Issue.record("what is over was approved")
        } catch let error as ConsoleError {
            #expect(error.code == "already_decided")
        }
    }

    @Test("a call that waits and does not say how long waits a week")
    func earlier() throws {
        let text = """
            {"agent":"ag_1","costNanos":5,"createdAtMs":7,"hold":"\(HoldID(random: 1, 2))",
            "rules":[],"state":"pending","tool":"x","workspace":"default"}
            """
        let ask = try #require(ToolAsk(id: "ap-1", JSONDocument(Array(text.utf8)).root))
        #expect(ask.untilMs == 7 + 604_800_000)
    }

    @Test(
        "alerts are raised as is set, from the next look on",
        arguments: [
            ("", ["burnRate", "exhaustion"]),
            (#""enabled":false"#, []),
            (#""burn_rate_percent":100000"#, ["exhaustion"]),
            (#""exhaustion_within_ms":60000"#, ["burnRate"]),
        ]
    )
    func alerts(_ change: String, _ expected: [String]) async throws {
        let budget = Budget(id: "pool", unit: .money("USD"), limit: 2_400, window: .day)
        let rig = try await SpendRig(budgets: [budget]) { _ in [] }
        let settings = try await SettingsInForce(rig.store)
        let desk = AlertDesk(desk: rig.desk, settings: settings)
        let api = SettingsAPI(desk: rig.desk, settings: settings)
        let route = try #require(api.routes.first { $0.method == "PATCH" })
        var request = ConsoleRequest(
            method: "PATCH",
            path: route.path,
            query: [],
            fields: [
                (name: "content-type", value: "application/json"), (name: "if-match", value: "*"),
            ],
            body: Array(#"{"alerts":{\#(change)},"note":"a test"}"#.utf8)
        )
        request.principal = .admin
        #expect(try await route.handler(request).status == 200)
        for _ in 0..<12 {
            _ = try await rig.hold("pool", [:], nanos: 100, isSent: true)
            rig.clock.advance(byMs: 60_000)
            let holds = try await rig.store.openHolds(limit: 10)
            _ = try await rig.store.apply(
                holds.map {
                    .settle(SettleRequest(id: $0.id, amounts: [100], evidence: .reported))
                },
                nowMs: rig.clock.nowMs
            )
            try await desk.look()
        }
        #expect(try await Self.kinds(rig) == expected)
    }

    @Test("unaccounted spend is told of from the amount that is set")
    func unaccounted() async throws {
        for (nanos, isTold) in [(2_000_000_000, false), (1_999_999_999, true)] as [(Int64, Bool)] {
            let budget = Budget(
                id: "pool",
                unit: .money("USD"),
                limit: 9_000_000_000,
                window: .total
            )
            let rig = try await SpendRig(budgets: [budget]) { _ in [] }
            var item = ConsoleSettingsItem()
            item.alerts.unaccountedNanos = nanos
            try await rig.desk.change(
                [
                    RegistryEdit(
                        collection: ConsoleSettingsItem.collection,
                        id: ConsoleSettingsItem.id,
                        document: item.document
                    )
                ],
                by: .admin
            )
            let desk = AlertDesk(desk: rig.desk, settings: try await SettingsInForce(rig.store))
            _ = try await rig.hold("pool", [:], nanos: 2_000_000_000, isSent: true)
            rig.clock.advance(byMs: 700_000)
            _ = try await rig.store.apply([.tick], nowMs: rig.clock.nowMs)
            let found = rig.index.rows.filter { AlertWatch.mayBeUnaccounted($0.line[...]) }
            try await desk.look(atUnaccounted: found.map(\.sequence))
            #expect(try await Self.kinds(rig) == (isTold ? ["unaccounted"] : []))
        }
    }

    /// The kinds of the alerts that were raised, sorted.
    private static func kinds(_ rig: SpendRig) async throws -> [String] {
        let items = try await rig.store.registry(Alert.collection, after: nil, limit: 100)
        return items.compactMap { RegistryText.root(of: $0)?.member("kind")?.string }.sorted()
    }
}
