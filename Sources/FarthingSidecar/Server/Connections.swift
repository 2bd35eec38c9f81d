package import NIOCore
import NIOSSL
import Synchronization

/// Who is connected: nobody beyond the bounds, and nobody but the allowed users.
package final class Connections: Sendable {
    private struct Counts {
        var open = 0
        var refused = 0
        var channels: [ObjectIdentifier: any Channel] = [:]
    }

    /// Nil where the system knows no user at the other end.
    private let users: Set<UInt32>?
    private let options: SidecarOptions
    private let counts = Mutex(Counts())

    package init(_ options: SidecarOptions, checksUsers: Bool) {
        users = checksUsers ? options.users : nil
        self.options = options
    }

    /// Connections that are open.
    package var openCount: Int { counts.withLock { $0.open } }
    /// Connections that were closed at once, for their user or for their number.
    package var refusedCount: Int { counts.withLock { $0.refused } }

    /// Looks at a new connection. One that is refused is closed and not failed: the transport would
    /// keep a failed one for ever.
    package func accept(_ channel: any Channel) -> EventLoopFuture<Void> {
        let isWithin = counts.withLock { counts in
            guard counts.open < options.connectionsMax else { return false }
            counts.open += 1
            counts.channels[ObjectIdentifier(channel)] = channel
            return true
        }
        guard isWithin else { return refuse(channel) }
        channel.closeFuture.whenComplete { _ in
            self.counts.withLock { counts in
                counts.open -= 1
                counts.channels[ObjectIdentifier(channel)] = nil
            }
        }
        do {
            try watch(channel)
        } catch {
            // It is over already.
            return refuse(channel)
        }
        guard let users else { return channel.eventLoop.makeSucceededVoidFuture() }
        return PeerCredentials.read(channel)
            .map { peer in
                let isAllowed = users.contains(peer.user)
                if !isAllowed { self.options.onUserRefused?(peer.user) }
                return isAllowed
            }
            .recover { _ in false }
            .flatMap { isAllowed in
                if isAllowed { return channel.eventLoop.makeSucceededVoidFuture() }
                return self.refuse(channel)
            }
    }

    /// Closes all that are open, whatever they wait for.
    func closeAll() {
        let channels = counts.withLock { Array($0.channels.values) }
        for channel in channels { channel.close(promise: nil) }
    }

    /// Looks after what a connection reads: behind TLS, where there is TLS, because who does not get
    /// through that has said nothing.
    private func watch(_ channel: any Channel) throws {
        let pipeline = channel.pipeline.syncOperations
        let handlers: [any ChannelHandler] = [ReadOrder(), SilenceWatch(options)]
        if let tls = try? pipeline.handler(type: NIOSSLServerHandler.self) {
            try pipeline.addHandlers(handlers, position: .after(tls))
        } else {
            try pipeline.addHandlers(handlers, position: .first)
        }
    }

    private func refuse(_ channel: any Channel) -> EventLoopFuture<Void> {
        counts.withLock { $0.refused += 1 }
        channel.close(promise: nil)
        return channel.eventLoop.makeSucceededVoidFuture()
    }
}
