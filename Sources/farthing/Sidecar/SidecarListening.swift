import FarthingSidecar
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Sees to it that a start says "ready" only where the sidecar can be reached over TCP.
enum SidecarListening {
    /// What has become of a server that serves in a task of its own.
    final class Progress: Sendable {
        private let reason = Mutex<String?>(nil)

        /// Why it has ended; nil while it serves.
        var end: String? { reason.withLock { $0 } }

        func noteEnd(_ why: String) { reason.withLock { $0 = why } }
    }

    /// How long a server may take to listen.
    private static let startMs = 10_000
    private static let stepMs = 5
    private static let stepsPerProbe = 10

    /// Fails where nobody could listen at the place now: it is in use, not this machine's, or for
    /// others to use.
    static func check(_ place: SidecarTLS) throws(Failure) {
        let probe = newSocket(place)
        guard probe >= 0 else { throw failure(place, systemReason()) }
        defer { close(probe) }
        // As the server itself does: what was closed a moment ago is free.
        var one: Int32 = 1
        setsockopt(probe, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
        guard withAddress(place, { bind(probe, $0, $1) }) == 0, listen(probe, 1) == 0 else {
            throw failure(place, systemReason())
        }
    }

    /// Waits until the server has taken a connection of our own, which says nothing and is closed then.
    ///
    /// A port that the system chooses (0) cannot be tried: the check was all that there is.
    static func wait(
        for server: SidecarServer,
        _ place: SidecarTLS,
        _ progress: Progress
    ) async throws(Failure) {
        guard place.port != 0 else { return }
        let clock = ContinuousClock()
        let end = clock.now + .milliseconds(startMs)
        var probe: Int32 = -1
        defer { if probe >= 0 { close(probe) } }
        var step = 0
        while clock.now < end {
            if let reason = progress.end { throw failure(place, reason) }
            if step % stepsPerProbe == 0 {
                if probe >= 0 { close(probe) }
                probe = connected(place)
            }
            step += 1
            // Seen by this server and no other that took the port meanwhile.
            let connections = server.connections
            if connections.openCount + connections.refusedCount > 0 { return }
            try? await Task.sleep(for: .milliseconds(stepMs))
        }
        throw failure(place, progress.end ?? "it takes no connections")
    }

    private static func failure(_ place: SidecarTLS, _ reason: String) -> Failure {
        Failure(
            .unavailable,
            "cannot listen on --sidecar-listen \(place.shown): \(reason); stop what listens there, "
                + "or choose another address"
        )
    }

    // MARK: Sockets

    /// A socket that is connected, or will be or fail in a moment; -1 where nobody listens.
    private static func connected(_ place: SidecarTLS) -> Int32 {
        let probe = newSocket(place)
        guard probe >= 0 else { return -1 }
        // Nobody waits for an address that does not answer.
        _ = fcntl(probe, F_SETFL, fcntl(probe, F_GETFL) | O_NONBLOCK)
        if withAddress(place, { connect(probe, $0, $1) }) == 0 || errno == EINPROGRESS {
            return probe
        }
        close(probe)
        return -1
    }

    private static func newSocket(_ place: SidecarTLS) -> Int32 {
        #if canImport(Glibc)
        let kind = Int32(SOCK_STREAM.rawValue)
        #else
        let kind = SOCK_STREAM
        #endif
        let descriptor = socket(place.isV6 ? AF_INET6 : AF_INET, kind, 0)
        if descriptor >= 0 { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        return descriptor
    }

    private static func withAddress(
        _ place: SidecarTLS,
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        let port = in_port_t(truncatingIfNeeded: place.port).bigEndian
        if place.isV6 {
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = port
            inet_pton(AF_INET6, place.host, &address.sin6_addr)
            return withBytes(of: &address, body)
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port
        inet_pton(AF_INET, place.host, &address.sin_addr)
        return withBytes(of: &address, body)
    }

    private static func withBytes<Address>(
        of address: inout Address,
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        let length = socklen_t(MemoryLayout<Address>.size)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }
}

extension SidecarTLS {
    fileprivate var isV6: Bool { host.contains(":") }

    /// The address as it is written.
    var shown: String { "\(isV6 ? "[\(host)]" : host):\(port)" }
}
