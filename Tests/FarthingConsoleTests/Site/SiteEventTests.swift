import AsyncHTTPClient
import FarthingCore
import FarthingTesting
import Logging
import NIOCore
import NIOHTTP1
import Testing

@testable import FarthingConsole

@Suite("Console pages: what is told to those that are open", .timeLimit(.minutes(5)))
struct SiteEventTests {
    private static func stream(
        _ rig: SiteRig,
        _ browser: SiteRig.Browser
    ) async throws -> AsyncStream<[UInt8]> {
        let answer = try await SiteRig.answer(
            rig.site,
            "GET",
            "/events",
            [("cookie", browser.cookie), ("accept", "text/event-stream")]
        )
        #expect(answer.status == 200)
        #expect(answer.contentType == "text/event-stream; charset=utf-8")
        guard case .stream(let pieces) = answer.body else {
            throw ConsoleError(500, "internal", "no stream")
        }
        return pieces
    }

    @Test("a call is told of, and what pages show then is how it stands")
    func changes() async throws {
        let rig = try await SiteRig()
        let (_, secret) = try await rig.agent("researcher")
        let browser = try rig.browser()
        var pieces = try await Self.stream(rig, browser).makeAsyncIterator()
        let hello = await pieces.next()
        #expect(hello.map { String(decoding: $0, as: UTF8.self) }?.hasPrefix(":") == true)
        #expect(rig.pages.events.streamCount == 1)
        _ = try await rig.open("/", browser)
        try await rig.call(secret, cost: "7.25")
        let told = await pieces.next()
        #expect(told.map { String(decoding: $0, as: UTF8.self) } == "event: changed\ndata: *\n\n")
        // The clock stands still: nothing was read anew because of its age.
        #expect(try await rig.open("/", browser).text.contains("7.250000000 USD"))
    }

    @Test("silence is broken by a comment, so that no proxy ends the stream")
    func heartbeat() async throws {
        let rig = try await SiteRig()
        var pieces = try await Self.stream(rig, try rig.browser()).makeAsyncIterator()
        _ = await pieces.next()
        rig.clock.advance(byMs: 15_000)
        let beat = await pieces.next()
        #expect(beat.map { String(decoding: $0, as: UTF8.self) } == ":\n\n")
    }

    @Test("a stream ends with its session, with its time, and with the server")
    func ends() async throws {
        let rig = try await SiteRig()
        let browser = try rig.browser()
        var first = try await Self.stream(rig, browser).makeAsyncIterator()
        _ = await first.next()
        rig.sessions.endAll(of: "person:ana@example.com")
        #expect(await first.next() == nil)
        var second = try await Self.stream(rig, try rig.browser()).makeAsyncIterator()
        _ = await second.next()
        rig.clock.advance(byMs: SiteEvents.lifeMs)
        #expect(await second.next() == nil)
        var third = try await Self.stream(rig, try rig.browser()).makeAsyncIterator()
        _ = await third.next()
        rig.pages.events.close()
        #expect(await third.next() == nil)
    }

    @Test("no more streams than there is room for, and room is free again when one is gone")
    func bound() async throws {
        let rig = try await SiteRig()
        let browser = try rig.browser()
        var streams: [AsyncStream<[UInt8]>] = []
        for _ in 0..<SiteEvents.streamsMax {
            streams.append(try await Self.stream(rig, browser))
        }
        let fields = [("cookie", browser.cookie)]
        let full = try await SiteRig.send(rig.site, "GET", "/events", fields)
        #expect(full.status == 429)
        #expect(full.field("retry-after") != nil)
        streams.removeAll()
        #expect(rig.pages.events.streamCount == 0)
        _ = try await Self.stream(rig, browser)
    }

    @Test("nobody listens without a session")
    func strangers() async throws {
        let rig = try await SiteRig()
        #expect(try await SiteRig.send(rig.site, "GET", "/events", []).status == 401)
    }

    @Test("over HTTP: browsers are led to pages, and the verifier has its own policy alone")
    func overHTTP() async throws {
        let rig = try await SiteRig()
        let server = try await ConsoleServer.start(
            ConsoleServer.Options(host: "127.0.0.1", port: 0),
            rig.site,
            logger: Logger(label: "test")
        )
        let client = HTTPClient(
            configuration: HTTPClient.Configuration(redirectConfiguration: .disallow)
        )
        let browser = try rig.browser()
        func get(
            _ path: String,
            _ fields: [(String, String)]
        ) async throws -> (HTTPClientResponse, String) {
            var request = HTTPClientRequest(url: "http://127.0.0.1:\(server.port)\(path)")
            for (name, value) in fields { request.headers.add(name: name, value: value) }
            let response = try await client.execute(request, timeout: .seconds(120))
            let body = try await response.body.collect(upTo: 1 << 20)
            return (response, String(buffer: body))
        }
        let cookie = ("cookie", browser.cookie)
        let page = [("accept", "text/html,application/xhtml+xml,*/*;q=0.8"), cookie]
        let (overview, html) = try await get("/", page)
        #expect(overview.status == .ok && html.contains("Overview"))
        #expect(overview.headers["content-security-policy"].count == 1)
        let (service, json) = try await get("/", [("accept", "application/json, text/html")])
        #expect(service.status == .ok && json.hasPrefix("{"))
        let (tools, _) = try await get("/tools", [("accept", "*/*"), cookie])
        #expect(tools.headers["content-type"] == ["application/json"])
        let (part, _) = try await get("/tools", [("x-farthing-part", "list"), cookie])
        #expect(part.headers["content-type"] == ["text/html; charset=utf-8"])
        let (stranger, _) = try await get("/tools", [("accept", "text/html")])
        #expect(stranger.status == .seeOther)
        #expect(stranger.headers["location"] == ["/sign-in?next=%2Ftools"])
        let (verifier, _) = try await get("/verify", [("accept", "text/html")])
        let policies = verifier.headers["content-security-policy"]
        #expect(policies.count == 1)
        #expect(policies.first?.contains("script-src 'sha256-") == true)
        #expect(verifier.headers["referrer-policy"] == ["no-referrer"])
        #expect(verifier.headers["x-content-type-options"] == ["nosniff"])
        try await client.shutdown()
        await server.stop()
    }
}
