import Crypto
package import Farthing
package import FarthingProviders

/// What AWS knows an app by; no description shows the secret.
public struct AWSKeys: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    let credentials: AWSCredentials

    /// Keys of an IAM user or role.
    ///
    /// - Parameter sessionToken: nil for keys that last.
    public init(accessKeyID: String, secret: String, sessionToken: String? = nil) {
        credentials = AWSCredentials(
            accessKeyID: accessKeyID,
            secret: Array(secret.utf8),
            sessionToken: sessionToken
        )
    }

    /// Throws for keys that sign nothing that AWS takes.
    func check() throws(SpendError) {
        guard !credentials.accessKeyID.isEmpty, !credentials.secret.isEmpty,
            credentials.accessKeyID.utf8.allSatisfy({ 0x21...0x7E ~= $0 }),
            credentials.secret.allSatisfy({ 0x21...0x7E ~= $0 })
        else {
            throw SpendError(
                .invalid,
                "The AWS key's id or secret is empty, or has a character that none has, such as the "
                    + "end of a line."
            )
        }
    }

    /// The id of the key, which is no secret.
    public var description: String { "AWS key \(credentials.accessKeyID)" }
    /// The id of the key, which is no secret.
    public var debugDescription: String { description }
    /// Nothing: dumps are logged, too.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Signs requests to Bedrock over exactly what is sent.
package struct BedrockSigner: Sendable {
    private let signer: SigV4Signer
    private let clock: any SpendClock

    package init(_ keys: AWSKeys, _ dialect: Dialect, _ clock: any SpendClock) {
        var region = "us-east-1"
        if case .bedrock(let named) = dialect.kind { region = named }
        signer = SigV4Signer(.forClients, keys.credentials, region: region)
        self.clock = clock
    }

    /// The fields that go to AWS, the signature among them; all others stay here.
    package func sign(
        _ fields: [ProviderRequest.Field],
        method: String,
        url: String,
        _ body: [UInt8]
    ) -> [ProviderRequest.Field] {
        let address = Address(url)
        let kept = fields.compactMap { field -> SigV4Request.Field? in
            let name = field.name.lowercased()
            return BedrockFields.isPassedOn(name) ? SigV4Request.Field(name, field.value) : nil
        }
        let request = SigV4Request(
            method: method,
            path: Array(address.path.utf8),
            query: Array(address.query.utf8),
            fields: [SigV4Request.Field("host", address.authority)] + kept
        )
        let signed = signer.sign(request, body: body, nowMs: clock.nowMs)
        return (kept + signed).map { ProviderRequest.Field($0.name, $0.value) }
    }

    /// The parts of an absolute address.
    private struct Address {
        let authority: String
        let path: Substring
        let query: Substring

        init(_ url: String) {
            let rest = url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]
            var host = String(rest.prefix { $0 != "/" })
            // Clients leave a scheme's own port out of `host`.
            let port = url.hasPrefix("https") ? ":443" : ":80"
            if host.hasSuffix(port) { host.removeLast(port.count) }
            authority = host
            let target = rest.drop { $0 != "/" }
            path = target.prefix { $0 != "?" }
            query = target.dropFirst(path.count + 1)
        }
    }
}

extension BedrockSigner: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "[signer]" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension SigV4Hashing {
    /// The two functions, by swift-crypto.
    package static let forClients = SigV4Hashing(
        sha256: { Array(SHA256.hash(data: $0)) },
        hmac: { key, text in
            Array(HMAC<SHA256>.authenticationCode(for: text, using: SymmetricKey(data: key)))
        }
    )
}
