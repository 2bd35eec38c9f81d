import FarthingCore
import FarthingGateway
import FarthingTesting
import Testing

@Suite("Hold modes: fitted and metered, renewal, idempotency")
struct HoldModeTests {
    @Test("fitted writes the output limit down to what is left, and says so")
    func fitted() async throws {
        let setup = Setup(limit: 8_000 + 300 * 4_000, mode: .fitted)
        try await Rig.with(setup) { rig in
            let answer = try await rig.ask(Chat.request(Chat.body(maxTokens: 1_000)))
            #expect(answer.status == 200)
            let limit = try #require(answer.field("x-farthing-output-limit").flatMap { Int($0) })
            #expect((290...300).contains(limit))
            #expect(rig.provider.requests[0].text == Chat.body(maxTokens: limit))
            try await rig.untilClosed()
        }
    }

    @Test("fitted leaves a request alone that fits, and refuses what would be of no use")
    func fittedEnds() async throws {
        try await Rig.with(Setup(limit: 8_000 + 255 * 4_000, mode: .fitted)) { rig in
            let small = try await rig.ask(Chat.request(Chat.body(maxTokens: 200)))
            #expect(small.status == 200)
            #expect(small.field("x-farthing-output-limit") == nil)
            #expect(rig.provider.requests[0].text == Chat.body(maxTokens: 200))
            let large = try await rig.ask(Chat.request(Chat.body(maxTokens: 1_000)))
            #expect(large.status == 429)
            #expect(rig.provider.requests.count == 1)
        }
    }

    @Test("fitted divides by the number of choices")
    func fittedChoices() async throws {
        let setup = Setup(limit: 8_000 + 601 * 4_000, mode: .fitted)
        try await Rig.with(setup) { rig in
            let body = Chat.body(maxTokens: 1_000, more: ",\"n\":2")
            let answer = try await rig.ask(Chat.request(body))
            let limit = try #require(answer.field("x-farthing-output-limit").flatMap { Int($0) })
            #expect((290...300).contains(limit))
            #expect(rig.provider.requests[0].text == Chat.body(maxTokens: limit, more: ",\"n\":2"))
        }
    }

    @Test("metered begins with a tranche, extends ahead of the stream, and settles by usage")
    func metered() async throws {
        let words = 600
        let usage = Chat.usage(8, words + 1)
        let steps: [FakeProvider.Step] =
            [.send(Chat.streamHead)]
            + (0..<words / 20).flatMap { _ -> [FakeProvider.Step] in
                let piece = String(repeating: Chat.event(" word"), count: 20)
                return [.send(Chat.chunk(piece)), .wait(ms: 2)]
            }
            + [
                .send(
                    Chat.chunk(Chat.event(nil, finish: "stop") + Chat.usageEvent(usage) + Chat.done)
                        + Chat.lastChunk
                )
            ]
        try await Rig.with(Setup(limit: 100_000_000, mode: .metered), script: { _ in steps }) {
            rig in
            let body = Chat.body(maxTokens: 4_000, isStream: true)
            let answer = try await rig.ask(Chat.request(body))
            #expect(answer.isFramed)
            #expect(answer.text.contains(Chat.done))
            try await rig.untilClosed()
            #expect(rig.journal.holds.first?.outputTokens == 256)
            #expect(rig.journal.extensions.count >= 1)
            #expect(rig.journal.extensions.allSatisfy { !$0.held.isEmpty })
            #expect(try await rig.account().spent == Chat.cost(8, Int64(words + 1)))
        }
    }

