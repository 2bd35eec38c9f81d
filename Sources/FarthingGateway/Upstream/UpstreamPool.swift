import NIOCore
import NIOPosix
import NIOSSL

/// One event loop's connections to one provider: the one used last goes out first, so that those
/// not needed grow old and are closed.
final class UpstreamPool {
    /// How long a connection may rest: shorter than the common 60 to 75 s of providers, so that
    /// they seldom close one under a request.
    static let idleMs: Int64 = 50_000

    let target: UpstreamTarget
    private let loop: any EventLoop
    let outbox: Outbox
    private let options: GatewayOptions
    private let tls: NIOSSLContext?
    private var idle: [UpstreamConnection] = []
    private var waiters: CircularBuffer<any UpstreamUser> = []
    private(set) var openCount = 0

    init(
        target: UpstreamTarget,
        loop: any EventLoop,
        outbox: Outbox,
        options: GatewayOptions,
        tls: NIOSSLContext?
    ) {
        self.target = target
        self.loop = loop
        self.outbox = outbox
        self.options = options
        self.tls = tls
    }

    /// Gives a call a connection, now or later; `fresh` takes none that was used before.
    func acquire(_ user: any UpstreamUser, fresh: Bool = false) {
        while !fresh, let connection = idle.popLast() {
            guard connection.isActive else { continue }
            connection.begin(user)
            user.upstreamReady(connection)
            return
        }
        if openCount < options.upstreamConnectionsMax {
            connect(user)
        } else if waiters.count < options.upstreamWaitersMax {
            waiters.append(user)
        } else {
            user.upstreamUnavailable(.tooMany)
        }
    }

    /// Takes a call out of those that wait.
    func cancel(_ user: any UpstreamUser) {
        waiters.removeAll { $0 === user }
    }

    func giveBack(_ connection: UpstreamConnection) {
        if let next = waiters.popFirst() {
            connection.begin(next)
            next.upstreamReady(connection)
        } else {
            idle.append(connection)
        }
    }

    func closed(_ connection: UpstreamConnection) {
        idle.removeAll { $0 === connection }
        lost()
    }

    /// A connection is gone, or did not come about: who waits gets another.
    private func lost() {
        openCount -= 1
        if openCount < options.upstreamConnectionsMax, let next = waiters.popFirst() {
            connect(next)
        }
    }

    /// Closes what has rested too long.
    func sweep(_ nowMs: Int64) {
        let old = idle.filter { nowMs - $0.idleSinceMs > Self.idleMs }
        guard !old.isEmpty else { return }
        idle.removeAll { nowMs - $0.idleSinceMs > Self.idleMs }
        for connection in old { connection.close() }
    }

    /// Closes what rests, at the end.
    func closeIdle() {
        let all = idle
        idle = []
        for connection in all { connection.close() }
    }

    private func connect(_ user: any UpstreamUser) {
        openCount += 1
        let connection = UpstreamConnection(pool: self)
        let target = target
        let tls = tls
        ClientBootstrap(group: loop)
            .connectTimeout(.milliseconds(options.connectTimeoutMs))
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelOption(.autoRead, value: false)
            .channelOption(.maxMessagesPerRead, value: 4)
            .channelInitializer {
                [connection = NIOLoopBound(connection, eventLoop: loop)] channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        let name = Self.isAddress(target.host) ? nil : target.host
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: tls, serverHostname: name)
                        )
                    }
                    try channel.pipeline.syncOperations.addHandler(connection.value)
                }
            }
            .connect(host: target.host, port: target.port)
            .assumeIsolated()
            .whenComplete { result in
                switch result {
                case .success:
                    connection.begin(user)
                    user.upstreamReady(connection)
                case .failure(let error):
                    user.upstreamUnavailable(.connect(Self.reason(error)))
                    self.lost()
                }
            }
    }

    private static func isAddress(_ host: String) -> Bool {
        (try? SocketAddress(ipAddress: host, port: 0)) != nil
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case is NIOConnectionError: "cannot connect"
        case let error as ChannelError:
            if case .connectTimeout = error { "connecting took too long" } else { "channel error" }
        case let error as IOError: "cannot connect (errno \(error.errnoCode))"
        default: "cannot connect"
        }
    }
}
