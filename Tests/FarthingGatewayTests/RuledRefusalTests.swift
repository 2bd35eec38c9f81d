import FarthingCore
import FarthingGateway
import FarthingTesting
import Testing

@Suite("Refusals by rules: their entries, answers and log lines")
struct RuledRefusalTests {
    private static func policy(_ rules: [Rule]) -> Policy {
        Policy(id: "t", budgets: [Setup.money()], rules: rules)
    }

    private static func block(_ id: String, _ dimension: Dimension, _ pattern: String) throws
        -> Rule
    {
        let glob = try #require(Glob(pattern))
        return Rule(id: id, conditions: [.scope(dimension, glob)], action: .block)
    }

    private static let who =
        "x-farthing-agent: a1\r\nx-farthing-run: r 1\r\nx-farthing-tool: t\r\n"

    @Test("a call that a rule blocks leaves an entry, and says which")
    func call() async throws {
        let rules = [
            try Self.block("z-last", .model, "gpt-4o*"), try Self.block("no-4o", .model, "gpt-4o*"),
        ]
        try await Rig.with(Setup(policy: Self.policy(rules))) { rig in
            let answer = try await rig.ask(Chat.request(fields: Self.who))
            #expect(answer.status == 403)
            #expect(answer.code == "rule")
            #expect(answer.field("x-should-retry") == "false")
            let entry = try #require(rig.journal.refusals.first)
            #expect(entry.refusal.code == .rule)
            #expect(entry.refusal.rule == "no-4o")
            #expect(entry.projectedNanos > 0)
            #expect(entry.context.principal == "key_test")
            #expect(entry.context.modelRequested == "gpt-4o-mini")
            #expect(entry.context.scope[.agent] == "a1")
            #expect(entry.context.reasons.count == 2)
            #expect(entry.context.reasons.allSatisfy { $0.contains("says block") })
            let facts = try answer.json()["error"]?["farthing"]
            #expect(facts?["reason"]?.string == "rule")
            #expect(facts?["rule"]?.string == "no-4o")
            let receipt = try #require(facts?["receipt"]?.string)
            #expect(answer.field("x-farthing-receipt") == receipt)
            #expect(Int(receipt).map { rig.journal.entries.indices.contains($0) } == true)
            let line = "agent=a1 code=rule key=key_test model=gpt-4o-mini receipt=\(receipt) "
            #expect(rig.logs.lines.contains("info call refused \(line)rule=no-4o run=r 1 tool=t"))
            #expect(rig.provider.requests.isEmpty)
            #expect(rig.journal.holds.isEmpty)
        }
    }

    @Test("what no budget matches leaves an entry without a rule")
    func unmatched() async throws {
        try await Rig.with(Setup(policy: Policy(id: "t"))) { rig in
            let answer = try await rig.ask(Chat.request())
            #expect(answer.code == "unmatched")
            #expect(rig.journal.refusals.map(\.refusal.code) == [.unmatched])
            #expect(rig.journal.refusals.first?.refusal.rule == nil)
            let facts = try answer.json()["error"]?["farthing"]
            #expect(facts?["receipt"]?.string != nil)
            #expect(facts?["rule"] == nil)
        }
    }

    @Test("a call that was downgraded first says so, and what refused it then")
    func downgraded() async throws {
        let glob = try #require(Glob("gpt-4o*"))
        let rules = [
            Rule(
                id: "cheaper",
                conditions: [.scope(.model, glob)],
                action: .downgrade(to: ["gpt-4.1-nano"])
            ),
            try Self.block("no-nano", .model, "*nano"),
        ]
        try await Rig.with(Setup(policy: Self.policy(rules))) { rig in
            #expect(try await rig.ask(Chat.request()).code == "rule")
            let entry = try #require(rig.journal.refusals.first)
            #expect(entry.refusal.rule == "no-nano")
            #expect(entry.context.modelRequested == "gpt-4o-mini")
            #expect(entry.context.modelResolved == "gpt-4.1-nano")
            #expect(entry.context.reasons.count == 2)
            #expect(entry.context.reasons.first?.contains("\"cheaper\" says downgrade") == true)
        }
    }