    @Test("where no headroom is left a metered stream is cut, well-formed, with finish 'length'")
    func meteredCut() async throws {
        let steps: [FakeProvider.Step] =
            [.send(Chat.streamHead)]
            + (0..<200).flatMap { _ -> [FakeProvider.Step] in
                let piece = String(repeating: Chat.event(" word"), count: 10)
                // Slow enough that a busy machine does not read more than the lead at once.
                return [.send(Chat.chunk(piece)), .wait(ms: 5)]
            }
        let limit = Chat.cost(400, 500)
        try await Rig.with(Setup(limit: limit, mode: .metered), script: { _ in steps }) { rig in
            let body = Chat.body(maxTokens: 4_000, isStream: true)
            let answer = try await rig.ask(Chat.request(body))
            #expect(answer.isFramed)
            #expect(answer.text.contains("\"finish_reason\":\"length\""))
            #expect(answer.text.hasSuffix(Chat.done))
            try await rig.untilClosed()
            let settlement = try #require(rig.journal.settlements.first)
            #expect(settlement.evidence == .metered)
            #expect(settlement.usage?.ending == "cut")
            let spent = try await rig.account().spent
            #expect(spent <= limit)
            #expect(spent * 100 >= limit * 80)
            try await rig.until(
                "the provider is stopped",
                {
                    rig.provider.closedConnections == 1
                }
            )
            let metrics = try await rig.ask(Chat.get("/metrics")).text
            #expect(metrics.contains("farthing_streams_cut_total 1\n"))
        }
    }

    @Test("a metered stream whose extension the ledger cannot answer is cut, not left hanging")
    func meteredLedgerDown() async throws {
        let steps: [FakeProvider.Step] =
            [.send(Chat.streamHead + Chat.chunk(Chat.event(" word"))), .awaitGate]
            + (0..<60).flatMap { _ -> [FakeProvider.Step] in
                let piece = String(repeating: Chat.event(" word"), count: 10)
                return [.send(Chat.chunk(piece)), .wait(ms: 1)]
            }
        try await Rig.with(Setup(limit: 100_000_000, mode: .metered), script: { _ in steps }) {
            rig in
            let client = try await rig.client()
            client.send(Chat.request(Chat.body(maxTokens: 4_000, isStream: true)))
            try await client.wait("the first word") { bytes, _ in
                String(decoding: bytes, as: UTF8.self).contains(" word")
            }
            rig.ledger.fail(LedgerError(.unavailable, "down"))
            rig.provider.open()
            let answer = try await client.answer()
            #expect(answer.text.contains("\"finish_reason\":\"length\""))
            rig.ledger.fail(nil)
            await client.close()
        }
    }

    @Test("a hold is renewed at a third of its life while the provider thinks")
    func renewal() async throws {
        try await Rig.with(script: { _ in [.awaitGate, .send(Chat.answer())] }) { rig in
            let client = try await rig.client()
            client.send(Chat.request())
            try await rig.until("it is sent", { rig.provider.requests.count == 1 })
            rig.clock.advance(byMs: 39_000)
            try await Task.sleep(for: .milliseconds(40))
            #expect(rig.journal.extensions.isEmpty)
            for round in 1...4 {
                rig.clock.advance(byMs: 41_000)
                try await rig.until("it is renewed", { rig.journal.extensions.count == round })
                let renewed = rig.journal.extensions.last
                #expect(renewed?.expiresAtMs == rig.clock.nowMs + 120_000)
                #expect(renewed?.held == [])
            }
            rig.provider.open()
            #expect(try await client.answer().status == 200)
            try await rig.untilClosed()
            #expect(try await rig.account().spent == Chat.cost())
        }
    }

    @Test("a renewal that the ledger could not take is tried again")
    func renewalRetried() async throws {
        try await Rig.with(script: { _ in [.awaitGate, .send(Chat.answer())] }) { rig in
            let client = try await rig.client()
            client.send(Chat.request())
            try await rig.until("it is sent", { rig.provider.requests.count == 1 })
            rig.ledger.fail(LedgerError(.unavailable, "busy"))
            let before = rig.ledger.submissions
            rig.clock.advance(byMs: 41_000)
            try await rig.until("it is tried", { rig.ledger.submissions > before + 1 })
            rig.ledger.fail(nil)
            try await rig.until("it is renewed", { rig.journal.extensions.count == 1 })
            rig.provider.open()
            #expect(try await client.answer().status == 200)
        }
    }

