import FarthingCore
import FarthingGateway
import FarthingTesting
import Testing

@Suite("When a call costs money: streams")
struct StreamTests {
    private static let request = Chat.request(Chat.body(isStream: true))

    /// The input of ``request``, as it is counted here.
    private static let inputNanos: Int64 = 8 * 1_000

    @Test("a whole stream is charged by its usage chunk, which goes on only to who asked for it")
    func wholeStream() async throws {
        try await Rig.with(script: { _ in [.send(Chat.stream())] }) { rig in
            let answer = try await rig.ask(Self.request)
            #expect(answer.status == 200)
            #expect(answer.isFramed)
            #expect(answer.field("content-type") == "text/event-stream")
            #expect(answer.field("x-farthing-hold") != nil)
            #expect(answer.field("x-farthing-remaining") != nil)
            #expect(!answer.text.contains("\"usage\""))
            #expect(answer.text.contains(Chat.done))
            #expect(answer.text.contains(": farthing cost=0.000030000 receipt="))
            #expect(rig.provider.requests[0].text.contains("\"include_usage\":true"))
            let more = ",\"stream_options\":{\"include_usage\":true}"
            let asked = try await rig.ask(Chat.request(Chat.body(isStream: true, more: more)))
            #expect(asked.text.contains(Chat.usageEvent()))
            try await rig.untilClosed()
            #expect(rig.journal.settlements.map(\.amounts) == [[Chat.cost()], [Chat.cost()]])
            #expect(rig.journal.settlements.allSatisfy { $0.evidence == .reported })
        }
    }

    @Test("usage that comes long after the last word counts")
    func lateUsage() async throws {
        let first = Chat.streamHead + Chat.chunk(Chat.event(" a") + Chat.event(nil, finish: "stop"))
        let second = Chat.chunk(Chat.usageEvent() + Chat.done) + Chat.lastChunk
        try await Rig.with(script: { _ in [.send(first), .wait(ms: 60), .send(second)] }) { rig in
            #expect(try await rig.ask(Self.request).isFramed)
            try await rig.untilClosed()
            #expect(rig.journal.settlements.map(\.amounts) == [[Chat.cost()]])
        }
    }

    @Test("a stream without usage is charged as counted, without a lead when it ended by itself")
    func noUsage() async throws {
        try await Rig.with(script: { _ in [.send(Chat.stream(words: 7, usage: nil))] }) { rig in
            #expect(try await rig.ask(Self.request).isFramed)
            try await rig.untilClosed()
            #expect(rig.journal.settlements.map(\.evidence) == [.metered])
            #expect(rig.journal.settlements.map(\.amounts) == [[Self.inputNanos + 7 * 4_000]])
        }
    }

    @Test("each choice that has not ended has a lead of its own")
    func leadOfChoices() async throws {
        let request = Chat.request(Chat.body(isStream: true, more: ",\"n\":2"))
        let part = Chat.streamHead + Chat.chunk(Chat.event(" word", finish: "stop"))
        try await Rig.with(
            script: { $0.number == 0 ? [.close] : [.send(part), .wait(ms: 20), .close] }
        ) { rig in
            #expect(try await rig.ask(request).status == 502)
            let client = try await rig.client()
            client.send(request)
            try await client.waitForClose()
            try await rig.untilClosed()
            let both = Self.inputNanos + 2 * 64 * 4_000
            let one = Self.inputNanos + (1 + 64) * 4_000
            #expect(rig.journal.settlements.map(\.amounts) == [[both], [one]])
        }
    }

    @Test("a stream that breaks off is charged as counted plus the lead, and looks broken")
    func cutByProvider() async throws {
        let part = Chat.streamHead + (0..<5).map { _ in Chat.chunk(Chat.event(" word")) }.joined()
        try await Rig.with(script: { _ in [.send(part), .wait(ms: 20), .close] }) { rig in
            let client = try await rig.client()
            client.send(Self.request)
            try await client.waitForClose()
            #expect(RawAnswer.parse(client.received, isClosed: true) == nil)
            try await rig.untilClosed()
            #expect(rig.journal.settlements.map(\.evidence) == [.metered])
            let amounts = rig.journal.settlements.map(\.amounts)
            #expect(amounts == [[Self.inputNanos + (5 + 64) * 4_000]])
        }
    }

    @Test("metered charges stay within what was held")
    func meteredAtMostHeld() async throws {
        let part = Chat.streamHead + (0..<5).map { _ in Chat.chunk(Chat.event(" word")) }.joined()
        let request = Chat.request(Chat.body(maxTokens: 6, isStream: true))
        try await Rig.with(script: { _ in [.send(part), .wait(ms: 20), .close] }) { rig in
            let client = try await rig.client()
            client.send(request)
            try await client.waitForClose()
            try await rig.untilClosed()
            #expect(rig.journal.settlements.map(\.amounts) == [[Self.inputNanos + 6 * 4_000]])
        }
    }

    @Test("a model that hides output is charged what was held where its stream has no usage")
    func hidden() async throws {
        let request = Chat.request(Chat.body(model: "o3-mini", isStream: true))
        try await Rig.with(script: { _ in [.send(Chat.stream(usage: nil))] }) { rig in
            #expect(try await rig.ask(request).isFramed)
            try await rig.expectHeldCharged()
        }
    }

    @Test("a stream with an event that cannot be read is charged what was held")
    func malformedEvent() async throws {
        let bytes =
            Chat.streamHead + Chat.chunk(Chat.event(" a")) + Chat.chunk("data: {\"cho\n\n")
            + Chat.chunk(Chat.event(nil, finish: "stop") + Chat.done) + Chat.lastChunk
        try await Rig.with(script: { _ in [.send(bytes)] }) { rig in
            _ = try await rig.ask(Self.request)
            try await rig.untilClosed()
            try await rig.expectHeldCharged()
        }
    }

