import FarthingCore
import JWTKit

/// A key with which an identity provider signs.
struct OIDCKey: Sendable {
    /// How a token may be signed: by a key of which only the provider has the private half.
    enum Algorithm: String, Sendable {
        case rs256 = "RS256"
        case es256 = "ES256"
        case edDSA = "EdDSA"
    }

    /// Keys that are read of one document; providers have a handful.
    static let countMax = 64
    /// The longest modulus, in base64url digits: 8,192 bits. A longer one costs more than a sign-in.
    private static let modulusDigitsMax = 1_368

    /// Names it within its provider; nil where the provider does not name its keys.
    let id: String?
    let algorithm: Algorithm
    private let keys: JWTKeyCollection

    /// The keys of a provider's document that verify signatures as we take them; what else is in it is
    /// for somebody else.
    static func all(in body: [UInt8]) async throws(SignInFailure) -> [OIDCKey] {
        let root: JSONNode
        do throws(JSONError) {
            root = try JSONDocument(body, limits: OIDCLimits.document).root
        } catch {
            throw SignInFailure(.discoveryWrong, "the keys are not JSON: \(error)")
        }
        guard let list = root.member("keys"), list.kind == .array else {
            throw SignInFailure(.discoveryWrong, "the keys are no list")
        }
        var keys: [OIDCKey] = []
        for node in list.elements.prefix(countMax) {
            if let key = await OIDCKey(node) { keys.append(key) }
        }
        return keys
    }

    /// - Returns: nil for a key of another kind, for another use, too short or malformed.
    private init?(_ node: JSONNode) async {
        func text(_ name: String) -> String? { node.member(name)?.string }
        guard let algorithm = Self.algorithm(of: node) else { return nil }
        if let use = text("use"), use != "sig" { return nil }
        if let operations = node.member("key_ops"),
            !operations.elements.contains(where: { $0.isEqual(to: "verify") })
        {
            return nil
        }
        if let named = text("alg"), named != algorithm.rawValue { return nil }
        let keys = JWTKeyCollection()
        do {
            switch algorithm {
            case .rs256:
                guard let modulus = text("n"), let exponent = text("e"),
                    modulus.utf8.count <= Self.modulusDigitsMax
                else { return nil }
                // Takes none of less than 2,048 bits.
                let key = try Insecure.RSA.PublicKey(modulus: modulus, exponent: exponent)
                await keys.add(rsa: key, digestAlgorithm: .sha256)
            case .es256:
                guard let x = text("x"), let y = text("y") else { return nil }
                await keys.add(ecdsa: try ES256PublicKey(parameters: (x: x, y: y)))
            case .edDSA:
                guard let x = text("x") else { return nil }
                await keys.add(eddsa: try EdDSA.PublicKey(x: x, curve: .ed25519))
            }
        } catch {
            return nil
        }
        id = text("kid")
        self.algorithm = algorithm
        self.keys = keys
    }

    private static func algorithm(of node: JSONNode) -> Algorithm? {
        guard let type = node.member("kty")?.string else { return nil }
        let curve = node.member("crv")?.string
        switch (type, curve) {
        case ("RSA", _): return .rs256
        case ("EC", "P-256"): return .es256
        case ("OKP", "Ed25519"): return .edDSA
        default: return nil
        }
    }

    /// Whether the key's owner has signed a token.
    func hasSigned(_ token: String) async -> Bool {
        await (try? keys.verify(token, as: AnyClaims.self)) != nil
    }

    /// The claims are read by our own reader, which takes no member twice.
    private struct AnyClaims: JWTPayload {
        func verify(using algorithm: some JWTAlgorithm) async throws {}
    }
}
