import FarthingCore
import Logging
import Synchronization
import Testing

@testable import FarthingConsole

@Suite("Console access: requests to an identity provider")
struct OIDCWireTests {
    /// Serves what a provider could answer, on this machine.
    private static func server() async throws -> ConsoleServer {
        let routes = [
            Route("GET", "/good", .open) { request in
                #expect(request.field("accept") == "application/json")
                return ConsoleAnswer(200, contentType: "application/json", .bytes(Array("{}".utf8)))
            },
            Route("POST", "/form", .open) { request in
                #expect(request.contentType == "application/x-www-form-urlencoded")
                #expect(request.field("authorization") == "Basic eDp5")
                return ConsoleAnswer(400, contentType: "text/plain", .bytes(request.body))
            },
            Route("GET", "/moved", .open) { _ in .seeOther("/good") },
            Route("GET", "/most", .open) { _ in
                let body = [UInt8](repeating: 32, count: OIDCRequest.answerBytesMax)
                return ConsoleAnswer(200, contentType: "text/plain", .bytes(body))
            },
            Route("GET", "/long", .open) { _ in
                let body = [UInt8](repeating: 32, count: OIDCRequest.answerBytesMax + 1)
                return ConsoleAnswer(200, contentType: "text/plain", .bytes(body))
            },
            Route("GET", "/endless", .open) { _ in
                // One byte, and then nothing for as long as anybody waits.
                let (stream, continuation) = AsyncStream<[UInt8]>.makeStream()
                continuation.yield([32])
                endless.withLock { $0.append(continuation) }
                return ConsoleAnswer(200, contentType: "text/plain", .stream(stream))
            },
        ]
        return try await ConsoleServer.start(
            ConsoleServer.Options(host: "127.0.0.1", port: 0),
            ConsoleSite(
                routes: routes,
                access: NobodyDesk(),
                errorPage: { error, _ in error.answer(.problem) },
                clockMs: { 0 }
            ),
            logger: Logger(label: "test")
        )
    }

    private static let endless = Mutex<[AsyncStream<[UInt8]>.Continuation]>([])

    private struct NobodyDesk: AccessDesk {
        func principal(of request: ConsoleRequest) throws -> Principal? { nil }
    }

    @Test("answers come whole, none is followed elsewhere, and long or slow ones are given up")
    func requests() async throws {
        let server = try await Self.server()
        let wire = OIDCWire(timeoutMs: 20_000)
        let hasty = OIDCWire(timeoutMs: 300)
        func address(_ path: String) throws -> OIDCAddress {
            try #require(OIDCAddress("http://127.0.0.1:\(server.port)\(path)"))
        }
        let good = try await wire.send(OIDCRequest(try address("/good")))
        #expect(good.status == 200)
        #expect(good.body == Array("{}".utf8))
        var form = OIDCRequest(try address("/form"), form: Array("a=b".utf8))
        form.fields.append(("authorization", "Basic eDp5"))
        let refused = try await wire.send(form)
        #expect(refused.status == 400)
        #expect(refused.body == Array("a=b".utf8))
        #expect(try await wire.send(OIDCRequest(try address("/moved"))).status == 303)
        let most = try await wire.send(OIDCRequest(try address("/most")))
        #expect(most.body.count == OIDCRequest.answerBytesMax)
        await #expect(throws: OIDCTransportError.self) {
            try await wire.send(OIDCRequest(try address("/long")))
        }
        await #expect(throws: OIDCTransportError.self) {
            try await hasty.send(OIDCRequest(try address("/endless")))
        }
        for continuation in Self.endless.withLock({ $0 }) { continuation.finish() }
        let gone = try address("/good")
        await server.stop()
        await #expect(throws: OIDCTransportError.self) { try await wire.send(OIDCRequest(gone)) }
        await wire.stop()
        await hasty.stop()
    }
}
