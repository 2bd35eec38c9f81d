#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The bounds of a sidecar.
package struct SidecarOptions: Sendable {
    /// The user ids that may connect; that of this process is always one of them.
    package var users: Set<UInt32>
    /// Connections at a time; a further one is closed at once.
    package var connectionsMax = 1_024
    /// Calls at a time on one connection.
    package var streamsMax = 128
    /// Calls at a time on all connections: each takes some tens of kilobytes while it is open.
    package var callsMax = 16_384
    /// The largest message in bytes.
    package var messageBytesMax = 1_048_576
    /// How long a connection without calls is asked after.
    package var keepaliveSeconds: Int64 = 60
    /// How long a hold lasts that nobody settles.
    package var holdMs: Int64 = 60_000
    /// How long calls in flight may take when the server stops.
    package var drainMs: Int64 = 10_000
    /// Told of each user who is not allowed and has connected; called on an event loop.
    package var onUserRefused: (@Sendable (UInt32) -> Void)?

    package init(users: Set<UInt32> = []) {
        self.users = users.union([UInt32(geteuid())])
    }
}