    @Test("a settlement that the ledger could not take is put in again")
    func settlementRetried() async throws {
        try await Rig.with(script: { _ in [.awaitGate, .send(Chat.answer())] }) { rig in
            let client = try await rig.client()
            client.send(Chat.request())
            try await rig.until("it is sent", { rig.provider.requests.count == 1 })
            let before = rig.ledger.submissions
            rig.ledger.fail(LedgerError(.unavailable, "reopening"))
            rig.provider.open()
            #expect(try await client.answer().status == 200)
            try await rig.until("it is tried", { rig.ledger.submissions > before })
            #expect(rig.journal.settlements.isEmpty)
            rig.ledger.fail(nil)
            try await rig.untilClosed()
            #expect(rig.journal.settlements.map(\.amounts) == [[Chat.cost()]])
            await client.close()
        }
    }

    @Test("a settlement that never reaches the ledger is charged when its hold expires")
    func settlementLost() async throws {
        try await Rig.with(script: { _ in [.awaitGate, .send(Chat.answer())] }) { rig in
            let client = try await rig.client()
            client.send(Chat.request())
            try await rig.until("it is sent", { rig.provider.requests.count == 1 })
            rig.ledger.fail(LedgerError(.invalid, "never"))
            rig.provider.open()
            #expect(try await client.answer().status == 200)
            try await rig.until(
                "it is logged",
                {
                    rig.logs.lines.contains { $0.contains("a settlement was not written") }
                }
            )
            rig.ledger.fail(nil)
            rig.clock.advance(byMs: 121_000)
            #expect(try await rig.ask(Chat.get("/readyz")).status == 200)
            let held = try #require(rig.journal.holds.first?.lines[0].held)
            #expect(try await rig.account() == (held, 0))
            await client.close()
        }
    }

    @Test("an idempotency key: 409 while in flight and after settlement, for nobody to retry")
    func idempotency() async throws {
        try await Rig.with(script: { _ in [.awaitGate, .send(Chat.answer())] }) { rig in
            let request = Chat.request(fields: "idempotency-key: k1\r\n")
            let client = try await rig.client()
            client.send(request)
            try await rig.until("it is sent", { rig.provider.requests.count == 1 })
            let inFlight = try await rig.ask(request)
            #expect(inFlight.status == 409)
            #expect(inFlight.code == "call_in_flight")
            #expect(inFlight.field("x-should-retry") == "false")
            let other = Chat.body(prompt: "other")
            let conflict = try await rig.ask(Chat.request(other, fields: "idempotency-key: k1\r\n"))
            #expect(conflict.code == "idempotency_key_conflict")
            rig.provider.open()
            #expect(try await client.answer().status == 200)
            try await rig.untilClosed()
            let settled = try await rig.ask(request)
            #expect(settled.status == 409)
            #expect(settled.code == "call_already_settled")
            #expect(settled.field("x-should-retry") == "false")
            #expect(rig.provider.requests.count == 1)
            let long = "idempotency-key: \(String(repeating: "k", count: 257))\r\n"
            #expect(try await rig.ask(Chat.request(fields: long)).status == 400)
        }
    }

    @Test("after a release the same idempotency key may try again")
    func idempotencyAfterRelease() async throws {
        let script: FakeProvider.Script = {
            [.send($0.number == 0 ? Chat.answer(500, body: "{}") : Chat.answer())]
        }
        try await Rig.with(script: script) { rig in
            let request = Chat.request(fields: "idempotency-key: k1\r\n")
            #expect(try await rig.ask(request).status == 500)
            try await rig.untilClosed()
            #expect(try await rig.ask(request).status == 200)
        }
    }

    @Test("a ledger that is down refuses the call; one whose outcome is unknown releases it")
    func ledgerDown() async throws {
        try await Rig.with { rig in
            rig.ledger.fail(LedgerError(.unavailable, "the disk is full"))
            let refused = try await rig.ask(Chat.request())
            #expect(refused.status == 503)
            #expect(refused.code == "ledger_unavailable")
            #expect(rig.provider.requests.isEmpty)
            rig.ledger.fail(nil)
            rig.ledger.loseOutcomes(true)
            #expect(try await rig.ask(Chat.request()).status == 503)
            rig.ledger.loseOutcomes(false)
            try await rig.until("it is released", { rig.journal.releases.count == 1 })
            #expect(rig.provider.requests.isEmpty)
            #expect(try await rig.account() == (0, 0))
        }
    }
}
