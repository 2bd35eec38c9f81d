import FarthingCore
import FarthingGateway
import FarthingTesting
import NIOCore
import NIOPosix
import Testing

@Suite("Spend verbs: the way of a hold")
struct SpendVerbTests {
    @Test("hold, dispatch, settle: each says what it did, and the book agrees")
    func wholeWay() async throws {
        try await Rig.with { rig in
            let held = try await rig.spend("hold", "{\"tool\":\"search\",\"amount\":\"0.25 USD\"}")
            #expect(held.status == 200)
            let hold = try held.json()
            let id = try #require(hold["id"]?.string)
            #expect(held.field("x-farthing-hold") == id)
            #expect(hold["sent"]?.bool == false)
            #expect(hold["expires_at_ms"]?.int64 == rig.clock.nowMs + 120_000)
            #expect(hold["lines"]?[0]?["budget"]?.string == "all")
            #expect(hold["lines"]?[0]?["unit"]?.string == "USD")
            #expect(hold["lines"]?[0]?["amount"]?.int64 == 250_000_000)
            #expect(hold["remaining"]?.int64 == 9_750_000_000)
            #expect(hold["receipt"]?.string != nil)
            #expect(try await rig.account().held == 250_000_000)
            #expect(rig.journal.holds.first?.isSent == false)

            let sent = try await rig.spend("dispatch", "{\"id\":\"\(id)\"}")
            #expect(try sent.json()["dispatched"]?.bool == true)

            let settled = try await rig.spend("settle", "{\"id\":\"\(id)\",\"amount\":200000000}")
            let cost = try settled.json()
            #expect(cost["evidence"]?.string == "reported")
            #expect(cost["lines"]?[0]?["amount"]?.int64 == 200_000_000)
            #expect(cost["overrun"]?.int64 == 0)
            #expect(cost["repeated"]?.bool == false)
            #expect(try await rig.account() == (200_000_000, 0))
        }
    }

    @Test("a settlement repeated is answered as the first; another amount is a conflict")
    func repeatedSettle() async throws {
        try await Rig.with { rig in
            let id = try await rig.hold("{\"tool\":\"t\",\"amount\":1000}")
            let first = try await rig.spend("settle", "{\"id\":\"\(id)\",\"amount\":900}")
            let again = try await rig.spend("settle", "{\"id\":\"\(id)\",\"amount\":900}")
            let receipt = try first.json()["receipt"]?.string
            #expect(try again.json()["receipt"]?.string == receipt)
            #expect(try again.json()["repeated"]?.bool == true)
            let other = try await rig.spend("settle", "{\"id\":\"\(id)\",\"amount\":800}")
            #expect(other.status == 409)
            #expect(other.code == "conflict")
            #expect(try await rig.account().spent == 900)
        }
    }

    @Test("better evidence replaces worse")
    func betterEvidence() async throws {
        try await Rig.with { rig in
            let id = try await rig.hold("{\"tool\":\"t\",\"amount\":1000}")
            _ = try await rig.spend(
                "settle",
                "{\"id\":\"\(id)\",\"amount\":900,\"evidence\":\"estimated\"}"
            )
            let better = try await rig.spend("settle", "{\"id\":\"\(id)\",\"amount\":700}")
            #expect(better.status == 200)
            #expect(try await rig.account().spent == 700)
        }
    }

    @Test("a settlement without an amount charges what was held")
    func settleUnknown() async throws {
        try await Rig.with { rig in
            let id = try await rig.hold("{\"tool\":\"t\",\"amount\":1000}")
            let settled = try await rig.spend("settle", "{\"id\":\"\(id)\"}")
            #expect(try settled.json()["evidence"]?.string == "unknown")
            #expect(try settled.json()["lines"]?[0]?["amount"]?.int64 == 1_000)
            #expect(try await rig.account().spent == 1_000)
        }
    }

    @Test("release gives the money back; a release repeated does nothing")
    func release() async throws {
        try await Rig.with { rig in
            let id = try await rig.hold("{\"tool\":\"t\",\"amount\":1000,\"sent\":true}")
            #expect(rig.journal.holds.first?.isSent == true)
            for _ in 0..<2 {
                let body = "{\"id\":\"\(id)\",\"why\":\"the tool was down\"}"
                let released = try await rig.spend("release", body)
                #expect(try released.json()["released"]?.bool == true)
            }
            #expect(rig.journal.releases == ["the tool was down"])
            #expect(try await rig.account() == (0, 0))
            let late = try await rig.spend("settle", "{\"id\":\"\(id)\",\"amount\":1}")
            #expect(late.status == 409)
        }
    }

    @Test("extend sets new totals and renews; without an amount it renews only")
    func extend() async throws {
        try await Rig.with(Setup(limit: 5_000)) { rig in
            let id = try await rig.hold("{\"tool\":\"t\",\"amount\":1000}")
            rig.clock.advance(byMs: 60_000)
            let more = try await rig.spend("extend", "{\"id\":\"\(id)\",\"amount\":4000}")
            #expect(try more.json()["lines"]?[0]?["amount"]?.int64 == 4_000)
            #expect(try more.json()["remaining"]?.int64 == 1_000)
            #expect(try more.json()["expires_at_ms"]?.int64 == rig.clock.nowMs + 120_000)
            #expect(try await rig.account().held == 4_000)
            let renewed = try await rig.spend(
                "extend",
                "{\"id\":\"\(id)\",\"expires_in_ms\":3600000}"
            )
            #expect(try renewed.json()["expires_at_ms"]?.int64 == rig.clock.nowMs + 3_600_000)
            #expect(try renewed.json()["lines"]?[0]?["amount"]?.int64 == 4_000)
            let over = try await rig.spend("extend", "{\"id\":\"\(id)\",\"amount\":5001}")
            #expect(over.status == 429)
            #expect(try await rig.account().held == 4_000)
        }
    }