    @Test("a stream request that is never answered is charged its input and the lead")
    func silentStream() async throws {
        try await Rig.with(script: { _ in [.wait(ms: 20), .close] }) { rig in
            let answer = try await rig.ask(Self.request)
            #expect(answer.status == 502)
            try await rig.untilClosed()
            #expect(rig.journal.settlements.map(\.amounts) == [[Self.inputNanos + 64 * 4_000]])
        }
    }

    @Test("a compressed stream passes under a ceiling and is charged what was held")
    func compressed() async throws {
        let head =
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-encoding: gzip\r\n"
            + "content-length: 4\r\n\r\n"
        try await Rig.with(script: { _ in [.send(head), .sendBytes([31, 139, 8, 0])] }) { rig in
            let answer = try await rig.ask(Self.request)
            #expect(answer.body == [31, 139, 8, 0])
            try await rig.expectHeldCharged()
        }
    }

    @Test("a compressed stream under a metered hold is ended at once")
    func compressedMetered() async throws {
        let head =
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-encoding: gzip\r\n\r\n"
        let setup = Setup(limit: 1_000_000_000, mode: .metered)
        try await Rig.with(setup, script: { _ in [.send(head)] }) { rig in
            let answer = try await rig.ask(Self.request)
            #expect(answer.status == 502)
            try await rig.expectHeldCharged()
        }
    }

    @Test("a client that hangs up is charged by the usage that still comes")
    func goneThenUsage() async throws {
        let rest = Chat.chunk(Chat.event(nil, finish: "stop") + Chat.usageEvent() + Chat.done)
        let steps: [FakeProvider.Step] = [
            .send(Chat.streamHead + Chat.chunk(Chat.event(" a"))), .awaitGate,
            .send(rest + Chat.lastChunk),
        ]
        try await Rig.with(Setup { $0.drainMs = 60_000 }, script: { _ in steps }) { rig in
            let client = try await rig.client()
            client.send(Self.request)
            try await client.wait("the first word") { bytes, _ in
                String(decoding: bytes, as: UTF8.self).contains(" a")
            }
            await client.close()
            try await rig.until("the hang-up is seen", { try await rig.logsNothingOpen() })
            rig.provider.open()
            try await rig.untilClosed()
            #expect(rig.journal.settlements.map(\.amounts) == [[Chat.cost()]])
            #expect(rig.journal.settlements.map(\.evidence) == [.reported])
        }
    }

    @Test("a client that hangs up is waited for a while, then charged as counted, with the lead")
    func goneThenDrained() async throws {
        let steps: [FakeProvider.Step] = [
            .send(Chat.streamHead + Chat.chunk(Chat.event(" a"))), .awaitGate,
        ]
        try await Rig.with(script: { _ in steps }) { rig in
            let client = try await rig.client()
            client.send(Self.request)
            try await client.wait("the first word") { bytes, _ in
                String(decoding: bytes, as: UTF8.self).contains(" a")
            }
            let start = ContinuousClock.now
            await client.close()
            try await rig.untilClosed()
            let waited = ContinuousClock.now - start
            // 200 ms as set up; how much later it is noticed depends on what else the machine does.
            #expect(waited >= .milliseconds(190) && waited < .seconds(20))
            let amounts = rig.journal.settlements.map(\.amounts)
            #expect(amounts == [[Self.inputNanos + (1 + 64) * 4_000]])
            try await rig.until(
                "the provider is let go",
                {
                    rig.provider.closedConnections == 1
                }
            )
        }
    }

    @Test("a client that hangs up on a whole answer is charged: by usage, else what was held")
    func goneWhole() async throws {
        for answers in [true, false] {
            let steps: [FakeProvider.Step] = answers ? [.awaitGate, .send(Chat.answer())] : []
            let setup = Setup { $0.drainMs = answers ? 60_000 : 50 }
            try await Rig.with(setup, script: { _ in steps }) { rig in
                let client = try await rig.client()
                client.send(Chat.request())
                try await rig.until("it is sent", { rig.provider.requests.count == 1 })
                await client.close()
                try await rig.until("the hang-up is seen", { try await rig.logsNothingOpen() })
                rig.provider.open()
                try await rig.untilClosed()
                #expect(rig.journal.settlements.map(\.evidence) == [answers ? .reported : .unknown])
            }
        }
    }

    @Test("a client that hangs up while its hold is pending is released, and nothing is sent")
    func goneBeforeHold() async throws {
        try await Rig.with { rig in
            rig.ledger.close()
            let client = try await rig.client()
            client.send(Chat.request())
            try await rig.until("the hold is made", { rig.journal.holds.count == 1 })
            await client.close()
            try await rig.until("the hang-up is seen", { try await rig.logsNothingOpen() })
            rig.ledger.open()
            try await rig.until("it is released", { rig.journal.releases.count == 1 })
            #expect(rig.provider.requests.isEmpty)
            #expect(try await rig.account() == (0, 0))
        }
    }

    @Test("a client that only ends its own side counts as gone: it may be a hang-up")
    func halfClose() async throws {
        try await Rig.with(script: { _ in [] }) { rig in
            let client = try await rig.client()
            client.send(Chat.request())
            try await rig.until("it is sent", { rig.provider.requests.count == 1 })
            await client.closeOutput()
            try await rig.expectHeldCharged()
        }
    }
}
