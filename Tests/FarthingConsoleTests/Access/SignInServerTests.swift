import AsyncHTTPClient
import FarthingCore
import FarthingTesting
import Logging
import NIOCore
import NIOHTTP1
import Testing

@testable import FarthingConsole

@Suite("Console access: signing in over HTTP")
struct SignInServerTests {
    @Test("a browser signs in, is known by its cookie, and signs out")
    func browser() async throws {
        let rig = try AccessRig()
        let server = try await ConsoleServer.start(
            ConsoleServer.Options(host: "127.0.0.1", port: 0),
            rig.site,
            logger: Logger(label: "test")
        )
        let client = HTTPClient(
            configuration: HTTPClient.Configuration(redirectConfiguration: .disallow)
        )
        func send(
            _ path: String,
            _ fields: [(String, String)] = [],
            form: String? = nil
        ) async throws -> HTTPClientResponse {
            var request = HTTPClientRequest(url: "http://127.0.0.1:\(server.port)\(path)")
            for (name, value) in fields { request.headers.add(name: name, value: value) }
            if let form {
                request.method = .POST
                request.headers.add(
                    name: "content-type",
                    value: "application/x-www-form-urlencoded"
                )
                request.body = .bytes(ByteBuffer(string: form))
            }
            let response = try await client.execute(request, timeout: .seconds(120))
            _ = try await response.body.collect(upTo: 1 << 20)
            return response
        }
        let form = "token=\(rig.adminToken)&next=%2Fwhoami"
        let stranger = try await send("/sign-in", [("sec-fetch-site", "cross-site")], form: form)
        #expect(stranger.status == .forbidden)
        let signedIn = try await send("/sign-in", [("sec-fetch-site", "same-origin")], form: form)
        #expect(signedIn.status == .seeOther)
        #expect(signedIn.headers["location"] == ["/whoami"])
        #expect(signedIn.headers["cache-control"] == ["no-store"])
        let field = try #require(signedIn.headers["set-cookie"].first)
        #expect(field.hasSuffix("; Path=/; Max-Age=43200; HttpOnly; SameSite=Lax"))
        let cookie = String(field.prefix { $0 != ";" })
        #expect(try await send("/whoami").status == .unauthorized)
        let long = "token=" + String(repeating: "x", count: 9 << 10)
        #expect(try await send("/sign-in", form: long).status == .payloadTooLarge)
        // Beside those of others, in one field.
        let jar = [("cookie", "a=b; \(cookie); farthing=c")]
        #expect(try await send("/whoami", jar).status == .ok)
        #expect(try await send("/change", jar, form: "").status == .forbidden)
        let csrf = try rig.csrf((name: "cookie", value: cookie))
        #expect(try await send("/sign-out", jar, form: "csrf=\(csrf)").status == .seeOther)
        #expect(try await send("/whoami", jar).status == .unauthorized)
        #expect(rig.events.allSatisfy { $0.client == "127.0.0.1" })
        try await client.shutdown()
        await server.stop()
    }
}
