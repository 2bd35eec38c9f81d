import FarthingCore
import FarthingGateway
import FarthingTesting
import NIOCore
import Testing

@Suite("Clients' connections")
struct ConnectionTests {
    @Test("keep-alive: many requests on one connection, to the provider as well")
    func keepAlive() async throws {
        try await Rig.with { rig in
            let client = try await rig.client()
            for _ in 0..<5 {
                client.send(Chat.request())
                #expect(try await client.answer().status == 200)
            }
            #expect(rig.provider.connections == 1)
            await client.close()
        }
    }

    @Test("pipelined requests are answered one after another, in order")
    func pipelined() async throws {
        try await Rig.with(script: { request in
            [.wait(ms: request.number == 0 ? 50 : 0), .send(Chat.answer(body: request.text))]
        }) { rig in
            let client = try await rig.client()
            let bodies = (0..<5).map { Chat.body(prompt: "number \($0)") }
            client.send(bodies.map { Chat.request($0) }.joined())
            for body in bodies { #expect(try await client.answer().text == body) }
            await client.close()
        }
    }

    @Test("thousands of requests that waited behind a call do not grow the stack")
    func pipelinedFlood() async throws {
        let setup = Setup(limit: 1_000_000_000_000)
        try await Rig.with(setup, script: { _ in [.awaitGate, .send(Chat.answer())] }) { rig in
            let client = try await rig.client()
            // Long enough that the gateway reads in its largest pieces from here on.
            client.send(Chat.request(Chat.body(prompt: String(repeating: "word ", count: 1 << 20))))
            try await rig.until("it is sent", { rig.provider.requests.count == 1 })
            client.send(String(repeating: "GET /x HTTP/1.1\r\nhost: g\r\n\r\n", count: 20_000))
            client.send("GET /healthz HTTP/1.1\r\nhost: g\r\n\r\n")
            try await Task.sleep(for: .milliseconds(50))
            rig.provider.open()
            try await client.wait("the last answer", timeoutMs: 15_000) { bytes, isClosed in
                isClosed || bytes.suffix(11).elementsEqual("{\"ok\":true}".utf8)
            }
            let text = String(decoding: client.received.suffix(11), as: UTF8.self)
            #expect(text == "{\"ok\":true}")
            await client.close()
        }
    }

    @Test("expect: 100-continue is answered before the body, and only where it will be read")
    func expectContinue() async throws {
        try await Rig.with { rig in
            let body = Chat.body()
            let fields = "expect: 100-continue\r\n"
            let head = String(Chat.request(body, fields: fields).dropLast(body.utf8.count))
            let client = try await rig.client()
            client.send(head)
            #expect(try await client.answer().status == 100)
            client.send(body)
            #expect(try await client.answer().status == 200)
            await client.close()
            #expect(rig.provider.requests[0].field("expect") == nil)
            let refused = try await rig.ask(
                String(
                    Chat.request(body, key: "fk_wrong", fields: fields).dropLast(body.utf8.count)
                )
            )
            #expect(refused.status == 401)
            let other = try await rig.ask(Chat.request(body, fields: "expect: something\r\n"))
            #expect(other.status == 417)
        }
    }

    @Test(
        "framing that another server could read differently is refused",
        arguments: [
            ("transfer-encoding: gzip, chunked\r\n", "1.1", "unsupported_transfer_coding"),
            ("transfer-encoding: chunked\r\n", "1.0", "unsupported_transfer_coding"),
            ("transfer-encoding: identity\r\n", "1.1", nil),
            ("transfer-encoding: chunked, chunked\r\n", "1.1", nil),
            ("transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n", "1.1", nil),
            ("transfer-encoding: chunked\r\ncontent-length: 5\r\n", "1.1", nil),
        ]
    )
    func transferCodings(_ fields: String, _ version: String, _ code: String?) async throws {
        try await Rig.with { rig in
            let body = Chat.body()
            let answer = try await rig.ask(
                "POST /v1/chat/completions HTTP/\(version)\r\nhost: g\r\n"
                    + "authorization: Bearer \(Rig.secret)\r\n\(fields)\r\n"
                    + Chat.chunk(body) + Chat.lastChunk
            )
            #expect(answer.status == 400)
            if let code { #expect(answer.text.contains("\"\(code)\"")) }
            #expect(rig.journal.holds.isEmpty)
        }
    }

    @Test("a chunked request passes, in any case of letters")
    func chunkedRequest() async throws {
        try await Rig.with { rig in
            let answer = try await rig.ask(
                "POST /v1/chat/completions HTTP/1.1\r\nhost: g\r\n"
                    + "authorization: Bearer \(Rig.secret)\r\nTransfer-Encoding: Chunked\r\n\r\n"
                    + Chat.chunk(Chat.body()) + Chat.lastChunk
            )
            #expect(answer.status == 200)
        }
    }

    @Test("HTTP/1.1 without a host is refused, HTTP/1.0 is not")
    func missingHost() async throws {
        try await Rig.with { rig in
            let without = Chat.request().replacing("host: gateway\r\n", with: "")
            let answer = try await rig.ask(without)
            #expect(answer.status == 400)
            #expect(answer.text.contains("\"missing_host\""))
            #expect(rig.journal.holds.isEmpty)
            let old = Chat.request(version: "1.0").replacing("host: gateway\r\n", with: "")
            #expect(try await rig.ask(old).status == 200)
        }
    }

    @Test("HTTP/1.0: the connection ends with the answer, and streams are not chunked")
    func http10() async throws {
        try await Rig.with(script: { request in
            [.send(request.text.contains("stream") ? Chat.stream() : Chat.answer())]
        }) { rig in
            let client = try await rig.client()
            client.send(Chat.request(version: "1.0"))
            let answer = try await client.answer()
            #expect(answer.status == 200)
            #expect(answer.field("connection") == "close")
            try await client.waitForClose()
            await client.close()
            let streamed = try await rig.client()
            streamed.send(Chat.request(Chat.body(isStream: true), version: "1.0"))
            try await streamed.waitForClose()
            let stream = try await streamed.answer()
            #expect(stream.field("transfer-encoding") == nil)
            #expect(stream.text.contains(Chat.done))
            await streamed.close()
            let kept = try await rig.client()
            for _ in 0..<2 {
                kept.send(Chat.request(fields: "connection: keep-alive\r\n", version: "1.0"))
                #expect(try await kept.answer().field("connection") == "keep-alive")
            }
            await kept.close()
        }
    }

    @Test("HEAD is answered without a body, and the connection stays in step")
    func head() async throws {
        try await Rig.with { rig in
            let client = try await rig.client()
            client.send(
                "HEAD /healthz HTTP/1.1\r\nhost: g\r\n\r\nGET /healthz HTTP/1.1\r\nhost: g\r\n\r\n"
            )
            #expect(try await client.answer(isHead: true).status == 200)
            #expect(try await client.answer().text == "{\"ok\":true}")
            await client.close()
        }
    }

    @Test("a body over the bound is refused, and the client can read why while it still sends")
    func bodyTooLarge() async throws {
        try await Rig.with(Setup { $0.requestBytesMax = 100_000 }) { rig in
            let declared = try await rig.ask(
                Chat.request(Chat.body(prompt: String(repeating: "x", count: 200_000)))
            )
            #expect(declared.status == 413)
            let client = try await rig.client()
            client.send(
                "POST /v1/chat/completions HTTP/1.1\r\nhost: g\r\n"
                    + "authorization: Bearer \(Rig.secret)\r\n"
                    + "transfer-encoding: chunked\r\n\r\n"
            )
            let piece = "4000\r\n" + String(repeating: "x", count: 0x4000) + "\r\n"
            for _ in 0..<200 { client.send(piece) }
            #expect(try await client.answer().status == 413)
            try await client.waitForClose()
            await client.close()
            #expect(rig.journal.holds.isEmpty)
        }
    }

    @Test("who sends no key may send no large body either")
    func bodyWithoutKey() async throws {
        try await Rig.with { rig in
            let body = String(repeating: "x", count: 100_000)
            for path in ["/healthz", "/nothing", "/metrics"] {
                let answer = try await rig.ask(Chat.request(body, path: path, key: nil))
                #expect(answer.status == 413)
            }
        }
    }

    @Test("a client that sends its request too slowly is told so; an idle one is let go")
    func tooSlow() async throws {
        try await Rig.with { rig in
            let slow = try await rig.client()
            slow.send(String(Chat.request(fields: "expect: 100-continue\r\n").dropLast(10)))
            #expect(try await slow.answer().status == 100)
            let idle = try await rig.client()
            idle.send(Chat.get("/healthz"))
            #expect(try await idle.answer().status == 200)
            let half = try await rig.client()
            half.send("GET /healthz HT")
            try await rig.until(
                "all are there",
                {
                    try await rig.ask(Chat.get("/metrics")).text.contains(
                        "farthing_connections 4\n"
                    )
                }
            )
            rig.clock.advance(byMs: 76_000)
            #expect(try await slow.answer().status == 408)
            try await idle.waitForClose()
            try await half.waitForClose()
            await slow.close()
            #expect(rig.journal.holds.isEmpty)
        }
    }

    @Test("connections over the bound are closed at once")
    func connectionsMax() async throws {
        try await Rig.with(Setup { $0.connectionsMax = 2 }) { rig in
            let first = try await rig.client()
            let second = try await rig.client()
            for client in [first, second] {
                client.send(Chat.get("/healthz"))
                #expect(try await client.answer().status == 200)
            }
            let third = try await rig.client()
            third.send(Chat.get("/healthz"))
            try await third.waitForClose()
            #expect(third.received.isEmpty)
            await first.close()
            try await rig.until(
                "there is room again",
                {
                    let again = try await rig.client()
                    again.send(Chat.get("/healthz"))
                    let status = try? await again.answer().status
                    await again.close()
                    return status == 200
                }
            )
            await second.close()
        }
    }
}
