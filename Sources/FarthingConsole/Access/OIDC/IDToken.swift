import FarthingCore

/// What an identity provider has signed about a person, verified.
struct IDToken: Sendable, Equatable {
    /// The person's name at the provider, which it gives to nobody else.
    let subject: String
    /// The person's address in lower case; nil where there is none that the provider vouches for.
    let email: String?
    /// What to call the person.
    let name: String?
    let groups: [String]

    /// How far clocks may differ.
    static let leewayMs: Int64 = 60_000
    /// The longest subject, as the standard has it.
    private static let subjectBytesMax = 255
    /// The longest address, as mail has it.
    private static let emailBytesMax = 254
    /// Characters of the name that are shown.
    private static let nameCharactersMax = 80
    /// Groups that are looked at: more than a token can carry.
    private static let groupsMax = 1_000

    /// Verifies a token.
    ///
    /// - Parameters:
    ///   - text: the token as the provider gave it.
    ///   - nonce: what the sign-in asked the provider to repeat.
    ///   - provider: whose keys may have signed it.
    init(
        _ text: String,
        nonce: String,
        for configuration: OIDC.Configuration,
        keys provider: OIDCProvider,
        nowMs: Int64
    ) async throws(SignInFailure) {
        let (header, claims) = try Self.parts(text)
        let algorithm = try Self.algorithm(header)
        var id: String?
        if let named = header.member("kid") {
            guard let text = named.string else {
                throw SignInFailure(.tokenMalformed, "kid is no text")
            }
            id = text
        }
        let key = try await provider.key(id, algorithm, nowMs: nowMs)
        guard await key.hasSigned(text) else {
            throw SignInFailure(.signatureWrong, "the signature is not the key's")
        }
        try Self.check(claims, nonce, configuration, nowMs)
        guard let subject = claims.member("sub")?.string,
            (1...Self.subjectBytesMax).contains(subject.utf8.count), Self.isPrintable(subject)
        else { throw SignInFailure(.subjectMissing, "sub is missing, too long or not printable") }
        self.subject = subject
        email = Self.email(claims, isTrusted: configuration.isEmailTrusted)
        name = claims.member("name")?.string.flatMap(Self.shown)
        let groups = claims.member(configuration.groupsClaim)
        self.groups =
            groups?.string.map { [$0] }
            ?? groups?.elements.prefix(Self.groupsMax).compactMap(\.string) ?? []
    }

    // MARK: Its form

    private static func parts(
        _ text: String
    ) throws(SignInFailure) -> (header: JSONNode, claims: JSONNode) {
        guard text.utf8.count <= OIDCLimits.tokenBytesMax else {
            throw SignInFailure(.tokenMalformed, "longer than \(OIDCLimits.tokenBytesMax) bytes")
        }
        let parts = Array(text.utf8).split(
            separator: UInt8(ascii: "."),
            omittingEmptySubsequences: false
        )
        guard parts.count == 3 else { throw SignInFailure(.tokenMalformed, "not of three parts") }
        func object(_ part: ArraySlice<UInt8>, _ what: String) throws(SignInFailure) -> JSONNode {
            guard let bytes = Base64.url.decode(part),
                let root = try? JSONDocument(bytes, limits: OIDCLimits.token).root,
                root.kind == .object
            else { throw SignInFailure(.tokenMalformed, "\(what) is no object in base64url") }
            return root
        }
        let header = try object(parts[0], "the header")
        let claims = try object(parts[1], "the claims")
        guard Base64.url.decode(parts[2]) != nil else {
            throw SignInFailure(.tokenMalformed, "the signature is no base64url")
        }
        return (header, claims)
    }

