import FarthingTesting
import Testing

@testable import FarthingConsole

@Suite("Console access: signing in by the admin token, and out")
struct SignInRoutesTests {
    @Test("the token begins a session and sends the browser where it wanted to go")
    func signsIn() async throws {
        let rig = try AccessRig()
        let answer = try await rig.send(
            "POST",
            "/sign-in",
            form: "token=%20\(rig.adminToken)%0D%0A&next=%2Fbudgets%3Fa%3Db"
        )
        #expect(answer.status == 303)
        #expect(answer.field("location") == "/budgets?a=b")
        let cookie = try #require(answer.cookies.first)
        #expect(cookie.name == "farthing_session")
        #expect(cookie.attributes == ["HttpOnly", "Max-Age=43200", "Path=/", "SameSite=Lax"])
        #expect(!cookie.value.contains(rig.adminToken))
        let found = try await rig.send("GET", "/whoami", [("cookie", cookie.pair)])
        #expect(found.text == "admin - administer approve audit operate read")
        #expect(rig.events.map(\.kind) == [.signedIn])
        #expect(rig.events.first?.who == "admin")
        #expect(rig.events.first?.client == "192.0.2.1")
    }

    @Test("a secure server's session is its host's and TLS's alone")
    func secure() async throws {
        let rig = try AccessRig(isSecure: true)
        let answer = try await rig.send("POST", "/sign-in", form: "token=\(rig.adminToken)")
        let cookie = try #require(answer.cookies.first)
        #expect(cookie.name == "__Host-farthing_session")
        #expect(
            cookie.attributes == ["HttpOnly", "Max-Age=43200", "Path=/", "SameSite=Lax", "Secure"]
        )
    }

    @Test(
        "a form without the token begins no session and is told, without what was typed",
        arguments: ["", "token=", "token=wrong-secret", "next=%2Fbudgets", "Token=wrong-secret"]
    )
    func refuses(_ form: String) async throws {
        let rig = try AccessRig()
        let answer = try await rig.send("POST", "/sign-in", form: form)
        #expect(answer.status == 401)
        #expect(answer.cookies.isEmpty)
        #expect(answer.text.contains("This is not the admin token."))
        #expect(rig.events.map(\.kind) == [.failed(.tokenWrong)])
        #expect(rig.events.first?.who == nil)
        #expect(!answer.text.contains("wrong-secret"))
        #expect(!"\(rig.events)".contains("wrong-secret"))
        #expect(rig.sessions.count == 0)
    }

    @Test("neither token, nor session, nor its secret is told to the audit")
    func toldNothing() async throws {
        let rig = try AccessRig()
        let cookie = try await rig.signIn()
        let csrf = try rig.csrf(cookie)
        _ = try await rig.send("POST", "/sign-out", [cookie], form: "csrf=\(csrf)")
        let told = "\(rig.events)"
        for secret in [rig.adminToken, csrf, String(cookie.value.dropFirst(17))] {
            #expect(!told.contains(secret))
        }
        #expect(rig.events.map(\.kind) == [.signedIn, .signedOut])
        #expect(rig.events.map(\.who) == ["admin", "admin"])
    }

    @Test(
        "the page leads nowhere else",
        arguments: [
            "//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example",
        ]
    )
    func openRedirects(_ next: String) async throws {
        let rig = try AccessRig()
        let page = try await rig.send("GET", "/sign-in?next=\(FormText.encode(next))")
        #expect(page.text == "/|-|-")
        let form = "token=\(rig.adminToken)&next=\(FormText.encode(next))"
        let answer = try await rig.send("POST", "/sign-in", form: form)
        #expect(answer.field("location") == "/")
    }

    @Test("who is signed in already is sent on")
    func already() async throws {
        let rig = try AccessRig()
        let cookie = try await rig.signIn()
        let answer = try await rig.send("GET", "/sign-in?next=/runs", [cookie])
        #expect(answer.status == 303)
        #expect(answer.field("location") == "/runs")
        let page = try await rig.send(
            "GET",
            "/sign-in?next=/runs",
            [("cookie", "farthing_session=x")]
        )
        #expect(page.status == 200)
        #expect(page.text == "/runs|-|-")
    }

    @Test("a sign-in ends the session that the browser had before, whosever it was")
    func replaces() async throws {
        let rig = try AccessRig()
        let former = try await rig.signIn()
        let form = "token=\(rig.adminToken)"
        let answer = try await rig.send("POST", "/sign-in", [former], form: form)
        #expect(answer.status == 303)
        #expect(answer.cookies.first?.pair != former.value)
        #expect(try await rig.send("GET", "/whoami", [former]).status == 401)
    }

    @Test("signing out takes the session's own form, ends the session and removes its cookie")
    func signsOut() async throws {
        let rig = try AccessRig()
        let cookie = try await rig.signIn()
        #expect(try await rig.send("POST", "/sign-out", form: "").status == 303)
        #expect(try await rig.send("POST", "/sign-out", [cookie], form: "").status == 403)
        #expect(try await rig.send("GET", "/whoami", [cookie]).status == 200)
        let form = "csrf=\(try rig.csrf(cookie))"
        let answer = try await rig.send("POST", "/sign-out", [cookie], form: form)
        #expect(answer.status == 303)
        #expect(answer.field("location") == "/sign-in")
        #expect(answer.cookies.first?.attributes.contains("Max-Age=0") == true)
        #expect(try await rig.send("GET", "/whoami", [cookie]).status == 401)
        #expect(rig.sessions.count == 0)
    }

    @Test(
        "a form of another site signs nobody in",
        arguments: [
            ([("sec-fetch-site", "cross-site")], 403), ([("sec-fetch-site", "same-site")], 403),
            ([("sec-fetch-site", "same-origin")], 303), ([("sec-fetch-site", "none")], 303),
            ([("origin", "https://evil.example"), ("host", "console.example")], 403),
            ([("origin", "null"), ("host", "console.example")], 403),
            ([("origin", "https://console.example")], 403),
            ([("origin", "https://console.example"), ("host", "console.example")], 303),
            ([("origin", "http://127.0.0.1:8485"), ("host", "127.0.0.1:8485")], 303),
            ([], 303),
        ]
    )
    func crossSite(_ fields: [(String, String)], _ status: Int) async throws {
        let rig = try AccessRig()
        let answer = try await rig.send(
            "POST",
            "/sign-in",
            fields.map { (name: $0.0, value: $0.1) },
            form: "token=\(rig.adminToken)"
        )
        #expect(answer.status == status)
        #expect(rig.sessions.count == (status == 303 ? 1 : 0))
    }

    @Test("another type of body is refused before it is looked at")
    func contentType() async throws {
        let rig = try AccessRig()
        let answer = try await rig.send("POST", "/sign-in", [("content-type", "text/plain")])
        #expect(answer.status == 415)
    }

    @Test("too many failures are refused with the time to wait, and the right token never is")
    func limited() async throws {
        let limit = SignInLimit(client: .init(triesMax: 3, refillMs: 30_000))
        let rig = try AccessRig(limit: limit)
        for _ in 0..<3 {
            #expect(try await rig.send("POST", "/sign-in", form: "token=x").status == 401)
        }
        let answer = try await rig.send("POST", "/sign-in", form: "token=x")
        #expect(answer.status == 429)
        #expect(answer.field("retry-after") == "30")
        // What is turned away does not fill the audit.
        #expect(rig.events.count == 3)
        let form = "token=\(rig.adminToken)"
        for _ in 0..<5 {
            #expect(try await rig.send("POST", "/sign-in", form: form).status == 303)
        }
        // Who was signed in has given no place to further guesses.
        #expect(try await rig.send("POST", "/sign-in", form: "token=x").status == 429)
        rig.clock.advance(byMs: 30_000)
        #expect(try await rig.send("POST", "/sign-in", form: "token=x").status == 401)
    }

    @Test("guesses in a header are slowed as those in the form are, and no right token or key is")
    func limitedHeaders() async throws {
        let limit = SignInLimit(client: .init(triesMax: 3, refillMs: 30_000))
        let rig = try AccessRig(limit: limit)
        let wrong = [("authorization", "Bearer fa_" + String(repeating: "A", count: 43))]
        for _ in 0..<3 {
            #expect(try await rig.send("GET", "/whoami", wrong).status == 401)
        }
        let answer = try await rig.send("GET", "/whoami", wrong)
        #expect(answer.status == 429 && answer.field("retry-after") == "30")
        for secret in [rig.adminToken, "fk_key_voter"] {
            let right = [("authorization", "Bearer " + secret)]
            #expect(try await rig.send("GET", "/whoami", right).status == 200)
        }
        #expect(try await rig.send("GET", "/whoami", wrong, client: "192.0.2.9").status == 401)
    }

    @Test(
        "a proxy's word for the client counts behind a proxy alone, and only its last",
        arguments: [(true, "203.0.113.7"), (false, "192.0.2.1")]
    )
    func proxies(_ isBehindProxy: Bool, _ client: String) async throws {
        let rig = try AccessRig(isBehindProxy: isBehindProxy)
        _ = try await rig.send(
            "POST",
            "/sign-in",
            [
                ("x-forwarded-for", "198.51.100.1"),
                ("x-forwarded-for", "198.51.100.2, 203.0.113.7"),
            ],
            form: "token=x"
        )
        #expect(rig.events.first?.client == client)
    }

    @Test("without a provider there is no way to one")
    func noProvider() throws {
        let rig = try AccessRig()
        guard case .nothing = rig.site.routes.find("GET", "/sign-in/oidc") else {
            Issue.record("a route without a provider")
            return
        }
    }
}
