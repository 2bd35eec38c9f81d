import FarthingGateway
import NIOSSL

/// Where a server listens, and with what protection.
struct Listener {
    static let usual = "127.0.0.1:8484"

    var address: ListenAddress
    var tls: NIOSSLContext?
    /// What ``tls`` was made of.
    var tlsConfiguration: TLSConfiguration?

    /// Reads the settings; beyond loopback nothing is served without TLS, unless it is said aloud
    /// that a proxy in front does it.
    ///
    /// - Parameter setting: the one that names the address.
    init(
        _ settings: Settings,
        _ setting: Setting = .listen,
        usual: String = usual
    ) throws(Failure) {
        let text = try settings.text(setting) ?? usual
        guard let address = ListenAddress(text) else {
            throw settings.wrong(setting, text, "no address; write HOST:PORT, as \(usual)")
        }
        self.address = address
        (tls, tlsConfiguration) = try Listener.context(settings)
        let isBehindProxy = try settings.flag(.behindTlsProxy)
        guard tls != nil || address.isLoopback || isBehindProxy else {
            throw settings.wrong(
                setting,
                text,
                "beyond loopback nothing is served in the clear; give --tls-cert and --tls-key, "
                    + "or --behind-tls-proxy where a proxy does TLS"
            )
        }
    }

    var scheme: String { tls == nil ? "http" : "https" }

    private static func context(
        _ settings: Settings
    ) throws(Failure) -> (NIOSSLContext?, TLSConfiguration?) {
        let certificate = try settings.text(.tlsCert)
        let key = try settings.text(.tlsKey)
        guard certificate != nil || key != nil else { return (nil, nil) }
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
            return (try NIOSSLContext(configuration: configuration), configuration)
        } catch {
            throw Failure(
                .configuration,
                "\(certificate): the certificate and the key in \(key) do not belong together"
            )
        }
    }
}