    /// The algorithm, by which the key is chosen: the token cannot have an RSA key read as a secret,
    /// nor do without a signature.
    private static func algorithm(_ header: JSONNode) throws(SignInFailure) -> OIDCKey.Algorithm {
        // What must be understood, and is not.
        guard header.member("crit") == nil else {
            throw SignInFailure(.tokenMalformed, "the header has critical extensions")
        }
        if let type = header.member("typ"), type.string?.lowercased() != "jwt" {
            throw SignInFailure(.tokenMalformed, "the token is of another type")
        }
        guard let name = header.member("alg")?.string,
            let algorithm = OIDCKey.Algorithm(rawValue: name)
        else { throw SignInFailure(.algorithmRefused, "alg must be RS256, ES256 or EdDSA") }
        return algorithm
    }

    // MARK: Its claims

    private static func check(
        _ claims: JSONNode,
        _ nonce: String,
        _ configuration: OIDC.Configuration,
        _ nowMs: Int64
    ) throws(SignInFailure) {
        guard let issuer = claims.member("iss"), issuer.isEqual(to: configuration.issuer.text)
        else {
            throw SignInFailure(.issuerWrong, "iss is another issuer")
        }
        try checkAudience(claims, configuration.clientID)
        guard let expiresAtMs = timeMs(claims.member("exp")),
            nowMs - leewayMs < expiresAtMs
        else { throw SignInFailure(.expired, "exp is missing or past") }
        guard let issuedAtMs = timeMs(claims.member("iat")), issuedAtMs <= nowMs + leewayMs else {
            throw SignInFailure(.notYetValid, "iat is missing or to come")
        }
        if let begin = claims.member("nbf") {
            guard let beginMs = timeMs(begin), beginMs <= nowMs + leewayMs else {
                throw SignInFailure(.notYetValid, "nbf is no time or to come")
            }
        }
        guard let told = claims.member("nonce")?.string,
            ConstantTime.equal(Array(told.utf8), Array(nonce.utf8))
        else { throw SignInFailure(.nonceWrong, "nonce is missing or another sign-in's") }
    }

    /// The token must be for this server and, where it is for others too, have been asked for by it.
    private static func checkAudience(
        _ claims: JSONNode,
        _ clientID: String
    ) throws(SignInFailure) {
        let audience = claims.member("aud")
        let list = audience.map { $0.kind == .array ? Array($0.elements) : [$0] } ?? []
        guard list.contains(where: { $0.isEqual(to: clientID) }) else {
            throw SignInFailure(.audienceWrong, "aud does not name this client")
        }
        if let party = claims.member("azp") {
            guard party.isEqual(to: clientID) else {
                throw SignInFailure(.audienceWrong, "azp is another client")
            }
        } else if list.count > 1 {
            throw SignInFailure(.audienceWrong, "several in aud, and no azp")
        }
    }

    /// Seconds, perhaps with a fraction, as milliseconds.
    private static func timeMs(_ node: JSONNode?) -> Int64? {
        node?.decimalNanos().map { $0 / 1_000_000 }
    }

    /// An address that is not verified is what somebody has typed.
    private static func email(_ claims: JSONNode, isTrusted: Bool) -> String? {
        let verified = claims.member("email_verified")
        guard
            verified?.bool == true || verified?.isEqual(to: "true") == true
                || verified == nil && isTrusted,
            let text = claims.member("email")?.string, text.utf8.count <= emailBytesMax,
            isPrintable(text), !text.contains(" "), text.dropFirst().dropLast().contains("@")
        else { return nil }
        // ASCII alone: other letters have lower cases that are letters of ASCII.
        return String(
            decoding: text.utf8.map { (65...90).contains($0) ? $0 + 32 : $0 },
            as: UTF8.self
        )
    }

    /// Whether a text is of visible ASCII and spaces, so that no two of them look the same.
    private static func isPrintable(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
    }

    private static func shown(_ text: String) -> String? {
        let plain = text.unicodeScalars.filter {
            switch $0.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate,
                .unassigned:
                false
            default: true
            }
        }
        let shown = String(String(String.UnicodeScalarView(plain)).prefix(nameCharactersMax))
        return shown.isEmpty ? nil : shown
    }
}
