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
    /// How long a new connection may take to speak HTTP/2, with TLS before it where that is wanted.
    package var startMs: Int64 = 15_000
    /// After how long a silent client is asked whether it is still there.
    package var keepaliveSeconds: Int64 = 60
    /// How long it may take to answer that before its connection is closed, whatever is open on it.
    package var keepaliveAnswerSeconds: Int64 = 20
    /// How long a hold lasts that nobody settles.
    package var holdMs: Int64 = 60_000
    /// How long calls in flight may take when the server stops.
    package var drainMs: Int64 = 10_000
    /// Told of each user who is not allowed and has connected; called on an event loop.
    package var onUserRefused: (@Sendable (UInt32) -> Void)?
    /// Told of each run of which a client says that it is over, and when that was, in milliseconds UTC: once
    /// what it held is given back, and again for what is booked of its calls later.
    package var onRunEnded: (@Sendable (_ run: String, _ atMs: Int64) async -> Void)?

    package init(users: Set<UInt32> = []) {
        self.users = users.union([UInt32(geteuid())])
    }
}
