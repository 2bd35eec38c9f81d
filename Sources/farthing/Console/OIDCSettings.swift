import FarthingConsole
import FarthingCore
import FarthingPolicy

/// What the settings say about sign-in by an identity provider.
struct OIDCSettings {
    static let secretVariable = "FARTHING_OIDC_CLIENT_SECRET"
    /// More than any provider's.
    private static let secretBytesMax = 4_096
    /// What a button holds.
    private static let nameBytesMax = 100

    /// The provider, and what its word is worth here.
    let configuration: OIDC.Configuration

    /// Reads them; nil where no provider is named.
    ///
    /// - Parameter isSecure: whether browsers reach the console over TLS.
    static func read(_ settings: Settings, isSecure: Bool) throws(Failure) -> OIDCSettings? {
        if let issuer = try settings.text(.oidcIssuer) {
            return try OIDCSettings(issuer, settings, isSecure)
        }
        for setting in Setting.ofOIDC {
            guard let text = try settings.text(setting) else { continue }
            throw settings.wrong(
                setting,
                text,
                "without an identity provider it means nothing; name one with --oidc-issuer"
            )
        }
        return nil
    }

    private init(_ issuer: String, _ settings: Settings, _ isSecure: Bool) throws(Failure) {
        guard let clientID = try settings.text(.oidcClientId) else {
            throw settings.wrong(
                .oidcIssuer,
                issuer,
                "what it calls this server is not known; set --oidc-client-id"
            )
        }
        var configuration = try Self.configuration(
            issuer,
            clientID,
            redirect: try Self.consoleAddress(issuer, settings, isSecure) + OIDC.callbackPath,
            settings
        )
        if let name = try settings.text(.oidcName) {
            guard name.utf8.count <= Self.nameBytesMax else {
                throw settings.wrong(.oidcName, name, "at most \(Self.nameBytesMax) bytes")
            }
            configuration.name = name
        }
        if let text = try settings.text(.oidcScopes) {
            let scopes = text.split(separator: " ").map(String.init)
            guard scopes.contains("openid") else {
                throw settings.wrong(
                    .oidcScopes,
                    text,
                    "openid must be among them, as 'openid email profile groups'"
                )
            }
            configuration.scopes = scopes
        }
        if let claim = try settings.text(.oidcGroupsClaim) { configuration.groupsClaim = claim }
        configuration.isEmailTrusted = try settings.flag(.oidcTrustEmail)
        configuration.groupRoles = try Self.groupRoles(settings)
        configuration.groupWorkspaces = try Self.groupWorkspaces(
            settings,
            configuration.groupRoles
        )
        self.configuration = configuration
    }

    private static func configuration(
        _ issuer: String,
        _ clientID: String,
        redirect: String,
        _ settings: Settings
    ) throws(Failure) -> OIDC.Configuration {
        guard clientID.utf8.count <= OIDC.Configuration.clientIDBytesMax else {
            throw settings.wrong(
                .oidcClientId,
                clientID,
                "at most \(OIDC.Configuration.clientIDBytesMax) bytes"
            )
        }
        let secret = try secret(settings)
        do throws(OIDC.Fault) {
            return try OIDC.Configuration(
                issuer: issuer,
                clientID: clientID,
                clientSecret: secret,
                redirectURL: redirect
            )
        } catch {
            // The others have been looked at.
            throw settings.wrong(
                .oidcIssuer,
                issuer,
                "no issuer; write its https address as the provider does, without a query"
            )
        }
    }

    // MARK: Where browsers are

    /// The console's address as browsers see it, without a slash at its end.
    private static func consoleAddress(
        _ issuer: String,
        _ settings: Settings,
        _ isSecure: Bool
    ) throws(Failure) -> String {
        guard let text = try settings.text(.consoleUrl) else {
            throw settings.wrong(
                .oidcIssuer,
                issuer,
                "where it sends browsers back to is not known; set --console-url to the console's "
                    + "address as they see it"
            )
        }
        let bare = text.hasSuffix("/") ? String(text.dropLast()) : text
        let host = bare.drop { $0 != ":" }.dropFirst(3)
        guard let address = OIDCAddress(bare + OIDC.callbackPath), !address.hasQuery,
            !host.contains("/")
        else {
            throw settings.wrong(
                .consoleUrl,
                text,
                "no address of a console; write https://HOST without a path, or http://HOST:PORT "
                    + "of this machine"
            )
        }
        // A browser gives a cookie that was set over TLS back over TLS alone.
        guard address.isPlain != isSecure else {
            throw settings.wrong(
                .consoleUrl,
                text,
                isSecure
                    ? "browsers reach the console over TLS here; write https://"
                    : "browsers do not reach the console over TLS here; give --tls-cert and "
                        + "--tls-key, or --behind-tls-proxy where a proxy does TLS"
            )
        }
        return bare
    }

