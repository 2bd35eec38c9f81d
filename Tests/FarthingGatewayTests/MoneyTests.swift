import FarthingCore
import FarthingGateway
import FarthingTesting
import NIOCore
import NIOPosix
import Testing

@Suite("When a call costs money: whole answers and faults")
struct MoneyTests {
    @Test("a whole answer with usage is charged what it says, with the cost in its head")
    func wholeAnswer() async throws {
        try await Rig.with { rig in
            let answer = try await rig.ask(Chat.request())
            #expect(answer.status == 200)
            #expect(answer.text == Chat.answerBody())
            #expect(answer.field("x-farthing-cost") == "0.000030000")
            #expect(answer.field("x-farthing-remaining") == "9.999970000")
            #expect(answer.field("x-farthing-receipt") != nil)
            #expect(answer.field("x-farthing-hold").flatMap { HoldID($0) } != nil)
            try await rig.untilClosed()
            let settlement = try #require(rig.journal.settlements.first)
            #expect(settlement.amounts == [Chat.cost()])
            #expect(settlement.evidence == .reported)
            #expect(try await rig.account().spent == Chat.cost())
        }
    }

    @Test("where nobody listens the hold is released and the client may try again")
    func connectFailure() async throws {
        try await Rig.with(Setup(upstreamPort: Setup.closedPort)) { rig in
            let answer = try await rig.ask(Chat.request())
            #expect(answer.status == 502)
            #expect(answer.text.contains("\"upstream_unreachable\""))
            #expect(answer.field("x-should-retry") == "true")
            try await rig.untilClosed()
            #expect(rig.journal.releases == ["not sent"])
            #expect(try await rig.account().spent == 0)
        }
    }

    @Test("a request that was not completely written is released")
    func partlyWritten() async throws {
        var setup = Setup(limit: 1_000_000_000_000)
        setup.providerReadBytesMax = 1
        try await Rig.with(setup) { rig in
            let prompt = String(repeating: "word ", count: 4 << 20)
            let answer = try await rig.ask(Chat.request(Chat.body(prompt: prompt)))
            #expect(answer.status == 502)
            try await rig.untilClosed()
            #expect(rig.journal.settlements.isEmpty)
            #expect(rig.provider.requests.isEmpty)
        }
    }

    @Test(
        "a reused connection that ends before any byte of answer is tried once more, same hold",
        arguments: [FakeProvider.Step.reset, .close]
    )
    func reusedReset(_ end: FakeProvider.Step) async throws {
        try await Rig.with(script: { $0.number == 1 ? [end] : [.send(Chat.answer())] }) { rig in
            #expect(try await rig.ask(Chat.request()).status == 200)
            #expect(try await rig.ask(Chat.request()).status == 200)
            try await rig.untilClosed()
            #expect(rig.provider.requests.map(\.connection) == [0, 0, 1])
            #expect(rig.journal.holds.count == 2)
            #expect(try await rig.account().spent == 2 * Chat.cost())
            let metrics = try await rig.ask(Chat.get("/metrics")).text
            #expect(metrics.contains("farthing_retried_fresh_total 1\n"))
        }
    }

    @Test("a fresh connection that ends before any byte of answer is charged what was held")
    func freshReset() async throws {
        try await Rig.with(script: { _ in [.reset] }) { rig in
            let answer = try await rig.ask(Chat.request())
            #expect(answer.status == 502)
            #expect(answer.text.contains("\"upstream_broken\""))
            #expect(answer.field("x-should-retry") == "false")
            try await rig.expectHeldCharged()
            #expect(rig.provider.requests.count == 1)
        }
    }

    @Test("a second reset, after the retry, is charged; there is no third attempt")
    func secondReset() async throws {
        try await Rig.with(script: { $0.number == 0 ? [.send(Chat.answer())] : [.reset] }) { rig in
            #expect(try await rig.ask(Chat.request()).status == 200)
            #expect(try await rig.ask(Chat.request()).status == 502)
            try await rig.untilClosed()
            #expect(rig.provider.requests.count == 3)
            #expect(rig.journal.settlements.map(\.evidence) == [.reported, .unknown])
        }
    }

