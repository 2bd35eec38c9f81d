package import NIOCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Who is at the other end of a Unix socket, as the system says.
package struct PeerCredentials: Hashable, Sendable {
    /// The user id of the process that connected.
    package var user: UInt32

    package init(user: UInt32) { self.user = user }

    /// Reads them of a connection; fails where the system does not say.
    package static func read(_ channel: any Channel) -> EventLoopFuture<PeerCredentials> {
        guard let options = channel as? any SocketOptionProvider else {
            return channel.eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
        }
        #if os(Linux)
        return options.unsafeGetSocketOption(
            level: .init(rawValue: SOL_SOCKET),
            name: .init(rawValue: SO_PEERCRED)
        ).map { (credentials: LinuxCredentials) in PeerCredentials(user: credentials.user) }
        #else
        return options.unsafeGetSocketOption(
            level: .init(rawValue: 0),
            name: .init(rawValue: 1)
        ).map { (credentials: xucred) in PeerCredentials(user: credentials.cr_uid) }
        #endif
    }
}

#if os(Linux)
/// What SO_PEERCRED gives, `struct ucred`, which the C library shows to its own extensions alone.
private struct LinuxCredentials {
    var process: Int32
    var user: UInt32
    var group: UInt32
}
#endif
