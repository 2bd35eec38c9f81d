/// Where a sidecar for other machines listens, and by what both sides are known.
package struct SidecarTLS: Hashable, Sendable {
    /// An IPv4 or IPv6 address; no name.
    package var host: String
    package var port: Int
    /// PEM files: the server's certificate with what lies between it and its root, its key, and the
    /// roots that clients' certificates must lead to.
    package var certificates: String
    package var key: String
    package var clientRoots: String

    package init(
        host: String,
        port: Int,
        certificates: String,
        key: String,
        clientRoots: String
    ) {
        self.host = host
        self.port = port
        self.certificates = certificates
        self.key = key
        self.clientRoots = clientRoots
    }
}