    @Test(
        "a complete refusal without usage is released and goes on as it is",
        arguments: [400, 401, 403, 404, 408, 409, 422, 429, 499, 500, 503, 529]
    )
    func released(_ status: Int) async throws {
        let body = "{\"error\":{\"message\":\"no\"}}"
        try await Rig.with(script: { _ in [.send(Chat.answer(status, body: body))] }) { rig in
            let answer = try await rig.ask(Chat.request())
            #expect(answer.status == status)
            #expect(answer.text == body)
            #expect(answer.field("x-farthing-cost") == "0.000000000")
            try await rig.untilClosed()
            #expect(rig.journal.settlements.isEmpty)
            #expect(try await rig.account().spent == 0)
        }
    }

    @Test("a refusal with usage is charged by it", arguments: [400, 429, 500, 502])
    func refusalWithUsage(_ status: Int) async throws {
        try await Rig.with(script: { _ in [.send(Chat.answer(status))] }) { rig in
            #expect(try await rig.ask(Chat.request()).status == status)
            try await rig.untilClosed()
            #expect(rig.journal.settlements.map(\.amounts) == [[Chat.cost()]])
        }
    }

    @Test(
        "an error behind which a model may have worked is charged what was held",
        arguments: [501, 502, 504, 505, 520, 521, 522, 523, 524, 302]
    )
    func charged(_ status: Int) async throws {
        try await Rig.with(script: { _ in [.send(Chat.answer(status, body: "{}"))] }) { rig in
            #expect(try await rig.ask(Chat.request()).status == status)
            try await rig.expectHeldCharged()
        }
    }

    @Test("a provider that is silent for too long is charged, and the client told not to retry")
    func timeout() async throws {
        let setup = Setup { $0.silenceTimeoutMs = 60_000 }
        try await Rig.with(setup, script: { _ in [] }) { rig in
            let client = try await rig.client()
            client.send(Chat.request())
            try await rig.until("the request is there", { rig.provider.requests.count == 1 })
            rig.clock.advance(byMs: 59_000)
            try await Task.sleep(for: .milliseconds(30))
            #expect(rig.journal.settlements.isEmpty)
            rig.clock.advance(byMs: 2_000)
            let answer = try await client.answer()
            #expect(answer.status == 504)
            #expect(answer.text.contains("\"upstream_timeout\""))
            #expect(answer.field("x-should-retry") == "false")
            try await rig.expectHeldCharged()
        }
    }

    @Test(
        "a body that is not whole, or no JSON, is charged what was held",
        arguments: [
            "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{\"id\":",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"id\"\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n{\"a\":",
            "HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n{\"a\":",
            "HTTP/1.1 2", "garbage that is no answer at all\r\n\r\n",
            "HTTP/1.1 101 Switching Protocols\r\n\r\n",
        ]
    )
    func brokenBody(_ bytes: String) async throws {
        try await Rig.with(script: { _ in [.send(bytes), .wait(ms: 20), .close] }) { rig in
            let answer = try await rig.ask(Chat.request())
            #expect(answer.status == 502)
            #expect(answer.text.contains("\"upstream_broken\""))
            try await rig.expectHeldCharged()
        }
    }

    @Test(
        "a complete 200 without a usage that can be read is charged what was held",
        arguments: [
            Chat.answerBody(usage: nil), Chat.answerBody(usage: "null"),
            Chat.answerBody(usage: "{\"prompt_tokens\":-1,\"completion_tokens\":5}"),
            Chat.answerBody(usage: "{\"prompt_tokens\":\"10\",\"completion_tokens\":5}"),
            Chat.answerBody(usage: "{\"prompt_tokens\":1e99,\"completion_tokens\":5}"),
            Chat.answerBody() + "x", "\u{FEFF}" + Chat.answerBody(), "[]", "",
            "{\"usage\":\(Chat.usage(0, 0)),\"usage\":\(Chat.usage())}",
            "{\"usage\":\(Chat.usage(0, 0)),\"\\u0075sage\":\(Chat.usage())}",
        ]
    )
    func noUsage(_ body: String) async throws {
        try await Rig.with(script: { _ in [.send(Chat.answer(body: body))] }) { rig in
            let answer = try await rig.ask(Chat.request())
            #expect(answer.status == 200)
            #expect(answer.text == body)
            try await rig.expectHeldCharged()
        }
    }

