import Crypto
import CryptoExtras
import FarthingCore
import FarthingTesting
import Testing

@testable import FarthingConsole

@Suite("Console access: ID tokens")
struct IDTokenTests {
    typealias Change = @Sendable (inout ScriptedProvider.Script) throws -> Void

    /// One thing that is wrong, and the reason for which it must be refused.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let fault: SignInFault?
        let change: Change

        init(_ name: String, _ fault: SignInFault?, _ change: @escaping Change) {
            testDescription = name
            self.fault = fault
            self.change = change
        }
    }

    /// Seconds of the test's clock.
    private static let now: Int64 = 1_800_000_000

    private static func claim(_ name: String, _ value: String?, _ fault: SignInFault?) -> Case {
        Case("\(name): \(value ?? "none")", fault) { $0.claims[name] = .some(value) }
    }

    private static func header(_ name: String, _ value: String?, _ fault: SignInFault?) -> Case {
        Case("\(name): \(value ?? "none")", fault) { $0.header[name] = .some(value) }
    }

    private static func token(
        _ name: String,
        _ fault: SignInFault?,
        _ change: @escaping @Sendable ([String]) -> String
    ) -> Case {
        Case(name, fault) { script in
            script.token = { change($0.split(separator: ".").map(String.init)) }
        }
    }

    @Test("keys of each kind that is taken sign people in")
    func algorithms() async throws {
        let rsa = try #require(ProviderKey.sharedRSA)
        for key in [.rsa(rsa), .ec(.init()), .ed(.init())] as [ProviderKey] {
            let rig = try OIDCRig(key: key)
            #expect(try await rig.signIn().status == 303, "\(key.algorithm)")
        }
    }

    @Test(
        "claims that are not this sign-in's are refused, each for its own reason",
        arguments: [
            claim("iss", #""https://id.example/realm/""#, .issuerWrong),
            claim("iss", #""https://evil.example""#, .issuerWrong),
            claim("iss", #"["https://id.example/realm"]"#, .issuerWrong),
            claim("iss", nil, .issuerWrong),
            claim("aud", #""other""#, .audienceWrong),
            claim("aud", #""Farthing""#, .audienceWrong),
            claim("aud", "[]", .audienceWrong),
            claim("aud", nil, .audienceWrong),
            claim("aud", #"{"farthing":1}"#, .audienceWrong),
            claim("aud", #"["farthing","other"]"#, .audienceWrong),
            claim("aud", #"["farthing"]"#, nil),
            claim("azp", #""other""#, .audienceWrong),
            claim("azp", "7", .audienceWrong),
            claim("azp", #""farthing""#, nil),
            Case("several audiences, asked for by this client", nil) {
                $0.claims["aud"] = #"["other","farthing"]"#
                $0.claims["azp"] = #""farthing""#
            },
            claim("exp", "\(now - 59)", nil),
            claim("exp", "\(now - 60)", .expired),
            claim("exp", "\(now - 59).5", nil),
            claim("exp", "\(now - 61).5", .expired),
            claim("exp", "0", .expired), claim("exp", "-1", .expired),
            claim("exp", nil, .expired), claim("exp", #""\#(now + 300)""#, .expired),
            claim("exp", "1e99", .expired), claim("exp", "null", .expired),
            claim("iat", "\(now + 60)", nil),
            claim("iat", "\(now + 61)", .notYetValid),
            claim("iat", nil, .notYetValid), claim("iat", #""x""#, .notYetValid),
            claim("nbf", "\(now + 60)", nil),
            claim("nbf", "\(now + 61)", .notYetValid), claim("nbf", "true", .notYetValid),
            claim("nonce", #""x""#, .nonceWrong), claim("nonce", #""""#, .nonceWrong),
            claim("nonce", nil, .nonceWrong), claim("nonce", "7", .nonceWrong),
            claim("sub", nil, .subjectMissing), claim("sub", #""""#, .subjectMissing),
            claim("sub", "7", .subjectMissing), claim("sub", #""a\nb""#, .subjectMissing),
            claim("sub", #""é""#, .subjectMissing),
            claim("sub", "\"" + String(repeating: "s", count: 255) + "\"", nil),
            claim("sub", "\"" + String(repeating: "s", count: 256) + "\"", .subjectMissing),
        ]
    )
    func claims(_ wrong: Case) async throws { try await check(wrong) }

    @Test(
        "headers that ask for anything else than a signature by a known key are refused",
        arguments: [
            header("alg", #""none""#, .algorithmRefused),
            header("alg", #""None""#, .algorithmRefused),
            header("alg", #""HS256""#, .algorithmRefused),
            header("alg", #""RS1""#, .algorithmRefused),
            header("alg", #""PS256""#, .algorithmRefused),
            header("alg", #""ES384""#, .algorithmRefused),
            header("alg", #""es256""#, .algorithmRefused),
            header("alg", #"["ES256"]"#, .algorithmRefused),
            header("alg", nil, .algorithmRefused),
            // A key of this name is there, but is no RSA key.
            header("alg", #""RS256""#, .keyUnknown), header("alg", #""EdDSA""#, .keyUnknown),
            header("kid", #""k2""#, .keyUnknown), header("kid", #""K1""#, .keyUnknown),
            header("kid", "7", .tokenMalformed), header("kid", "null", .tokenMalformed),
            header("kid", nil, nil),
            header("typ", #""at+jwt""#, .tokenMalformed), header("typ", "7", .tokenMalformed),
            header("typ", #""jwt""#, nil), header("typ", nil, nil),
            header("crit", #"["b64"]"#, .tokenMalformed), header("crit", "[]", .tokenMalformed),
            // Keys that a token brings along are nobody's.
            header("jwk", #"{"kty":"RSA"}"#, nil), header("jku", #""https://evil.example""#, nil),
        ]
    )
    func headers(_ wrong: Case) async throws { try await check(wrong) }

    @Test(
        "a token that is not as it was signed, or none, is refused",
        arguments: [
            token("empty", .tokenMalformed) { _ in "" },
            token("two parts", .tokenMalformed) { $0[0] + "." + $0[1] },
            token("four parts", .tokenMalformed) { $0.joined(separator: ".") + "." },
            token("an empty header", .tokenMalformed) { ".\($0[1]).\($0[2])" },
            token("no object", .tokenMalformed) { "\($0[0]).W10.\($0[2])" },
            token("padding", .tokenMalformed) { "\($0[0]).\($0[1]).\($0[2])=" },
            token("standard base64", .tokenMalformed) {
                "\($0[0]).\($0[1]).+/\($0[2].dropFirst(2))"
            },
            token("no signature", .signatureWrong) { "\($0[0]).\($0[1])." },
            token("a short signature", .signatureWrong) {
                "\($0[0]).\($0[1]).\($0[2].dropLast(4).dropLast(2))"
            },
            token("too long", .tokenMalformed) {
                $0.joined(separator: ".") + String(repeating: "A", count: 40_000)
            },
            token("other claims", .signatureWrong) { parts in
                let text = #"{"iss":"https://id.example/realm","sub":"user-2"}"#
                return "\(parts[0]).\(ProviderKey.text(Array(text.utf8))).\(parts[2])"
            },
            token("members twice", .tokenMalformed) { parts in
                let text = #"{"sub":"user-1","sub":"user-2"}"#
                return "\(parts[0]).\(ProviderKey.text(Array(text.utf8))).\(parts[2])"
            },
            Case("another key of the same name", .signatureWrong) {
                $0.key = .ec(P256.Signing.PrivateKey())
            },
        ]
    )
    func forms(_ wrong: Case) async throws { try await check(wrong) }

    /// The provider's public key, with which anybody could make a code that only its holder should.
    @Test("a published RSA key is not taken for a shared secret, nor a token without a signature")
    func confusion() async throws {
        let rsa = try #require(ProviderKey.sharedRSA)
        let secret = SymmetricKey(data: Array(rsa.publicKey.pemRepresentation.utf8))
        for algorithm in ["HS256", "none"] {
            let rig = try OIDCRig(key: .rsa(rsa))
            rig.provider.change { script in
                script.header["alg"] = "\"\(algorithm)\""
                script.token = { token in
                    let signed = token.split(separator: ".").prefix(2).joined(separator: ".")
                    let code = HMAC<SHA256>.authenticationCode(
                        for: Array(signed.utf8),
                        using: secret
                    )
                    return signed + "." + (algorithm == "none" ? "" : ProviderKey.text(code))
                }
            }
            #expect(try await rig.signIn().status == 401)
            #expect(rig.fault == .algorithmRefused)
        }
    }

    @Test("what a person is called has no characters that show otherwise than they are")
    func names() async throws {
        var people = PeopleInMemory()
        people.people = [:]
        let rig = try OIDCRig(people: people) { $0.groupRoles = ["g": [.viewer]] }
        rig.provider.change { script in
            script.claims["groups"] = #""g""#
            script.claims["name"] =
                "\"A\u{202E}n\\u0000n \u{200B}É" + String(repeating: "x", count: 99) + "\""
        }
        let answer = try await rig.signIn()
        let cookie = try #require(answer.cookies.first { $0.name.hasSuffix("session") })
        let principal = rig.rig.sessions.principal(cookie.value, nowMs: rig.rig.clock.nowMs)
        let name = try #require(principal?.shownName)
        #expect(name.hasPrefix("Ann Éx"))
        #expect(name.count == 80)
    }

    private func check(_ wrong: Case) async throws {
        let rig = try OIDCRig()
        try rig.provider.change(wrong.change)
        var roles = try await rig.signIn()
        if wrong.fault == nil, rig.fault == .noRole {
            // A right token of somebody whom the directory does not know.
            roles = ConsoleAnswer.seeOther("/")
        } else {
            #expect(rig.fault == wrong.fault)
        }
        #expect(roles.status == (wrong.fault?.status ?? 303))
        if wrong.fault != nil { #expect(rig.rig.sessions.count == 0) }
    }
}
