import GRPCCore
import GRPCNIOTransportHTTP2Posix
import NIOPosix
import Synchronization

/// The gRPC server on its Unix socket, or on TCP for other machines.
package final class SidecarServer: Sendable {
    private let server: GRPCServer<HTTP2ServerTransport.Posix>
    package let connections: Connections
    private let drain: Drain
    private let options: SidecarOptions
    private let counters: SidecarCounters
    private let hasEnded = Atomic(false)

    /// A server on a socket that listens already; it takes the descriptor over.
    package init(
        descriptor: Int32,
        _ service: SidecarService,
        _ options: SidecarOptions
    ) {
        let connections = Connections(options, checksUsers: true)
        self.connections = connections
        self.options = options
        drain = service.drain
        let transport = HTTP2ServerTransport.Posix(
            listeningSocketDescriptor: Int(descriptor),
            transportSecurity: .plaintext,
            config: .bounded(options, connections),
            eventLoopGroup: SidecarLoops.shared.group
        )
        counters = service.counters
        let counting = CallCounting(counters: counters, callsMax: options.callsMax)
        server = GRPCServer(transport: transport, services: [service], interceptors: [counting])
    }

    /// A server on TCP, by TLS 1.2 or later with certificates on both sides; the client's must be
    /// for the tenant that is served.
    package init(
        _ place: SidecarTLS,
        _ service: SidecarService,
        _ options: SidecarOptions
    ) {
        let connections = Connections(options, checksUsers: false)
        self.connections = connections
        self.options = options
        drain = service.drain
        let isV6 = place.host.contains(":")
        let transport = HTTP2ServerTransport.Posix(
            address: isV6
                ? .ipv6(host: place.host, port: place.port)
                : .ipv4(host: place.host, port: place.port),
            transportSecurity: .mTLS(
                certificateChain: [.file(path: place.certificates, format: .pem)],
                privateKey: .file(path: place.key, format: .pem)
            ) { tls in
                tls.trustRoots = .certificates([.file(path: place.clientRoots, format: .pem)])
                tls.requireALPN = true
            },
            config: .bounded(options, connections),
            eventLoopGroup: SidecarLoops.shared.group
        )
        let tenant = CertificateTenant { service.desk.tenant }
        counters = service.counters
        let counting = CallCounting(counters: counters, callsMax: options.callsMax)
        server = GRPCServer(
            transport: transport,
            services: [service],
            interceptors: [tenant, counting]
        )
    }

    /// Serves until it is stopped; throws what the transport says where it cannot.
    package func serve() async throws {
        defer { hasEnded.store(true, ordering: .relaxed) }
        try await withTaskExecutorPreference(SidecarLoops.shared) { try await server.serve() }
    }

    /// Tells listeners, takes no further call, and lets those in flight end; ``serve()`` returns
    /// then.
    package func stop(nowMs: Int64, trigger: String) {
        drain.begin(deadlineMs: nowMs + options.drainMs, trigger: trigger)
        server.beginGracefulShutdown()
    }

    /// The same, and sees to it that ``serve()`` returns: clients that do not listen any more are cut off
    /// when no call is running, or when calls in flight have had their time.
    package func end(nowMs: Int64, trigger: String) async {
        stop(nowMs: nowMs, trigger: trigger)
        let clock = ContinuousClock()
        let start = clock.now
        var idleSince = start
        while !hasEnded.load(ordering: .relaxed) {
            let now = clock.now
            if counters.openCount > 0 { idleSince = now }
            if now - idleSince >= .milliseconds(Self.idleMs)
                || now - start >= .milliseconds(options.drainMs)
            {
                break
            }
            try? await Task.sleep(for: .milliseconds(5))
        }
        connections.closeAll()
        // Its socket is closed by now; a call that hangs all the same is not waited for.
        for _ in 0..<200 where !hasEnded.load(ordering: .relaxed) {
            try? await Task.sleep(for: .milliseconds(5))
        }
    }

    /// How long a client may take to read the last answers and to close.
    private static let idleMs: Int64 = 2_000
}

extension HTTP2ServerTransport.Posix.Config {
    fileprivate static func bounded(
        _ options: SidecarOptions,
        _ connections: Connections
    ) -> HTTP2ServerTransport.Posix.Config {
        .defaults { config in
            config.http2.maxConcurrentStreams = options.streamsMax
            config.rpc.maxRequestPayloadSize = options.messageBytesMax
            // Else each answer waits up to 100 µs for others to go with it.
            config.connection.flushCoalescing = nil
            config.connection.keepalive.time = .seconds(options.keepaliveSeconds)
            config.connection.keepalive.timeout = .seconds(options.keepaliveAnswerSeconds)
            config.connection.keepalive.clientBehavior.allowWithoutCalls = true
            config.connection.keepalive.clientBehavior.minPingIntervalWithoutCalls = .seconds(5)
            config.connection.maxGraceTime = .milliseconds(options.drainMs)
            config.channelDebuggingCallbacks.onAcceptTCPConnection = connections.accept
        }
    }
}
