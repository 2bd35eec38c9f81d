import FarthingCore

/// What an identity provider says of itself.
struct OIDCDiscovery: Sendable {
    /// Where browsers sign in.
    let authorization: OIDCAddress
    /// Where codes are exchanged for tokens.
    let token: OIDCAddress
    /// Where its keys are.
    let keys: OIDCAddress
    /// Whether it takes the client's secret in the form alone.
    let wantsSecretInForm: Bool

    /// Where an issuer's document is.
    static func address(of issuer: OIDCAddress) -> OIDCAddress? {
        let bare = issuer.text.hasSuffix("/") ? String(issuer.text.dropLast()) : issuer.text
        return OIDCAddress(bare + "/.well-known/openid-configuration")
    }

    /// Reads the document of an issuer.
    ///
    /// The issuer that it names must be the one that was asked for, so that no provider speaks for
    /// another; and what belongs to an https issuer is https.
    init(_ body: [UInt8], of issuer: OIDCAddress) throws(SignInFailure) {
        let root: JSONNode
        do throws(JSONError) {
            root = try JSONDocument(body, limits: OIDCLimits.document).root
        } catch {
            throw SignInFailure(.discoveryWrong, "the document is not JSON: \(error)")
        }
        guard let named = root.member("issuer"), named.isEqual(to: issuer.text) else {
            throw SignInFailure(.discoveryWrong, "the document names another issuer")
        }
        func address(_ name: String) throws(SignInFailure) -> OIDCAddress {
            guard let text = root.member(name)?.string, let address = OIDCAddress(text),
                issuer.isPlain || !address.isPlain
            else {
                throw SignInFailure(.discoveryWrong, "\(name) is missing or no https address")
            }
            return address
        }
        authorization = try address("authorization_endpoint")
        token = try address("token_endpoint")
        keys = try address("jwks_uri")
        let methods = root.member("token_endpoint_auth_methods_supported")?.elements
            .compactMap(\.string)
        wantsSecretInForm =
            methods.map {
                !$0.contains("client_secret_basic") && $0.contains("client_secret_post")
            } ?? false
    }
}

/// What texts of a provider may cost before they are refused.
enum OIDCLimits {
    /// Its own document, its keys, its answers.
    static let document = limits(bytesMax: OIDCRequest.answerBytesMax)
    /// A token's header or claims; more than any header of HTTP would take.
    static let token = limits(bytesMax: tokenBytesMax)
    static let tokenBytesMax = 32 << 10

    private static func limits(bytesMax: Int) -> JSONLimits {
        var limits = JSONLimits()
        limits.bytesMax = bytesMax
        limits.depthMax = 16
        limits.nodesMax = 16_384
        return limits
    }
}
