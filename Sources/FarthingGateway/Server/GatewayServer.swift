import FarthingCore
import Logging
import NIOCore
import NIOHTTP1
package import NIOPosix
import NIOSSL
import Synchronization

/// The gateway as a server: listens, and ends gracefully.
package final class GatewayServer: Sendable {
    private let state: GatewayState
    private let loops: [NIOLoopBound<LoopState>]
    private let channel: any Channel
    private let spendChannel: (any Channel)?
    /// Where it listens in the end.
    package let port: Int

    /// Starts to listen.
    ///
    /// - Throws: what the system says when the address cannot be used; nothing listens then.
    package static func start(
        _ state: GatewayState,
        group: MultiThreadedEventLoopGroup
    ) async throws -> GatewayServer {
        let upstreamTLS = try makeUpstreamTLS(state.options)
        var loops: [NIOLoopBound<LoopState>] = []
        for loop in group.makeIterator() {
            let bound = try await loop.submit {
                let made = LoopState(loop: loop, gateway: state, upstreamTLS: upstreamTLS)
                made.start()
                return NIOLoopBound(made, eventLoop: loop)
            }.get()
            loops.append(bound)
        }
        let jobs = await openJobs(state)
        let now = state.clockMs()
        for job in jobs {
            state.jobs.withLock { $0.add(job, nowMs: now, pollMs: state.options.jobPollMs) }
        }
        if let first = loops.first {
            first.eventLoop.execute {
                first.value.watchJobs()
                first.value.watchWaits()
            }
        }
        let byLoop = Dictionary(
            uniqueKeysWithValues: zip(loops.map { ObjectIdentifier($0.eventLoop) }, loops)
        )
        let spendChannel = try await listenForSpending(state, group, byLoop)
        let channel: any Channel
        do {
            channel = try await bootstrap(state, group, byLoop, isForSpending: false)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
                .bind(host: state.options.host, port: state.options.port)
                .get()
        } catch {
            try? await spendChannel?.close().get()
            state.options.spendSocket?.remove()
            throw error
        }
        state.setLoops(loops)
        return GatewayServer(state, loops, channel, spendChannel)
    }

    private static func bootstrap(
        _ state: GatewayState,
        _ group: MultiThreadedEventLoopGroup,
        _ loops: [ObjectIdentifier: NIOLoopBound<LoopState>],
        isForSpending: Bool
    ) -> ServerBootstrap {
        ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1_024)
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.maxMessagesPerRead, value: 4)
            .childChannelOption(
                .writeBufferWaterMark,
                value: ChannelOptions.Types.WriteBufferWaterMark(low: 64 << 10, high: 256 << 10)
            )
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try Self.prepare(channel, state, loops, isForSpending: isForSpending)
                }
            }
    }

    /// Listens on the spend socket, where there is to be one.
    private static func listenForSpending(
        _ state: GatewayState,
        _ group: MultiThreadedEventLoopGroup,
        _ loops: [ObjectIdentifier: NIOLoopBound<LoopState>]
    ) async throws -> (any Channel)? {
        guard let socket = state.options.spendSocket else { return nil }
        do {
            try socket.clear()
            let channel = try await bootstrap(state, group, loops, isForSpending: true)
                .bind(unixDomainSocketPath: socket.path)
                .get()
            try socket.protect()
            return channel
        } catch let error as IOError {
            throw SpendSocketFailure(socket: socket, problem: .system(error.errnoCode))
        } catch let problem as SpendSocket.Problem {
            throw SpendSocketFailure(socket: socket, problem: problem)
        }
    }

    private init(
        _ state: GatewayState,
        _ loops: [NIOLoopBound<LoopState>],
        _ channel: any Channel,
        _ spendChannel: (any Channel)?
    ) {
        self.state = state
        self.loops = loops
        self.channel = channel
        self.spendChannel = spendChannel
        port = channel.localAddress?.port ?? state.options.port
    }

    /// What was going on at the last stop; a ledger that cannot tell charges it when it expires.
    private static func openJobs(_ state: GatewayState) async -> [Job] {
        do throws(LedgerError) {
            return try await state.ledger.openHolds(limit: RunningJobs.jobsMax).compactMap(Job.init)
        } catch {
            state.logger.warning("jobs are not watched", metadata: ["detail": "\(error.detail)"])
            return []
        }
    }

    private static func makeUpstreamTLS(_ options: GatewayOptions) throws -> NIOSSLContext? {
        let targets = Array(options.upstreams.values) + options.fallbacks.values.joined()
        guard targets.contains(where: \.usesTLS) else { return nil }
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.applicationProtocols = ["http/1.1"]
        return try NIOSSLContext(configuration: configuration)
    }

    private static func prepare(
        _ channel: any Channel,
        _ state: GatewayState,
        _ loops: [ObjectIdentifier: NIOLoopBound<LoopState>],
        isForSpending: Bool
    ) throws {
        let count = state.connections.wrappingAdd(1, ordering: .relaxed).newValue
        channel.closeFuture.whenComplete { _ in
            state.connections.wrappingSubtract(1, ordering: .relaxed)
        }
        guard count <= state.options.connectionsMax,
            let loop = loops[ObjectIdentifier(channel.eventLoop)]
        else { throw ConnectionRefused() }
        let pipeline = channel.pipeline.syncOperations
        if let tls = state.options.tls, !isForSpending {
            try pipeline.addHandler(NIOSSLServerHandler(context: tls))
        }
        let decoder = HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)
        try pipeline.addHandler(ByteToMessageHandler(decoder, maximumBufferSize: 1 << 20))
        try pipeline.addHandler(ClientConnection(loop: loop.value, isForSpending: isForSpending))
    }

    /// Ends gracefully: takes no more connections, lets running calls end for a while, cuts the
    /// rest, and hands every settlement to the ledger.
    package func stop() async {
        state.isDraining.store(true, ordering: .relaxed)
        try? await channel.close().get()
        if let spendChannel {
            try? await spendChannel.close().get()
            state.options.spendSocket?.remove()
        }
        let deadline = NIODeadline.now() + .milliseconds(state.options.shutdownMs)
        while await isBusy(), NIODeadline.now() < deadline {
            try? await Task.sleep(nanoseconds: 10_000_000)
        }
        for loop in loops { loop.eventLoop.execute { loop.value.cut() } }
        let last = NIODeadline.now() + .seconds(2)
        while await isBusy(), NIODeadline.now() < last {
            try? await Task.sleep(nanoseconds: 10_000_000)
        }
        for loop in loops {
            try? await loop.eventLoop.submit {
                loop.value.stop()
                loop.value.cut()
            }.get()
        }
    }

    private func isBusy() async -> Bool {
        var isBusy = false
        for loop in loops {
            let runs = try? await loop.eventLoop.submit { loop.value.drain() }.get()
            isBusy = isBusy || runs ?? false
        }
        return isBusy
    }
}

/// Too many connections.
private struct ConnectionRefused: Error {}
