import FarthingCore
import FarthingGateway
import FarthingTesting
import NIOCore
import Testing

@Suite("Back-pressure and the end of a server")
struct FlowTests {
    @Test("a large answer reaches a slow client whole although the connection is to close")
    func closeAfterLargeAnswer() async throws {
        let content = String(repeating: "y", count: 8 << 20)
        let body = Chat.answerBody(content: content)
        try await Rig.with(script: { _ in [.send(Chat.answer(body: body))] }) { rig in
            let client = try await rig.client(reads: false)
            client.send(Chat.request(fields: "connection: close\r\n"))
            try await rig.untilClosed()
            try await Task.sleep(for: .milliseconds(50))
            try await client.setReading(true)
            let answer = try await client.answer(timeoutMs: 20_000)
            #expect(answer.body.count == body.utf8.count)
            try await client.waitForClose()
            await client.close()
        }
    }

    @Test("a slow client slows the provider down; memory stays bounded")
    func backPressure() async throws {
        let total = 64 << 20
        let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n"
        try await Rig.with(script: { _ in [.send(head), .flood(total: total), .close] }) { rig in
            let client = try await rig.client(reads: false)
            client.send(Chat.request(Chat.body(isStream: true)))
            try await rig.untilStill("the provider is stopped") { rig.provider.bytesSent }
            // What both sockets' buffers and the gateway's high-water mark take.
            #expect(rig.provider.bytesSent < 24 << 20)
            try await client.setReading(true)
            try await client.waitForClose(timeoutMs: 15_000)
            #expect(client.received.count > total / 2)
            await client.close()
            try await rig.untilClosed()
        }
    }

    @Test("a client that sends on while its call runs is slowed down; memory stays bounded")
    func pipelinedBackPressure() async throws {
        try await Rig.with(script: { _ in [.awaitGate, .send(Chat.answer())] }) { rig in
            let client = try await rig.client()
            client.send(Chat.request())
            try await rig.until("it is sent", { rig.provider.requests.count == 1 })
            let piece = String(repeating: "GET /healthz HTTP/1.1\r\nhost: g\r\n\r\n", count: 3_000)
            for _ in 0..<1_000 { client.send(piece) }
            try await rig.untilStill("the client is stopped") { client.sentBytes }
            #expect(client.sentBytes < 24 << 20)
            await client.close()
            rig.provider.open()
            try await rig.untilClosed()
        }
    }

    @Test("a drain lets running calls end, answers them with close, and hands every settlement on")
    func drain() async throws {
        let rig = try await Rig.start(
            Setup { $0.settleLingerMs = 400 },
            script: { _ in [.awaitGate, .send(Chat.answer())] }
        )
        let client = try await rig.client()
        client.send(Chat.request())
        try await rig.until("it is sent", { rig.provider.requests.count == 1 })
        let idle = try await rig.client()
        async let stopped: Void = rig.server.stop()
        try await idle.waitForClose()
        rig.provider.open()
        let answer = try await client.answer()
        #expect(answer.status == 200)
        #expect(answer.field("connection") == "close")
        await stopped
        #expect(try await rig.account() == (Chat.cost(), 0))
        await client.close()
        await idle.close()
        try await rig.group.shutdownGracefully()
        await rig.provider.stop()
    }

    @Test("what still runs at the end of a drain is cut: sent is charged, the client told")
    func drainCuts() async throws {
        let rig = try await Rig.start(Setup { $0.shutdownMs = 50 }, script: { _ in [] })
        let client = try await rig.client()
        client.send(Chat.request())
        try await rig.until("it is sent", { rig.provider.requests.count == 1 })
        await rig.server.stop()
        #expect(rig.journal.settlements.map(\.evidence) == [.unknown])
        #expect(try await client.answer().code == "shutting_down")
        await client.close()
        try await rig.group.shutdownGracefully()
        await rig.provider.stop()
    }
}

extension Rig {
    /// Waits until `count`, once it is more than nothing, has not moved for a second.
    fileprivate func untilStill(_ what: Comment, _ count: () -> Int) async throws {
        var before = 0
        var stillCount = 0
        try await until(what, timeoutMs: 20_000) {
            try await Task.sleep(for: .milliseconds(100))
            let now = count()
            stillCount = now > 0 && now == before ? stillCount + 1 : 0
            before = now
            return stillCount == 10
        }
    }
}
