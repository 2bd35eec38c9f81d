import Crypto
import FarthingCore
import FarthingTesting
import Testing

@testable import FarthingConsole

@Suite("Console access: signing in by an identity provider")
struct OIDCSignInTests {
    @Test("a person goes there and comes back with the directory's roles and workspace")
    func signsIn() async throws {
        let rig = try OIDCRig()
        let start = try await rig.start(next: "/budgets?a=b")
        #expect(start.url.hasPrefix("https://id.example/authorize?"))
        let answer = try await rig.callback(
            try rig.provider.authorize(start.url),
            [start.cookie]
        )
        #expect(answer.status == 303)
        #expect(answer.field("location") == "/budgets?a=b")
        #expect(
            try await rig.whoami(answer) == "person:ann@example.com ws-1 audit operate read"
        )
        #expect(rig.rig.events.map(\.kind) == [.signedIn])
        #expect(rig.rig.events.first?.who == "person:ann@example.com")
        #expect(rig.rig.events.first?.how == .oidc)
    }

    @Test("the way's cookie is short-lived, no script's, and removed at its end")
    func cookies() async throws {
        let rig = try OIDCRig()
        let answer = try await rig.rig.send("GET", "/sign-in/oidc")
        let cookie = try #require(answer.cookies.first)
        #expect(cookie.name == "__Host-farthing_oidc")
        #expect(
            cookie.attributes == ["HttpOnly", "Max-Age=600", "Path=/", "SameSite=Lax", "Secure"]
        )
        let end = try await rig.signIn()
        let removed = try #require(end.cookies.first { $0.name == "__Host-farthing_oidc" })
        #expect(removed.value == "")
        #expect(removed.attributes.contains("Max-Age=0"))
        let session = try #require(end.cookies.first { $0.name == "__Host-farthing_session" })
        #expect(
            session.attributes == ["HttpOnly", "Max-Age=43200", "Path=/", "SameSite=Lax", "Secure"]
        )
    }

    @Test(
        "state, nonce and verifier are made anew each time, and the browser's cookie has none of them"
    )
    func fresh() async throws {
        let rig = try OIDCRig()
        var seen: Set<String> = []
        for _ in 0..<3 {
            let start = try await rig.start()
            let query = FormText.fields(start.url.split(separator: "?")[1])
            for name in ["state", "nonce", "code_challenge"] {
                let value = try #require(query.first { $0.name == name }?.value)
                #expect(value.utf8.count == 43)
                #expect(seen.insert(value).inserted)
                #expect(!start.cookie.value.contains(value))
            }
            _ = try await rig.callback(try rig.provider.authorize(start.url), [start.cookie])
            let form = try #require(rig.provider.requests.last { $0.form != nil }?.form)
            let verifier = FormText.fields(String(decoding: form, as: UTF8.self))
                .first { $0.name == "code_verifier" }
            #expect(!start.cookie.value.contains(try #require(verifier).value))
        }
    }

    @Test("the client's secret goes to the token endpoint alone, as the provider takes it")
    func secret() async throws {
        for (methods, isInForm) in [
            (nil, false), (#"["client_secret_post"]"#, true),
            (#"["client_secret_post","client_secret_basic"]"#, false),
        ] as [(String?, Bool)] {
            let rig = try OIDCRig()
            rig.provider.change { script in
                script.document["token_endpoint_auth_methods_supported"] = methods
            }
            #expect(try await rig.signIn().status == 303)
            let request = try #require(rig.provider.requests.last { $0.form != nil })
            #expect(request.fields.contains { $0.name == "authorization" } == !isInForm)
            for other in rig.provider.requests where other.form == nil {
                #expect(!other.fields.contains { $0.name == "authorization" })
            }
        }
    }

    @Test("a public client has PKCE alone")
    func publicClient() async throws {
        let clock = ManualClock()
        let provider = try ScriptedProvider(key: .ec(P256.Signing.PrivateKey()), clock: clock)
        let configuration = try OIDC.Configuration(
            issuer: ScriptedProvider.issuer,
            clientID: ScriptedProvider.clientID,
            clientSecret: nil,
            redirectURL: ScriptedProvider.redirect
        )
        let signIn = OIDCSignIn(
            configuration,
            people: PeopleInMemory(),
            transport: provider,
            isSecure: true,
            clockMs: { clock.nowMs }
        )
        let rig = try AccessRig(isSecure: true, clock: clock, oidc: signIn)
        let start = try await rig.send("GET", "/sign-in/oidc")
        let query = try provider.authorize(try #require(start.field("location")))
        let cookie = ("cookie", try #require(start.cookies.first).pair)
        _ = try await rig.send("GET", "/sign-in/oidc/callback?" + query, [cookie])
        let request = try #require(provider.requests.last { $0.form != nil })
        let form = String(decoding: request.form ?? [], as: UTF8.self)
        #expect(!request.fields.contains { $0.name == "authorization" })
        #expect(form.contains("client_id=farthing&") || form.hasSuffix("client_id=farthing"))
        #expect(!form.contains("client_secret"))
    }

    // MARK: The way back

    @Test("an answer is taken once, by the browser that began it, for what it began")
    func bound() async throws {
        let rig = try OIDCRig()
        let first = try await rig.start()
        let second = try await rig.start()
        let query = try rig.provider.authorize(first.url)
        #expect(try await rig.callback(query, []).status == 400)
        #expect(rig.fault == .stateMissing)
        #expect(try await rig.callback(query, [second.cookie]).status == 400)
        #expect(rig.fault == .stateWrong)
        #expect(try await rig.callback("code=code%200%26", [first.cookie]).status == 400)
        #expect(rig.fault == .stateWrong)
        // None of them came to the provider.
        #expect(rig.provider.count("/token") == 0)
        #expect(try await rig.callback(query, [first.cookie]).status == 303)
        #expect(try await rig.callback(query, [first.cookie]).status == 502)
        #expect(rig.fault == .exchangeRefused)
    }

    @Test("a cookie that was changed, or another process's, is refused")
    func forged() async throws {
        let rig = try OIDCRig()
        let other = try OIDCRig()
        let start = try await rig.start()
        let query = try rig.provider.authorize(start.url)
        let parts = start.cookie.value.split(separator: "=", maxSplits: 1).map(String.init)
        let members = parts[1].split(separator: ".").map(String.init)
        func changed(_ index: Int, _ value: String) -> String {
            var members = members
            members[index] = value
            return members.joined(separator: ".")
        }
        let elsewhere = ProviderKey.text(Array("/settings".utf8))
        let foreign = try await other.start().cookie.value.dropFirst(parts[0].utf8.count + 1)
        let time = try #require(Int64(members[1]))
        for value in [
            "x", "...", changed(2, elsewhere), changed(1, String(time + 1)),
            changed(1, "+" + members[1]),
            changed(0, ProviderKey.text([UInt8](repeating: 7, count: 32))),
            changed(3, ProviderKey.text([UInt8](repeating: 7, count: 32))), parts[1] + "A",
            parts[1] + ".", String(parts[1].dropLast()), String(foreign),
            parts[1] + String(repeating: "A", count: 5_000),
        ] {
            let cookie = (name: "cookie", value: parts[0] + "=" + value)
            #expect(try await rig.callback(query, [cookie]).status == 400)
            #expect(rig.fault == .stateForged)
            rig.rig.clock.advance(byMs: 30_000)
        }
    }

    @Test("ten minutes after its start an answer is too late")
    func late() async throws {
        let rig = try OIDCRig(limit: SignInLimit(client: .init(triesMax: 1_000, refillMs: 1)))
        let start = try await rig.start()
        let query = try rig.provider.authorize(start.url)
        rig.rig.clock.advance(byMs: OIDCFlow.lifeMs)
        #expect(try await rig.callback(query, [start.cookie]).status == 400)
        #expect(rig.fault == .stateExpired)
        rig.rig.clock.advance(byMs: -1)
        #expect(try await rig.callback(query, [start.cookie]).status == 303)
        // Nor does it come before its start.
        rig.rig.clock.advance(byMs: -OIDCFlow.lifeMs)
        #expect(try await rig.callback(query, [start.cookie]).status == 400)
        #expect(rig.fault == .stateExpired)
    }

    @Test(
        "an answer that says no, nothing, or comes from another is refused",
        arguments: [
            ("error=access_denied", SignInFault.providerRefused),
            ("error=%3Cscript%3E&error_description=x", .providerRefused),
            ("error=access_denied&code=x", .providerRefused),
            ("", .codeMissing), ("code=", .codeMissing),
            ("code=" + String(repeating: "x", count: 5_000), .codeMissing),
            ("code=x&iss=https%3A%2F%2Fevil.example", .issuerWrong),
            ("code=never-given", .exchangeRefused),
        ]
    )
    func answers(_ query: String, _ fault: SignInFault) async throws {
        let rig = try OIDCRig()
        let start = try await rig.start()
        let whole = FormText.fields(try rig.provider.authorize(start.url))
        let state = try #require(whole.first { $0.name == "state" }?.value)
        let answer = try await rig.callback("state=\(state)&" + query, [start.cookie])
        #expect(answer.status == fault.status)
        #expect(rig.fault == fault)
        #expect(!answer.text.contains("script"))
        #expect(rig.rig.sessions.count == 0)
    }

    @Test("the issuer that an answer may name is the right one's")
    func namesIssuer() async throws {
        let rig = try OIDCRig()
        let start = try await rig.start()
        let query = try rig.provider.authorize(start.url)
        let issuer = FormText.encode(ScriptedProvider.issuer)
        #expect(try await rig.callback(query + "&iss=\(issuer)", [start.cookie]).status == 303)
    }

    @Test("an answer in place of a token signs nobody in")
    func exchange() async throws {
        let cases: [(OIDCAnswer, SignInFault)] = [
            (ScriptedProvider.json(400, #"{"error":"invalid_client"}"#), .exchangeRefused),
            (ScriptedProvider.json(400, #"{"error":"<b>what was sent</b>"}"#), .exchangeRefused),
            (ScriptedProvider.json(302, ""), .exchangeRefused),
            (ScriptedProvider.json(200, "{}"), .exchangeRefused),
            (ScriptedProvider.json(200, "no JSON"), .exchangeRefused),
            (ScriptedProvider.json(200, #"{"id_token":7}"#), .exchangeRefused),
            (ScriptedProvider.json(503, "{}"), .providerAway),
        ]
        for (answer, fault) in cases {
            let rig = try OIDCRig()
            rig.provider.change { script in
                script.answer = { $0.form == nil ? nil : answer }
            }
            #expect(try await rig.signIn().status == fault.status)
            #expect(rig.fault == fault)
            #expect(!"\(rig.rig.events)".contains(ScriptedProvider.secret))
            #expect(!"\(rig.rig.events)".contains("what was sent"))
        }
    }

    @Test("failures on the way there and back are counted, successes are not")
    func limited() async throws {
        let limit = SignInLimit(client: .init(triesMax: 2, refillMs: 30_000))
        let rig = try OIDCRig(limit: limit)
        for _ in 0..<5 { #expect(try await rig.signIn().status == 303) }
        for _ in 0..<2 { #expect(try await rig.callback("code=x&state=y", []).status == 400) }
        #expect(try await rig.callback("code=x&state=y", []).status == 429)
        #expect(try await rig.rig.send("GET", "/sign-in/oidc").status == 429)
    }
}
