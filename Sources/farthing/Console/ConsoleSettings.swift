import FarthingConsole
import FarthingCore

/// What the settings say about the console.
struct ConsoleSettings {
    static let usual = "127.0.0.1:8485"
    static let usualCompatible = "127.0.0.1:8000"

    /// Where it listens; nil where none is wanted.
    let listener: Listener?
    /// Where agent-gov's API is served as it is, without asking for credentials; nil where it is not.
    let compatible: Listener?
    /// By whom people sign in; nil where the admin token alone signs in.
    let oidc: OIDCSettings?

    init(_ settings: Settings) throws(Failure) {
        let text = try settings.text(.console)
        if text == "off" {
            listener = nil
        } else {
            listener = try Listener(settings, .console, usual: Self.usual)
        }
        compatible = try Self.compatible(settings)
        guard compatible == nil || listener != nil else {
            throw Failure(
                .configuration,
                "--agent-gov-compat needs the console; leave --console off out"
            )
        }
        let isBehindProxy = try settings.flag(.behindTlsProxy)
        oidc = try OIDCSettings.read(
            settings,
            isSecure: listener?.tlsConfiguration != nil || isBehindProxy
        )
        guard oidc == nil || listener != nil else {
            throw Failure(
                .configuration,
                "--oidc-issuer needs the console; leave --console off out"
            )
        }
    }

    private static func compatible(_ settings: Settings) throws(Failure) -> Listener? {
        guard let text = try settings.text(.agentGovCompat) else { return nil }
        let listener = try Listener(settings, .agentGovCompat, usual: usualCompatible)
        guard listener.address.isLoopback else {
            throw settings.wrong(
                .agentGovCompat,
                text,
                "it asks nobody for who they are, so that it listens on loopback alone: "
                    + usualCompatible
            )
        }
        return listener
    }
}

extension Setting {
    static let console = Setting(name: "console", kind: .text)
    static let agentGovCompat = Setting(name: "agentGovCompat", kind: .text)

    static let ofConsole: [Setting] = [console, agentGovCompat] + ofOIDC
}