    @Test("what was not dispatched expires for nothing; what was is charged")
    func expiry() async throws {
        try await Rig.with { rig in
            let unsent = try await rig.hold("{\"tool\":\"t\",\"amount\":1000}")
            let sent = try await rig.hold("{\"tool\":\"t\",\"amount\":1000,\"sent\":true}")
            rig.clock.advance(byMs: 120_001)
            let late = try await rig.spend("dispatch", "{\"id\":\"\(unsent)\"}")
            #expect(late.status == 409)
            #expect(late.code == "hold_expired")
            #expect(try await rig.account() == (1_000, 0))
            let extend = try await rig.spend("extend", "{\"id\":\"\(sent)\"}")
            #expect(extend.status == 409)
            #expect(extend.code == "hold_expired")
            let settled = try await rig.spend("settle", "{\"id\":\"\(unsent)\",\"amount\":300}")
            #expect(try settled.json()["late"]?.bool == true)
            #expect(try await rig.account().spent == 1_300)
        }
    }

    @Test("decide says what would happen and holds nothing")
    func decide() async throws {
        let rule = Rule(
            id: "dear",
            conditions: [.cost(.greater, nanos: 500)],
            action: .approve(ApprovalTerms(group: "finance"))
        )
        let policy = Policy(id: "t", budgets: [Setup.money(limit: 1_000)], rules: [rule])
        try await Rig.with(Setup(policy: policy)) { rig in
            let cheap = try await rig.spend("decide", "{\"tool\":\"t\",\"amount\":500}").json()
            #expect(cheap["decision"]?.string == "allow")
            #expect(cheap["lines"]?[0]?["fits"]?.bool == true)
            #expect(cheap["lines"]?[0]?["remaining"]?.int64 == 1_000)
            let dear = try await rig.spend("decide", "{\"tool\":\"t\",\"amount\":501}").json()
            #expect(dear["decision"]?.string == "approve")
            #expect(dear["by"]?.string == "finance")
            #expect(dear["reasons"]?[0]?.string?.contains("\"dear\"") == true)
            let over = try await rig.spend("decide", "{\"tool\":\"t\",\"amount\":1001}").json()
            #expect(over["decision"]?.string == "block")
            #expect(over["lines"]?[0]?["fits"]?.bool == false)
            #expect(rig.journal.holds.isEmpty)
            #expect(try await rig.account() == (0, 0))
            let held = try await rig.spend("hold", "{\"tool\":\"t\",\"amount\":501}")
            #expect(held.status == 403)
            #expect(held.code == "approval_pending")
        }
    }

    @Test("a client that is gone before its hold is answered leaves nothing held")
    func clientGone() async throws {
        try await Rig.with { rig in
            rig.ledger.close()
            let client = try await rig.client()
            client.send(Chat.spend("hold", "{\"tool\":\"t\",\"amount\":1000,\"sent\":true}"))
            try await rig.until("the hold is made", { rig.journal.holds.count == 1 })
            await client.close()
            try await rig.until(
                "the hang-up is seen",
                {
                    try await rig.logsNothingOpen()
                }
            )
            rig.ledger.open()
            try await rig.until("it is released", { rig.journal.releases.count == 1 })
            #expect(try await rig.account() == (0, 0))
        }
    }

    @Test("a ledger that fails refuses holds, and says whether anything was done")
    func ledgerDown() async throws {
        try await Rig.with { rig in
            rig.ledger.fail(LedgerError(.unavailable, "the disk is full"))
            let body = "{\"tool\":\"t\",\"amount\":1}"
            let refused = try await rig.spend("hold", body)
            #expect(refused.status == 503)
            #expect(refused.code == "ledger_unavailable")
            #expect(refused.field("x-should-retry") == "true")
            rig.ledger.fail(LedgerError(.outcomeUnknown, "the commit failed"))
            #expect(try await rig.spend("hold", body).field("x-should-retry") == "false")
        }
    }
}

extension Rig {
    func spend(
        _ verb: String,
        _ body: String,
        fields: String = "",
        key: String = Rig.secret
    ) async throws -> RawAnswer {
        try await ask(Chat.spend(verb, body, fields: fields, key: key))
    }

    /// Opens a hold and answers its id.
    func hold(
        _ body: String,
        fields: String = "",
        _ place: SourceLocation = #_sourceLocation
    ) async throws -> String {
        let answer = try await spend("hold", body, fields: fields)
        return try #require(
            try answer.json()["id"]?.string,
            "\(answer.text)",
            sourceLocation: place
        )
    }

    /// Whether the gateway knows of no client any more but the one that asks.
    func logsNothingOpen() async throws -> Bool {
        let text = try await ask(Chat.get("/metrics")).text
        return text.contains("farthing_connections 1\n")
    }
}

extension Chat {
    static func spend(
        _ verb: String,
        _ body: String,
        fields: String = "",
        key: String = Rig.secret
    ) -> String {
        request(body, path: "/v1/spend/\(verb)", key: key, fields: fields)
    }
}
