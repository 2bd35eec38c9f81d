import Crypto
import CryptoExtras
import FarthingCore

/// A key of the scripted identity provider, made in the test: its public half as JSON, and tokens.
enum ProviderKey: Sendable {
    case rsa(_RSA.Signing.PrivateKey)
    case ec(P256.Signing.PrivateKey)
    case ed(Curve25519.Signing.PrivateKey)

    /// Made once: an RSA key takes its time.
    static let sharedRSA = try? _RSA.Signing.PrivateKey(keySize: .bits2048)

    /// The algorithm's name.
    var algorithm: String {
        switch self {
        case .rsa: "RS256"
        case .ec: "ES256"
        case .ed: "EdDSA"
        }
    }

    /// The members of the public key that are its kind's own.
    func members() throws -> [String: String] {
        switch self {
        case .rsa(let key):
            let numbers = try key.publicKey.getKeyPrimitives()
            return [
                "kty": #""RSA""#,
                "n": "\"\(Self.text(numbers.modulus))\"",
                "e": "\"\(Self.text(numbers.publicExponent))\"",
            ]
        case .ec(let key):
            let point = Array(key.publicKey.rawRepresentation)
            return [
                "kty": #""EC""#, "crv": #""P-256""#,
                "x": "\"\(Self.text(point[..<32]))\"", "y": "\"\(Self.text(point[32...]))\"",
            ]
        case .ed(let key):
            let point = Self.text(key.publicKey.rawRepresentation)
            return ["kty": #""OKP""#, "crv": #""Ed25519""#, "x": "\"\(point)\""]
        }
    }

    /// The public key as the provider publishes it.
    func published(_ id: String, _ changed: [String: String?] = [:]) throws -> String {
        var members = try members()
        members["kid"] = "\"\(id)\""
        members["use"] = #""sig""#
        members["alg"] = "\"\(algorithm)\""
        return JSONText.object(members, changed)
    }

    /// Signs a token's first two parts.
    func signature(_ signed: String) throws -> String {
        let bytes = Array(signed.utf8)
        switch self {
        case .rsa(let key):
            let signature = try key.signature(
                for: SHA256.hash(data: bytes),
                padding: .insecurePKCS1v1_5
            )
            return Self.text(signature.rawRepresentation)
        case .ec(let key): return Self.text(try key.signature(for: bytes).rawRepresentation)
        case .ed(let key): return Self.text(try key.signature(for: bytes))
        }
    }

    static func text(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: Base64.url.encode(Array(bytes)), as: UTF8.self)
    }
}

/// JSON made of members that are JSON already.
enum JSONText {
    /// - Parameter changed: members that are otherwise, or nil for those that are left out.
    static func object(_ members: [String: String], _ changed: [String: String?] = [:]) -> String {
        var all = members
        for (name, value) in changed { all[name] = value }
        let list = all.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }
        return "{" + list.joined(separator: ",") + "}"
    }
}
