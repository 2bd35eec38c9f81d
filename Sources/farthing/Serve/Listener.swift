import FarthingGateway
import NIOSSL

/// Where the gateway listens, and with what protection.
struct Listener {
    var address: ListenAddress
    var tls: NIOSSLContext?

    /// Reads the settings; beyond loopback nothing is served without TLS, unless it is said aloud
    /// that a proxy in front does it.
    init(_ settings: Settings) throws(Failure) {
        let text = try settings.text(.listen) ?? "127.0.0.1:8484"
        guard let address = ListenAddress(text) else {
            throw settings.wrong(.listen, text, "no address; write HOST:PORT, as 127.0.0.1:8484")
        }
        self.address = address
        tls = try Listener.context(settings)
        let isBehindProxy = try settings.flag(.behindTlsProxy)
        guard tls != nil || address.isLoopback || isBehindProxy else {
            throw settings.wrong(
                .listen,
                text,
                "beyond loopback keys would travel in the clear; give --tls-cert and --tls-key, "
                    + "or --behind-tls-proxy where a proxy does TLS"
            )
        }
    }

    var scheme: String { tls == nil ? "http" : "https" }

    private static func context(_ settings: Settings) throws(Failure) -> NIOSSLContext? {
        let certificate = try settings.text(.tlsCert)
        let key = try settings.text(.tlsKey)
        guard certificate != nil || key != nil else { return nil }
        guard let certificate, let key else {
            throw Failure(.configuration, "TLS needs both --tls-cert FILE and --tls-key FILE")
        }
        let chain: [NIOSSLCertificate]
        do {
            chain = try NIOSSLCertificate.fromPEMFile(certificate)
        } catch {
            throw Failure(.configuration, "\(certificate): no readable certificate chain in PEM")
        }
        let privateKey: NIOSSLPrivateKey
        do {
            privateKey = try NIOSSLPrivateKey(file: key, format: .pem)
        } catch {
            throw Failure(.configuration, "\(key): no readable private key in PEM")
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(privateKey)
        )
        configuration.applicationProtocols = ["http/1.1"]
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw Failure(
                .configuration,
                "\(certificate): the certificate and the key in \(key) do not belong together"
            )
        }
    }
}
