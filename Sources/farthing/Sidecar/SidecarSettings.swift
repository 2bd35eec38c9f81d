import FarthingSidecar
import NIOSSL

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What the settings say about the sidecar.
struct SidecarSettings {
    /// The socket's path; nil where there is none.
    let path: String?
    /// Where it listens on TCP; nil where it does not.
    let place: SidecarTLS?
    /// The access key that stands for its callers; nil for none.
    let key: String?
    let options: SidecarOptions

    /// Whether anything is wanted of it.
    var isWanted: Bool { path != nil || place != nil }

    init(_ settings: Settings) throws(Failure) {
        path = try Self.path(settings)
        place = try Self.place(settings)
        key = try settings.text(.sidecarKey)
        var options = SidecarOptions(users: try Self.users(settings))
        if let holdMs = try settings.number(.sidecarHoldMs) { options.holdMs = holdMs }
        if let drainMs = try settings.number(.shutdownMs) { options.drainMs = drainMs }
        self.options = options
        let isWanted = path != nil || place != nil
        for setting in [Setting.sidecarUsers, .sidecarKey, .sidecarClientCa] where !isWanted {
            guard let text = try settings.text(setting) else { continue }
            throw settings.wrong(
                setting,
                text,
                "there is no sidecar that it could be for; give --sidecar PATH"
            )
        }
    }

    private static func path(_ settings: Settings) throws(Failure) -> String? {
        guard let path = try settings.text(.sidecar) else { return nil }
        guard path.hasPrefix("/"), !path.hasSuffix("/"),
            path.utf8.count <= SidecarSocket.pathBytesMax
        else {
            throw settings.wrong(
                .sidecar,
                path,
                "no path for a socket; name an absolute one of at most "
                    + "\(SidecarSocket.pathBytesMax) bytes, as /var/run/spendguard/adapter.sock"
            )
        }
        guard path.split(separator: "/").last != "admin.sock" else {
            throw settings.wrong(
                .sidecar,
                path,
                "a data folder's commands meet at admin.sock; name another path"
            )
        }
        if let other = try settings.text(.spendSocket), isSame(path, other) {
            throw settings.wrong(
                .sidecar,
                path,
                "the spend verbs are to be served there (--spend-socket); name another path for "
                    + "one of the two"
            )
        }
        return path
    }

    /// Whether two absolute paths are written for one file, by whatever slashes and dots.
    private static func isSame(_ one: String, _ other: String) -> Bool {
        func parts(_ path: String) -> [Substring] {
            path.split(separator: "/").filter { $0 != "." }
        }
        return one.hasPrefix("/") && other.hasPrefix("/") && parts(one) == parts(other)
    }

    private static func place(_ settings: Settings) throws(Failure) -> SidecarTLS? {
        guard let text = try settings.text(.sidecarListen) else { return nil }
        guard let address = ListenAddress(text), isNumeric(address.host) else {
            throw settings.wrong(
                .sidecarListen,
                text,
                "no address; write ADDRESS:PORT with an address in numbers, as 0.0.0.0:8486"
            )
        }
        guard let certificates = try settings.text(.tlsCert), let key = try settings.text(.tlsKey)
        else {
            throw settings.wrong(
                .sidecarListen,
                text,
                "on TCP both sides show certificates; give --tls-cert and --tls-key"
            )
        }
        guard let roots = try settings.text(.sidecarClientCa) else {
            throw settings.wrong(
                .sidecarListen,
                text,
                "on TCP both sides show certificates; give --sidecar-client-ca FILE with the roots "
                    + "of the clients'"
            )
        }
        try checkRoots(roots)
        return SidecarTLS(
            host: address.host,
            port: address.port,
            certificates: certificates,
            key: key,
            clientRoots: roots
        )
    }

    /// Fails where no client could ever be known by these roots.
    private static func checkRoots(_ roots: String) throws(Failure) {
        let bytes: [UInt8]
        do {
            bytes = try SmallFile.read(roots, bytesMax: 1 << 20, what: "the roots")
        } catch {
            throw Failure(.configuration, "--sidecar-client-ca \(roots): it cannot be read")
        }
        guard let found = try? NIOSSLCertificate.fromPEMBytes(bytes), !found.isEmpty else {
            throw Failure(
                .configuration,
                "--sidecar-client-ca \(roots): no certificates in PEM; give the roots that issue "
                    + "the clients' certificates"
            )
        }
    }

    private static func isNumeric(_ host: String) -> Bool {
        var v4 = in_addr()
        var v6 = in6_addr()
        return inet_pton(AF_INET, host, &v4) == 1 || inet_pton(AF_INET6, host, &v6) == 1
    }

    private static func users(_ settings: Settings) throws(Failure) -> Set<UInt32> {
        guard let text = try settings.text(.sidecarUsers) else { return [] }
        var users: Set<UInt32> = []
        for word in text.split(separator: ",") {
            let name = word.trimmed
            if let number = UInt32(name) {
                users.insert(number)
            } else if let user = number(of: name) {
                users.insert(user)
            } else {
                throw settings.wrong(.sidecarUsers, text, "there is no user \(Shown.safe(name))")
            }
        }
        return users
    }

    private static func number(of name: String) -> UInt32? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var text = [CChar](repeating: 0, count: 16_384)
        guard getpwnam_r(name, &entry, &text, text.count, &found) == 0, found != nil else {
            return nil
        }
        return UInt32(entry.pw_uid)
    }
}

extension Substring {
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}

extension Setting {
    static let sidecar = Setting(name: "sidecar", kind: .text)
    static let sidecarUsers = Setting(name: "sidecarUsers", kind: .text)
    static let sidecarKey = Setting(name: "sidecarKey", kind: .text)
    static let sidecarListen = Setting(name: "sidecarListen", kind: .text)
    static let sidecarClientCa = Setting(name: "sidecarClientCa", kind: .text)
    static let sidecarHoldMs = Setting(name: "sidecarHoldMs", kind: .number(1_000...86_400_000))

    static let ofSidecar: [Setting] = [
        sidecar, sidecarUsers, sidecarKey, sidecarListen, sidecarClientCa,
    ]
}