    @Test("an answer in invalid UTF-8 is charged what was held and goes on as it is")
    func invalidUTF8() async throws {
        let body = Array("{\"a\":\"".utf8) + [0xC3, 0x28] + Array("\",\"usage\":{}}".utf8)
        let head = "HTTP/1.1 200 OK\r\ncontent-length: \(body.count)\r\n\r\n"
        try await Rig.with(script: { _ in [.send(head), .sendBytes(body)] }) { rig in
            #expect(try await rig.ask(Chat.request()).body == body)
            try await rig.expectHeldCharged()
        }
    }

    @Test("a usage of explicit zeros costs nothing where there is nothing to see")
    func zeroUsage() async throws {
        let body = Chat.answerBody(usage: Chat.usage(0, 0), content: "")
        try await Rig.with(script: { _ in [.send(Chat.answer(body: body))] }) { rig in
            #expect(try await rig.ask(Chat.request()).status == 200)
            try await rig.untilClosed()
            #expect(rig.journal.settlements.map(\.amounts) == [[0]])
            #expect(rig.journal.settlements.map(\.evidence) == [.reported])
        }
    }

    @Test("usage beyond what was held is charged in full, and the overrun shown")
    func overrun() async throws {
        let body = Chat.answerBody(usage: Chat.usage(10, 900))
        let setup = Setup(limit: 1_000_000)
        try await Rig.with(setup, script: { _ in [.send(Chat.answer(body: body))] }) { rig in
            #expect(try await rig.ask(Chat.request()).status == 200)
            try await rig.untilClosed()
            #expect(try await rig.account().spent == Chat.cost(10, 900))
            let metrics = try await rig.ask(Chat.get("/metrics")).text
            let overrun = Chat.cost(10, 900) - 1_000_000
            #expect(metrics.contains("farthing_overrun_nanos_total \(overrun)\n"))
        }
    }

    @Test("a compressed answer that nobody asked for is charged what was held")
    func compressed() async throws {
        let bytes: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
        let head =
            "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: \(bytes.count)\r\n\r\n"
        try await Rig.with(script: { _ in [.send(head), .sendBytes(bytes)] }) { rig in
            let answer = try await rig.ask(Chat.request(fields: "accept-encoding: gzip, br\r\n"))
            #expect(answer.body == bytes)
            #expect(answer.field("content-encoding") == "gzip")
            #expect(rig.provider.requests.first?.field("accept-encoding") == "identity")
            try await rig.expectHeldCharged()
        }
    }

    @Test("an answer larger than the bound is refused to the client and charged")
    func tooLarge() async throws {
        let setup = Setup { $0.answerBytesMax = 100_000 }
        let head = "HTTP/1.1 200 OK\r\ncontent-length: 10000000\r\n\r\n"
        try await Rig.with(setup, script: { _ in [.send(head), .flood(total: 10_000_000)] }) {
            rig in
            let answer = try await rig.ask(Chat.request())
            #expect(answer.status == 502)
            #expect(answer.text.contains("\"upstream_too_large\""))
            try await rig.expectHeldCharged()
        }
    }

    @Test("usage is priced by the answer's model where the book has it")
    func otherModel() async throws {
        let body = Chat.answerBody().replacing("gpt-4o-mini", with: "o3-mini")
        try await Rig.with(script: { _ in [.send(Chat.answer(body: body))] }) { rig in
            #expect(try await rig.ask(Chat.request()).status == 200)
            let metrics = try await rig.ask(Chat.get("/metrics")).text
            #expect(metrics.contains("farthing_model_mismatches_total 1\n"))
        }
    }
}

extension Rig {
    /// Expects that the one hold was charged as it stood, with evidence `unknown`.
    func expectHeldCharged(_ place: SourceLocation = #_sourceLocation) async throws {
        try await untilClosed(place)
        let held = try #require(journal.holds.first?.lines.map(\.held), sourceLocation: place)
        #expect(journal.settlements.map(\.amounts) == [held], sourceLocation: place)
        #expect(journal.settlements.map(\.evidence) == [.unknown], sourceLocation: place)
        #expect(try await account().spent == held[0], sourceLocation: place)
        #expect(held[0] > 0, sourceLocation: place)
    }
}
