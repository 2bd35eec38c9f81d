import AsyncHTTPClient
import FarthingWitness
import Logging
import NIOCore
import NIOHTTP1

/// A server on any port, and one client for all tests.
enum TestServer {
    static let client = HTTPClient.shared

    static func start(
        bodyBytesMax: Int = 0,
        change: (inout PublicServer.Options) -> Void = { _ in },
        _ handler: @escaping PublicServer.Handler
    ) async throws -> PublicServer {
        var options = PublicServer.Options(host: "127.0.0.1", port: 0)
        options.bodyBytesMax = bodyBytesMax
        change(&options)
        return try await PublicServer.start(
            options,
            clockMs: { 784_111_777_000 },
            logger: .none,
            handler
        )
    }

    static func start(_ witness: Witness) async throws -> PublicServer {
        let service = WitnessService(witness)
        return try await start(bodyBytesMax: WitnessService.bodyBytesMax) {
            await service.answer($0)
        }
    }

    struct Answer: Sendable {
        var status: Int
        var headers: HTTPHeaders
        var body: [UInt8]

        func header(_ name: String) -> String? { headers.first(name: name) }

        var text: String { String(decoding: body, as: UTF8.self) }
    }

    static func ask(
        _ server: PublicServer,
        _ method: String,
        _ path: String,
        _ body: [UInt8]? = nil
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(server.port)\(path)")
        request.method = .init(rawValue: method)
        if let body { request.body = .bytes(body) }
        let response = try await client.execute(request, timeout: .seconds(120))
        let bytes = try await response.body.collect(upTo: 1 << 20)
        return Answer(
            status: Int(response.status.code),
            headers: response.headers,
            body: [UInt8](bytes.readableBytesView)
        )
    }
}