    // MARK: The secret

    /// What the server shows the provider; nil for a client that has none.
    private static func secret(_ settings: Settings) throws(Failure) -> OIDCSecret? {
        let place: String
        var text: Substring
        if let path = try settings.text(.oidcClientSecretFile) {
            place = path
            let bytes = try SmallFile.read(
                path,
                bytesMax: secretBytesMax,
                what: "the client's secret"
            )
            text = String(decoding: bytes, as: UTF8.self)[...]
        } else if let value = settings.variable(secretVariable) {
            place = "environment variable \(secretVariable)"
            text = value[...]
        } else {
            return nil
        }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw Failure(
                .configuration,
                "\(place): a client's secret is one word of printable ASCII; copy it from the "
                    + "provider's page"
            )
        }
        return OIDCSecret(String(text))
    }

    // MARK: Groups

    private static func groupRoles(_ settings: Settings) throws(Failure) -> [String: Set<Role>] {
        var found: [String: Set<Role>] = [:]
        for (group, text) in try settings.pairs(.oidcGroupRoles) {
            var roles: Set<Role> = []
            for word in text.split(separator: " ") {
                guard let role = Role(rawValue: String(word)) else {
                    let names = Role.allCases.map(\.rawValue)
                    throw settings.wrong(
                        .oidcGroupRoles,
                        String(word),
                        "no role" + OperatorText.hint(for: String(word), among: names)
                    )
                }
                roles.insert(role)
            }
            found[unescaped(group)] = roles
        }
        return found
    }

    private static func groupWorkspaces(
        _ settings: Settings,
        _ roles: [String: Set<Role>]
    ) throws(Failure) -> [String: String] {
        var found: [String: String] = [:]
        for (group, workspace) in try settings.pairs(.oidcGroupWorkspace) {
            let name = unescaped(group)
            guard roles[name] != nil else {
                throw settings.wrong(
                    .oidcGroupWorkspace,
                    group,
                    "the group has no roles; give it some with --oidc-group-roles '\(group)=ROLES'"
                )
            }
            found[name] = workspace
        }
        return found
    }

    /// A group's name, in which what parts names and values is percent-encoded.
    private static func unescaped(_ name: String) -> String {
        let marks = ["%2C": ",", "%2c": ",", "%3D": "=", "%3d": "=", "%25": "%"]
        var text = ""
        var rest = name[...]
        while let first = rest.first {
            if let mark = marks[String(rest.prefix(3))] {
                text += mark
                rest = rest.dropFirst(3)
            } else {
                text.append(first)
                rest = rest.dropFirst()
            }
        }
        return text
    }
}

extension Setting {
    static let oidcIssuer = Setting(name: "oidcIssuer", kind: .text)
    static let oidcClientId = Setting(name: "oidcClientId", kind: .text)
    static let oidcClientSecretFile = Setting(name: "oidcClientSecretFile", kind: .text)
    static let consoleUrl = Setting(name: "consoleUrl", kind: .text)
    static let oidcName = Setting(name: "oidcName", kind: .text)
    static let oidcScopes = Setting(name: "oidcScopes", kind: .text)
    static let oidcGroupsClaim = Setting(name: "oidcGroupsClaim", kind: .text)
    static let oidcGroupRoles = Setting(name: "oidcGroupRoles", kind: .pairs)
    static let oidcGroupWorkspace = Setting(name: "oidcGroupWorkspace", kind: .pairs)
    static let oidcTrustEmail = Setting(name: "oidcTrustEmail", kind: .flag)

    static let ofOIDC: [Setting] = [
        oidcIssuer, oidcClientId, oidcClientSecretFile, consoleUrl, oidcName, oidcScopes,
        oidcGroupsClaim, oidcGroupRoles, oidcGroupWorkspace, oidcTrustEmail,
    ]
}
