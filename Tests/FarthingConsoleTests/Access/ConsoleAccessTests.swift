import FarthingCore
import FarthingTesting
import Testing

@testable import FarthingConsole

@Suite("Console access: who asks")
struct ConsoleAccessTests {
    @Test("the admin token and keys are taken in either header, with what each may do")
    func bearers() async throws {
        let rig = try AccessRig()
        let cases = [
            (rig.adminToken, "admin - administer approve audit operate read"),
            ("fk_key_agent", "key:key_agent -"),
            ("fk_key_voter", "key:key_voter - approve read"),
            ("fk_key_workspace", "key:key_workspace ws-1 audit operate read"),
        ]
        for (secret, expected) in cases {
            for field in [
                ("authorization", "Bearer " + secret), ("authorization", "bearer  " + secret),
                ("x-farthing-key", secret),
            ] {
                let answer = try await rig.send("GET", "/whoami", [field])
                #expect(answer.text == expected)
            }
        }
    }

    @Test("an agent's key has no permission of its own")
    func agents() async throws {
        let rig = try AccessRig()
        let field = [("authorization", "Bearer fk_key_agent")]
        #expect(try await rig.send("GET", "/read", field).status == 403)
        #expect(try await rig.send("POST", "/change", field).status == 403)
        let voter = [("authorization", "Bearer fk_key_voter")]
        #expect(try await rig.send("GET", "/read", voter).status == 200)
        #expect(try await rig.send("POST", "/change", voter).status == 403)
    }

    @Test(
        "what is wrong in a header is refused, also beside a session",
        arguments: [
            [("authorization", "Bearer fk_other")], [("authorization", "Bearer ")],
            [("authorization", "Bearer")], [("authorization", "")],
            [("authorization", "Basic YWRtaW46YWRtaW4=")], [("authorization", "fk_key_agent")],
            [("authorization", "Bearer fk_key_agent fk_key_voter")],
            [("authorization", "Bearer " + String(repeating: "x", count: 600))],
            [("x-farthing-key", "")], [("x-farthing-key", "Bearer fk_key_agent")],
            [("authorization", "Bearer fk_key_agent"), ("authorization", "Bearer fk_key_voter")],
            [("authorization", "Bearer fk_key_agent"), ("x-farthing-key", "fk_key_agent")],
        ]
    )
    func refused(_ fields: [(String, String)]) async throws {
        let rig = try AccessRig()
        let fields = fields.map { (name: $0.0, value: $0.1) }
        let cookie = try await rig.signIn()
        for sent in [fields, fields + [cookie], [cookie] + fields] {
            let answer = try await rig.send("GET", "/whoami", sent)
            #expect(answer.status == 401)
            #expect(answer.field("www-authenticate")?.hasPrefix("Bearer") == true)
            for field in fields where field.value.utf8.count > 8 {
                #expect(!answer.text.contains(field.value))
            }
        }
    }

    @Test("no key in an address or a body counts, and nothing shown is nobody")
    func elsewhere() async throws {
        let rig = try AccessRig()
        #expect(try await rig.send("GET", "/whoami").status == 401)
        let token = rig.adminToken
        for name in ["key", "token", "access_token", "api_key", "authorization"] {
            #expect(try await rig.send("GET", "/whoami?\(name)=\(token)").status == 401)
            let answer = try await rig.send("POST", "/change", form: "\(name)=\(token)")
            #expect(answer.status == 401)
        }
    }

    @Test("a header's key goes before a session")
    func order() async throws {
        let rig = try AccessRig()
        let cookie = try await rig.signIn()
        let key = ("authorization", "Bearer fk_key_agent")
        #expect(try await rig.send("GET", "/whoami", [cookie]).text.hasPrefix("admin"))
        #expect(try await rig.send("GET", "/whoami", [cookie, key]).text == "key:key_agent -")
    }

    @Test("a session that has ended is refused, and its cookie removed")
    func ended() async throws {
        let rig = try AccessRig()
        let cookie = try await rig.signIn()
        rig.clock.advance(byMs: Sessions.idleMs)
        let answer = try await rig.send("GET", "/whoami", [cookie])
        #expect(answer.status == 401)
        #expect(answer.text.contains("session_ended"))
        #expect(answer.cookies.first?.value == "")
        #expect(answer.cookies.first?.attributes.contains("Max-Age=0") == true)
    }

    @Test("a session changes nothing without its own secret, in a field or in the form")
    func crossSiteForgery() async throws {
        let rig = try AccessRig()
        let cookie = try await rig.signIn()
        let csrf = try rig.csrf(cookie)
        let other = try rig.csrf(try await rig.signIn())
        #expect(csrf != other)
        func status(
            _ fields: [(name: String, value: String)],
            _ form: String = ""
        ) async throws -> Int {
            try await rig.send("POST", "/change", [cookie] + fields, form: form).status
        }
        #expect(try await status([]) == 403)
        #expect(try await status([("x-csrf-token", "")]) == 403)
        #expect(try await status([("x-csrf-token", other)]) == 403)
        #expect(try await status([("x-csrf-token", String(csrf.dropLast()))]) == 403)
        #expect(try await status([], "csrf=\(other)") == 403)
        #expect(try await status([], "csrf=") == 403)
        #expect(try await status([("x-csrf-token", csrf)]) == 200)
        #expect(try await status([], "a=b&csrf=\(csrf)") == 200)
        // Headers that no stranger's page can send need none.
        let bearer = [("authorization", "Bearer " + rig.adminToken)]
        #expect(try await rig.send("POST", "/change", bearer, form: "").status == 200)
    }
}
