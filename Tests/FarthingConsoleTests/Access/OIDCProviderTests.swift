import Crypto
import CryptoExtras
import FarthingCore
import FarthingTesting
import Testing

@testable import FarthingConsole

@Suite("Console access: an identity provider's document and keys")
struct OIDCProviderTests {
    private static func members(_ name: String, _ value: String?) -> [String: String?] {
        [name: value]
    }

    @Test(
        "a document that speaks for another, or would have secrets sent in the clear, is refused",
        arguments: [
            members("issuer", #""https://evil.example""#), members("issuer", nil),
            members("issuer", #""https://id.example/realm/""#), members("issuer", "7"),
            members("authorization_endpoint", nil),
            members("authorization_endpoint", #""http://id.example/authorize""#),
            members("authorization_endpoint", #""javascript:alert(1)""#),
            members("authorization_endpoint", #""https://id.example/a\r\nset-cookie: a=b""#),
            members("authorization_endpoint", #""/authorize""#),
            members("token_endpoint", #""http://id.example/token""#),
            members("token_endpoint", #""http://127.0.0.1/token""#),
            members("token_endpoint", #""https://user:secret@id.example/token""#),
            members("jwks_uri", nil), members("jwks_uri", #""file:///etc/passwd""#),
        ]
    )
    func documents(_ changed: [String: String?]) async throws {
        let rig = try OIDCRig()
        rig.provider.change { $0.document = changed }
        let answer = try await rig.rig.send("GET", "/sign-in/oidc?next=/runs")
        #expect(answer.status == 502)
        #expect(rig.fault == .discoveryWrong)
        #expect(answer.text.hasPrefix("/runs|"))
    }

    @Test("a document that is no JSON, or not there, is refused, and asked for anew the next time")
    func unreadable() async throws {
        for (answer, fault) in [
            (ScriptedProvider.json(200, "<html>"), SignInFault.discoveryWrong),
            (ScriptedProvider.json(200, ""), .discoveryWrong),
            (ScriptedProvider.json(301, "{}"), .providerAway),
            (ScriptedProvider.json(404, "{}"), .providerAway),
        ] {
            let rig = try OIDCRig()
            rig.provider.change { $0.answer = { _ in answer } }
            #expect(try await rig.rig.send("GET", "/sign-in/oidc").status == 502)
            #expect(rig.fault == fault)
            rig.provider.change { $0.answer = { _ in nil } }
            #expect(try await rig.signIn().status == 303)
        }
    }

    @Test("a provider that is away is said to be, at each step")
    func away() async throws {
        let rig = try OIDCRig()
        rig.provider.change { $0.isAway = true }
        #expect(try await rig.rig.send("GET", "/sign-in/oidc").status == 502)
        #expect(rig.fault == .providerAway)
        rig.provider.change { $0.isAway = false }
        let start = try await rig.start()
        let query = try rig.provider.authorize(start.url)
        rig.provider.change { $0.isAway = true }
        #expect(try await rig.callback(query, [start.cookie]).status == 502)
        #expect(rig.fault == .providerAway)
    }

    @Test("an authorization address with a query of its own keeps it")
    func query() async throws {
        let rig = try OIDCRig()
        rig.provider.change {
            $0.document["authorization_endpoint"] = #""https://id.example/authorize?p=1""#
        }
        #expect(
            try await rig.start().url.hasPrefix("https://id.example/authorize?p=1&response_type=")
        )
    }

    @Test("the document and the keys are fetched once an hour")
    func fresh() async throws {
        let rig = try OIDCRig()
        for _ in 0..<3 { #expect(try await rig.signIn().status == 303) }
        #expect(rig.provider.count("openid-configuration") == 1)
        #expect(rig.provider.count("/jwks") == 1)
        rig.rig.clock.advance(byMs: OIDCProvider.lifeMs - 1)
        #expect(try await rig.signIn().status == 303)
        #expect(rig.provider.count("/jwks") == 1)
        rig.rig.clock.advance(byMs: 1)
        #expect(try await rig.signIn().status == 303)
        #expect(rig.provider.count("openid-configuration") == 2)
        #expect(rig.provider.count("/jwks") == 2)
    }

    @Test("a key that the provider has withdrawn counts for an hour at most")
    func withdrawn() async throws {
        let rig = try OIDCRig()
        #expect(try await rig.signIn().status == 303)
        rig.provider.change { $0.keys = [] }
        rig.rig.clock.advance(byMs: OIDCProvider.lifeMs)
        #expect(try await rig.signIn().status == 401)
        #expect(rig.fault == .keyUnknown)
    }

    @Test("a new key is found at once, and unknown ones are asked for once a minute")
    func rotation() async throws {
        let limit = SignInLimit(client: .init(triesMax: 1_000, refillMs: 1))
        let rig = try OIDCRig(limit: limit)
        #expect(try await rig.signIn().status == 303)
        let other = ProviderKey.ec(P256.Signing.PrivateKey())
        try rig.provider.change {
            $0.key = other
            $0.keyID = "k2"
            $0.keys.append(try other.published("k2"))
        }
        rig.rig.clock.advance(byMs: OIDCProvider.refreshMs)
        #expect(try await rig.signIn().status == 303)
        #expect(rig.provider.count("/jwks") == 2)
        rig.provider.change { $0.keyID = "k3" }
        for _ in 0..<5 { #expect(try await rig.signIn().status == 401) }
        #expect(rig.fault == .keyUnknown)
        #expect(rig.provider.count("/jwks") == 2)
        rig.rig.clock.advance(byMs: OIDCProvider.refreshMs)
        for _ in 0..<5 { #expect(try await rig.signIn().status == 401) }
        #expect(rig.provider.count("/jwks") == 3)
        // Known ones go on meanwhile.
        rig.provider.change { $0.keyID = "k2" }
        #expect(try await rig.signIn().status == 303)
        #expect(rig.provider.count("/jwks") == 3)
    }

    @Test("of keys that are published only those that verify signatures as we take them count")
    func kinds() async throws {
        let key = ProviderKey.ec(P256.Signing.PrivateKey())
        let cases: [([String: String?], Bool)] = [
            ([:], true), (["use": nil, "alg": nil], true),
            (["key_ops": #"["verify"]"#], true),
            (["use": #""enc""#], false), (["alg": #""ES384""#], false),
            (["alg": #""RS256""#], false), (["key_ops": #"["encrypt"]"#], false),
            (["key_ops": "[]"], false), (["crv": #""P-384""#], false), (["kty": #""RSA""#], false),
            (["kty": #""oct""#, "k": #""AAAA""#], false), (["x": #""AAAA""#], false),
            (["x": nil], false), (["y": "7"], false),
            (["kid": #""other""#], false), (["kid": nil], false),
        ]
        for (changed, isTaken) in cases {
            let rig = try OIDCRig(key: key)
            try rig.provider.change { $0.keys = [try key.published("k1", changed), "7", "{}"] }
            let status = try await rig.signIn().status
            #expect(status == (isTaken ? 303 : 401), "\(changed)")
            if !isTaken { #expect(rig.fault == .keyUnknown) }
        }
    }

    @Test("an RSA key that is short, or absurdly long, is none")
    func sizes() async throws {
        let rsa = ProviderKey.rsa(try #require(ProviderKey.sharedRSA))
        let short = ProviderKey.text([UInt8](repeating: 0xC1, count: 128))
        let long = ProviderKey.text([UInt8](repeating: 0xC1, count: 1_032))
        for modulus in [short, long, "", "!"] {
            let rig = try OIDCRig(key: rsa)
            try rig.provider.change { $0.keys = [try rsa.published("k1", ["n": "\"\(modulus)\""])] }
            #expect(try await rig.signIn().status == 401)
            #expect(rig.fault == .keyUnknown)
        }
    }

    @Test("a token without a key's name is taken only where one key comes into question")
    func nameless() async throws {
        let rsa = ProviderKey.rsa(try #require(ProviderKey.sharedRSA))
        let key = ProviderKey.ec(P256.Signing.PrivateKey())
        let rig = try OIDCRig(key: key)
        try rig.provider.change {
            $0.keyID = nil
            $0.keys = [try key.published("a"), try rsa.published("b")]
        }
        #expect(try await rig.signIn().status == 303)
        rig.rig.clock.advance(byMs: OIDCProvider.lifeMs)
        try rig.provider.change {
            $0.keys.append(try ProviderKey.ec(P256.Signing.PrivateKey()).published("c"))
        }
        #expect(try await rig.signIn().status == 401)
        #expect(rig.fault == .keyUnknown)
    }
}
