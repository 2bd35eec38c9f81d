import FarthingSidecar
import Foundation
import GRPCCore
import GRPCNIOTransportHTTP2Posix
import GRPCProtobuf
import Synchronization
import Testing

@Suite("sidecar connections")
struct ConnectionTests {
    private func handshake(
        _ path: String
    ) async throws -> Wire.HandshakeResponse {
        let transport = try HTTP2ClientTransport.Posix(
            target: .unixDomainSocket(path: path),
            transportSecurity: .plaintext
        )
        return try await withGRPCClient(transport: transport) { client in
            var request = Wire.HandshakeRequest()
            request.protocolVersion = 1
            request.workloadInstanceID = "w"
            var options = CallOptions.defaults
            options.timeout = .seconds(120)
            options.waitForReady = false
            return try await client.unary(
                request: ClientRequest(message: request),
                descriptor: Wire.Service.Method.Handshake.descriptor,
                serializer: ProtobufSerializer<Wire.HandshakeRequest>(),
                deserializer: ProtobufDeserializer<Wire.HandshakeResponse>(),
                options: options
            ) { response in try response.message }
        }
    }

    private func serving(
        _ change: (inout SidecarOptions) -> Void,
        _ body: (String, SidecarServer) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "sc-\(UInt32.random(in: 0...UInt32.max))"
        )
        defer { try? FileManager.default.removeItem(at: folder) }
        let place = try SidecarSocket(folder.appending(path: "s").path(percentEncoded: false))
        defer { place.leave() }
        var options = SidecarOptions()
        change(&options)
        let server = SidecarServer(
            descriptor: place.descriptor,
            try await Sample().service,
            options
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.serve() }
            do {
                try await body(place.path, server)
            } catch {
                server.stop(nowMs: 0, trigger: "test")
                throw error
            }
            server.stop(nowMs: 0, trigger: "test")
            try await group.waitForAll()
        }
    }

    @Test("who is of the allowed users is served, and the server ends when it is told to")
    func served() async throws {
        try await serving({ _ in }) { path, server in
            let answer = try await handshake(path)
            #expect(answer.protocolVersion == 1)
            #expect(!answer.sessionID.isEmpty)
            #expect(try await handshake(path).sessionID == answer.sessionID)
            #expect(server.connections.refusedCount == 0)
        }
    }

    @Test("another user's connection is closed before any call")
    func users() async throws {
        let refused = Mutex<Set<UInt32>>([])
        let change = { (options: inout SidecarOptions) in
            options.users = []
            options.onUserRefused = { user in refused.withLock { _ = $0.insert(user) } }
        }
        try await serving(change) { path, server in
            await #expect(throws: RPCError.self) { try await handshake(path) }
            #expect(server.connections.refusedCount > 0)
        }
        #expect(refused.withLock { $0 } == [UInt32(geteuid())])
    }

    @Test("no more connections than the bound")
    func bound() async throws {
        try await serving({ $0.connectionsMax = 0 }) { path, server in
            await #expect(throws: RPCError.self) { try await handshake(path) }
            #expect(server.connections.refusedCount > 0)
        }
    }
}
