import FarthingSidecar
import Foundation
import GRPCCore
import GRPCNIOTransportHTTP2Posix
import GRPCProtobuf
import NIOCore
import NIOPosix
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
            try await handshake(client)
        }
    }

    private func handshake(
        _ client: GRPCClient<HTTP2ClientTransport.Posix>
    ) async throws -> Wire.HandshakeResponse {
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

    // MARK: Clients that say nothing

    private static let preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
    private static let settings: [UInt8] = [0, 0, 0, 4, 0, 0, 0, 0, 0]

    /// A connection on which these bytes are sent, and whatever comes is not answered.
    private func silent(_ path: String, _ bytes: [UInt8]) async throws -> any Channel {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(unixDomainSocketPath: path).get()
        if !bytes.isEmpty { try await channel.writeAndFlush(ByteBuffer(bytes: bytes)) }
        return channel
    }

    @Test("who does not begin to speak HTTP/2 is closed, and who has begun stays")
    func start() async throws {
        try await serving({ $0.startMs = 3_000 }) { path, _ in
            let whole = Array(Self.preface.utf8) + Self.settings
            let begun = try await silent(path, whole)
            var others: [any Channel] = []
            for bytes in [[], Array(whole.prefix(10)), Array(whole.prefix(32))] {
                others.append(try await silent(path, bytes))
            }
            for channel in others { try await channel.closeFuture.get() }
            #expect(begun.isActive)
            try await begun.close()
        }
    }

    @Test("who does not answer any more is closed, and who has nothing to say but answers stays")
    func silence() async throws {
        let change = { (options: inout SidecarOptions) in
            options.startMs = 4_000
            options.keepaliveSeconds = 1
            options.keepaliveAnswerSeconds = 8
        }
        try await serving(change) { path, server in
            let transport = try HTTP2ClientTransport.Posix(
                target: .unixDomainSocket(path: path),
                transportSecurity: .plaintext
            )
            try await withGRPCClient(transport: transport) { client in
                _ = try await handshake(client)
                let other = try await silent(path, Array(Self.preface.utf8) + Self.settings)
                #expect(server.connections.openCount == 2)
                try await other.closeFuture.get()
                while server.connections.openCount == 2 { await Task.yield() }
                #expect(server.connections.openCount == 1)
            }
        }
    }
}
