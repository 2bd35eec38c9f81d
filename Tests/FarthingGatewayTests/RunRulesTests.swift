import FarthingCore
import FarthingGateway
import Testing

@Suite("Runs: rules on what a run has done")
struct RunRulesTests {
    private static func policy(_ rules: [Rule], runLimit: Int64? = nil) -> Policy {
        var budgets = [Setup.money()]
        if let runLimit {
            budgets.append(
                Budget(
                    id: "run",
                    per: [.run],
                    unit: .money("USD"),
                    limit: runLimit,
                    window: .run,
                    warnsByDefault: false
                )
            )
        }
        return Policy(id: "t", budgets: budgets, rules: rules)
    }

    private static func block(_ measure: RunMeasure, _ value: Int64) -> Rule {
        Rule(
            id: measure.rawValue,
            conditions: [.run(measure, .greater, value)],
            action: .block
        )
    }

    private static func call(_ prompt: String, run: String? = "r1") -> String {
        Chat.request(
            Chat.body(prompt: prompt, maxTokens: 5),
            fields: run.map { "x-farthing-run: \($0)\r\n" } ?? ""
        )
    }

    @Test("a run stops at its steps; another run and calls without one go on")
    func steps() async throws {
        try await Rig.with(Setup(policy: Self.policy([Self.block(.steps, 3)]))) { rig in
            for step in 0..<3 {
                #expect(try await rig.ask(Self.call("step \(step)")).status == 200)
            }
            let stopped = try await rig.ask(Self.call("step 3"))
            #expect(stopped.status == 403)
            #expect(stopped.code == "rule")
            #expect(stopped.text.contains("\\\"steps\\\" says block"))
            #expect(try await rig.ask(Self.call("step 3", run: "r2")).status == 200)
            for _ in 0..<5 { #expect(try await rig.ask(Self.call("x", run: nil)).status == 200) }
        }
    }

    @Test("the same request made over and over is stopped; others of the run are not")
    func identical() async throws {
        try await Rig.with(Setup(policy: Self.policy([Self.block(.identical, 2)]))) {
            (rig: Rig) async throws in
            for _ in 0..<2 {
                #expect(try await rig.ask(Self.call("again")).status == 200)
                #expect(try await rig.ask(Self.call("other")).status == 200)
            }
            #expect(try await rig.ask(Self.call("again")).status == 403)
            #expect(try await rig.ask(Self.call("new")).status == 200)
        }
    }

    @Test("attempts count from the last success on")
    func attempts() async throws {
        let setup = Setup(policy: Self.policy([Self.block(.attempts, 2)]))
        let script: FakeProvider.Script = { request in
            [.send(Chat.answer(request.number < 1 ? 500 : 200))]
        }
        try await Rig.with(setup, script: script) { (rig: Rig) async throws in
            #expect(try await rig.ask(Self.call("x")).status == 500)
            #expect(try await rig.ask(Self.call("x")).status == 200)
            for _ in 0..<3 { #expect(try await rig.ask(Self.call("x")).status == 200) }
        }
        try await Rig.with(setup, script: { _ in [.send(Chat.answer(500))] }) {
            (rig: Rig) async throws in
            for _ in 0..<2 { #expect(try await rig.ask(Self.call("x")).status == 500) }
            #expect(try await rig.ask(Self.call("x")).status == 403)
            #expect(try await rig.ask(Self.call("y")).status == 500)
        }
    }

    @Test("a run on its way past its budget is stopped while there is money left")
    func projected() async throws {
        let rules = [Self.block(.projected, 10_000)]
        let setup = Setup(policy: Self.policy(rules, runLimit: 650_000))
        try await Rig.with(setup) { rig in
            var passed = 0
            while try await rig.ask(Self.call("step \(passed)")).status == 200 { passed += 1 }
            // A step costs 30,000: the 13th finds twelve spent and ten to come, 660,000.
            #expect(passed == 12)
            #expect(try await rig.account("run").spent == 12 * Chat.cost())
        }
        try await Rig.with(setup) { rig in
            let plan = "x-farthing-run: r1\r\nx-farthing-run-steps: 40\r\n"
            let first = try await rig.ask(Chat.request(Chat.body(maxTokens: 5), fields: plan))
            #expect(first.status == 200)
            #expect(try await rig.ask(Self.call("next")).status == 403)
            let wrong = "x-farthing-run: r1\r\nx-farthing-run-steps: 4.5\r\n"
            #expect(try await rig.ask(Chat.request(fields: wrong)).code == "scope_not_claimable")
        }
    }

    @Test("a rule on runs may take a cheaper model; the call is one step all the same")
    func downgrade() async throws {
        let rules = [
            Rule(
                id: "late",
                conditions: [.run(.steps, .greater, 1)],
                action: .downgrade(to: ["gpt-4o-mini"])
            ),
            Self.block(.steps, 2),
        ]
        var policy = Self.policy(rules)
        policy.unpriced = .ceiling(nanosPerMillion: 10_000_000_000)
        try await Rig.with(Setup(policy: policy)) { rig in
            let request = Chat.request(
                Chat.body(model: "gpt-dear", prompt: "x"),
                fields: "x-farthing-run: r1\r\n"
            )
            let statuses = [
                try await rig.ask(request).status, try await rig.ask(request).status,
                try await rig.ask(request).status,
            ]
            #expect(statuses == [200, 200, 403])
            let models = rig.provider.requests.map { $0.text.contains("gpt-4o-mini") }
            #expect(models == [false, true])
        }
    }

    @Test("hold counts a step and settle its cost; decide counts nothing")
    func verbs() async throws {
        let rules = [Self.block(.steps, 2), Self.block(.projected, 10_000)]
        let setup = Setup(policy: Self.policy(rules, runLimit: 5_000))
        let body = "{\"tool\":\"search\",\"amount\":400}"
        try await Rig.with(setup) { rig in
            let fields = "x-farthing-run: r1\r\n"
            for _ in 0..<3 {
                let said = try await rig.spend("decide", body, fields: fields).json()
                #expect(said["decision"]?.string == "allow")
            }
            for _ in 0..<2 { _ = try await rig.hold(body, fields: fields) }
            let said = try await rig.spend("decide", body, fields: fields).json()
            #expect(said["decision"]?.string == "block")
            #expect(try await rig.spend("hold", body, fields: fields).status == 403)
        }
        try await Rig.with(setup) { rig in
            let fields = "x-farthing-run: r1\r\n"
            let id = try await rig.hold(body, fields: fields)
            _ = try await rig.spend("settle", "{\"id\":\"\(id)\",\"amount\":500}")
            let said = try await rig.spend("decide", body, fields: fields).json()
            #expect(said["decision"]?.string == "block")
            #expect(said["reasons"]?[0]?.string?.contains("projected") == true)
        }
    }

    @Test("what a caller is trusted with comes from its key, for calls and verbs alike")
    func capability() async throws {
        let rule = Rule(
            id: "payments",
            conditions: [.scope(.tool, try #require(Glob("pay_*")))],
            action: .require(.paymentInitiate)
        )
        var setup = Setup(policy: Self.policy([rule]))
        for (secret, capability) in [
            ("fk_none", nil), ("fk_write", Capability.dataWrite),
            ("fk_pay", .paymentInitiate), ("fk_more", .paymentExecute),
        ] {
            setup.keys[secret] = AccessKey(
                id: "key_\(secret)",
                name: secret,
                scope: Scope(),
                claims: Setup.key("x").claims,
                capability: capability
            )
        }
        try await Rig.with(setup) { rig in
            let body = "{\"tool\":\"pay_invoice\",\"amount\":400}"
            let tool = "x-farthing-tool: pay_invoice\r\n"
            for (secret, passes) in [
                ("fk_none", false), ("fk_write", false), ("fk_pay", true), ("fk_more", true),
            ] {
                let said = try await rig.spend("decide", body, key: secret).json()
                #expect(said["decision"]?.string == (passes ? "allow" : "block"), "\(secret)")
                let held = try await rig.spend("hold", body, key: secret)
                #expect(held.status == (passes ? 200 : 403), "\(secret)")
                let call = try await rig.ask(Chat.request(key: secret, fields: tool))
                #expect(call.status == (passes ? 200 : 403), "\(secret)")
                #expect(try await rig.ask(Chat.request(key: secret)).status == 200, "\(secret)")
            }
            let claimed = tool + "x-farthing-capability: payment_execute\r\n"
            for answer in [
                try await rig.ask(Chat.request(key: "fk_write", fields: claimed)),
                try await rig.spend("hold", body, fields: claimed, key: "fk_pay"),
            ] {
                #expect(answer.status == 403)
                #expect(answer.code == "scope_not_claimable")
                #expect(answer.text.contains("comes from its key alone"))
            }
        }
    }
}
