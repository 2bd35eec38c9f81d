import Testing

@testable import FarthingConsole

@Suite("pages of strangers")
struct OriginTests {
    @Test(
        "a listener on this machine is asked for by this machine's names, and those that it was given",
        arguments: [
            ("localhost:8000", true), ("127.0.0.1:8000", true), ("127.9.8.7", true),
            ("[::1]:8000", true), ("LOCALHOST", true), ("a.localhost:1", true), ("", true),
            ("console.example:443", true), ("evil.example", false), ("evil.example:8000", false),
            ("127.0.0.1.evil.example", false), ("127.0.0.1evil", false), ("127.1", false),
            ("localhost.evil.example:8000", false), ("notlocalhost", false),
            ("127.+1.0.1", false), ("a@127.0.0.1", false), ("192.0.2.1", false),
        ]
    )
    func hosts(_ host: String, _ isTaken: Bool) async throws {
        let rig = try AccessRig(hosts: .loopback(and: ["Console.example"]))
        let fields = [("host", host), ("authorization", "Bearer " + rig.adminToken)]
        for (method, path) in [("GET", "/whoami"), ("POST", "/change")] {
            let answer = try await rig.send(method, path, fields)
            #expect(answer.status == (isTaken ? 200 : 421), "\(answer.text)")
        }
        let elsewhere = try AccessRig()
        let any = [("host", host), ("authorization", "Bearer " + elsewhere.adminToken)]
        #expect(try await elsewhere.send("GET", "/whoami", any).status == 200)
    }

    @Test(
        "where nobody says who they are, no page from elsewhere changes anything",
        arguments: [
            ([], 200), ([("origin", "http://127.0.0.1:8000")], 200),
            ([("origin", "http://localhost:3000")], 200), ([("origin", "null")], 403),
            ([("origin", "https://evil.example")], 403),
            ([("origin", "https://127.0.0.1.evil.example")], 403),
            ([("sec-fetch-site", "cross-site")], 403),
        ]
    )
    func origins(_ fields: [(String, String)], _ status: Int) async throws {
        let rig = try AccessRig(anybody: .anybody, hosts: .loopback())
        let sent = fields.map { (name: $0.0, value: $0.1) } + [("host", "127.0.0.1:8000")]
        #expect(try await rig.send("POST", "/change", sent).status == status)
        // What only reads tells a stranger's page nothing: no answer lets it look.
        #expect(try await rig.send("GET", "/read", sent).status == 200)
    }

    @Test(
        "a session's form is taken from a page of its own host alone, whatever secret it repeats",
        arguments: [
            ([], 200), ([("origin", "http://127.0.0.1:8485")], 200),
            ([("sec-fetch-site", "same-origin")], 200), ([("origin", "null")], 403),
            ([("origin", "https://evil.example")], 403),
            ([("origin", "http://127.0.0.1:9999")], 403), ([("sec-fetch-site", "same-site")], 403),
        ]
    )
    func forms(_ fields: [(String, String)], _ status: Int) async throws {
        let rig = try AccessRig()
        let cookie = try await rig.signIn()
        let csrf = try rig.csrf(cookie)
        let sent =
            [cookie, ("host", "127.0.0.1:8485")] + fields.map { (name: $0.0, value: $0.1) }
        let answer = try await rig.send("POST", "/change", sent, form: "csrf=" + csrf)
        #expect(answer.status == status, "\(answer.text)")
    }

    @Test("two consoles on one host have cookies of two names")
    func marks() {
        let (one, two) = (Sessions(isSecure: false), Sessions(isSecure: false, mark: "9585"))
        #expect(one.cookie.name == "farthing_session" && two.cookie.name == "farthing_session_9585")
        let request = ConsoleRequest(
            method: "GET",
            path: "/",
            fields: [("cookie", "farthing_session=a; farthing_session_9585=b")]
        )
        #expect(one.cookie.value(in: request) == "a" && two.cookie.value(in: request) == "b")
    }
}