    @Test("spend verbs leave entries, too; to be told what would be leaves none")
    func verbs() async throws {
        let pay = try #require(Glob("pay_*"))
        let rules = [
            try Self.block("no-kids", .agent, "kid"),
            Rule(
                id: "payers",
                conditions: [.scope(.tool, pay)],
                action: .require(.paymentExecute)
            ),
            Rule(
                id: "too-much",
                conditions: [.cost(.greater, nanos: 1_000)],
                action: .block
            ),
        ]
        try await Rig.with(Setup(policy: Self.policy(rules))) { rig in
            let paying = "{\"tool\":\"pay_bill\",\"amount\":5}"
            #expect(try await rig.spend("decide", paying).status == 200)
            #expect(rig.journal.refusals.isEmpty)
            let held = try await rig.spend("hold", paying)
            #expect(held.code == "rule")
            #expect(try held.json()["error"]?["farthing"]?["rule"]?.string == "payers")
            let kid = "x-farthing-agent: kid\r\nx-farthing-run: r\r\n"
            let carved = try await rig.spend("allowances", "{\"amount\":\"1 USD\"}", fields: kid)
            #expect(carved.code == "rule")
            let id = try await rig.hold("{\"tool\":\"t\",\"amount\":1000}")
            let more = try await rig.spend("extend", "{\"id\":\"\(id)\",\"amount\":1001}")
            #expect(more.code == "rule")
            #expect(try more.json()["error"]?["farthing"]?["receipt"]?.string != nil)
            let refusals = rig.journal.refusals
            #expect(refusals.map(\.refusal.rule) == ["payers", "no-kids", "too-much"])
            #expect(refusals.map(\.projectedNanos) == [5, 1_000_000_000, 1_001])
            #expect(refusals.map(\.context.modelRequested) == ["pay_bill", "allowance", "t"])
            #expect(Set(refusals.map(\.id)).count == 3)
        }
    }

    @Test("a flood of refusals by one rule is one entry within a second")
    func flood() async throws {
        let rules = [try Self.block("no-4o", .model, "gpt-4o*")]
        try await Rig.with(Setup(policy: Self.policy(rules))) { rig in
            let client = try await rig.client()
            var receipts: Set<String> = []
            for _ in 0..<50 {
                client.send(Chat.request())
                let answer = try await client.answer()
                #expect(answer.code == "rule")
                receipts.insert(answer.field("x-farthing-receipt") ?? "none")
            }
            await client.close()
            #expect(receipts.count == 1)
            #expect(rig.journal.refusals.count == 1)
        }
    }

    @Test("where the ledger fails the refusal stands, and the log says that it has no entry")
    func ledgerFails() async throws {
        let rules = [try Self.block("no-4o", .model, "gpt-4o*")]
        try await Rig.with(Setup(policy: Self.policy(rules))) { rig in
            rig.ledger.fail(LedgerError(.unavailable, "down"))
            let answer = try await rig.ask(Chat.request())
            #expect(answer.status == 403)
            #expect(answer.code == "rule")
            let facts = try answer.json()["error"]?["farthing"]
            #expect(facts?["rule"]?.string == "no-4o")
            #expect(facts?["receipt"] == nil)
            #expect(answer.field("x-farthing-receipt") == nil)
            let line = "warning call refused, and no entry could be written of it"
            #expect(rig.logs.lines.contains { $0.hasPrefix(line) && $0.contains("rule=no-4o") })
        }
    }

    @Test("whoever hangs up meanwhile changes nothing")
    func clientGone() async throws {
        let rules = [try Self.block("no-4o", .model, "gpt-4o*")]
        try await Rig.with(Setup(policy: Self.policy(rules))) { rig in
            rig.ledger.close()
            let client = try await rig.client()
            client.send(Chat.request())
            try await rig.until("it is asked", { rig.ledger.keptCount == 1 })
            await client.close()
            rig.ledger.open()
            try await rig.until("it is logged", { rig.logs.lines.contains { $0.contains("rule") } })
            #expect(rig.journal.refusals.count == 1)
            #expect(try await rig.ask(Chat.request()).code == "rule")
        }
    }

    @Test("of two budgets without room the one refuses whose limit nobody lifts")
    func blames() async throws {
        var soft = Setup.money("soft", limit: 100_000)
        soft.thresholds = [
            try #require(
                Threshold(
                    atBasisPoints: 10_000,
                    action: .approve(ApprovalTerms(group: "finance"))
                )
            )
        ]
        let hard = Setup.money("hard", limit: 120_000)
        let policy = Policy(id: "t", budgets: [soft, hard])
        try await Rig.with(Setup(policy: policy)) { rig in
            let hold = try await rig.spend("hold", "{\"tool\":\"t\",\"amount\":150000}")
            let chat = try await rig.ask(Chat.request())
            for answer in [hold, chat] {
                #expect(answer.status == 429)
                #expect(answer.code == "budget_exceeded")
                let facts = try answer.json()["error"]?["farthing"]
                #expect(facts?["budget"]?.string == "hard")
                #expect(facts?["limit"]?.int64 == 120_000)
                #expect(answer.text.contains("'hard'"))
            }
            #expect(rig.journal.refusals.map { $0.refusal.account?.budget } == ["hard"])
            #expect(try await rig.ledger.approvals(limit: 1).isEmpty)
            // What fits hard asks, as before.
            let asks = try await rig.spend("hold", "{\"tool\":\"t\",\"amount\":110000}")
            #expect(asks.code == "approval_pending")
        }
    }
}

extension Rig.Journal {
    fileprivate var refusals: [Entry.Refused] {
        entries.compactMap { if case .refusal(let refused) = $0 { refused } else { nil } }
    }
}
