import Testing

@testable import FarthingConsole

@Suite("Console access: the admin token and paths to go to")
struct AdminTokenTests {
    @Test("a new token has its form, is no other's, and matches itself alone")
    func makes() throws {
        let text = AdminToken.make()
        let token = try #require(AdminToken(text))
        #expect(text.utf8.count == 46)
        #expect(text.hasPrefix("fa_"))
        #expect(AdminToken.make() != text)
        #expect(token.matches(text))
        for other in [AdminToken.make(), "", "fa_", text + " ", text.lowercased(), "x" + text] {
            #expect(!token.matches(other))
        }
    }

    @Test(
        "what has not a token's form is none",
        arguments: [
            "", "fa_", "fk_" + String(repeating: "A", count: 43),
            "fa_" + String(repeating: "A", count: 42), "fa_" + String(repeating: "A", count: 44),
            "fa_" + String(repeating: "A", count: 42) + "+",
            "fa_" + String(repeating: "A", count: 43) + "\n",
        ]
    )
    func refuses(_ text: String) { #expect(AdminToken(text) == nil) }

    @Test("a token is not in what is printed of it")
    func hides() throws {
        let text = AdminToken.make()
        var dumped = ""
        dump(try #require(AdminToken(text)), to: &dumped)
        #expect(!dumped.contains(text.dropFirst(3)))
    }

    @Test(
        "a browser is sent nowhere but to a page of this server",
        arguments: [
            (nil, "/"), ("", "/"), ("/", "/"),
            ("/budgets?cursor=a%2Fb#x", "/budgets?cursor=a%2Fb#x"),
            ("budgets", "/"), ("//evil.example", "/"), ("///evil.example", "/"),
            ("/\\evil.example", "/"), ("\\\\evil.example", "/"), ("/a\\b", "/"),
            ("https://evil.example", "/"), ("javascript:alert(1)", "/"),
            ("/\t/evil.example", "/"), ("/a\r\nset-cookie: x=y", "/"), ("/a\u{0}", "/"),
            ("/a b", "/"), ("/\u{7F}", "/"), ("/ü", "/"), (" /a", "/"),
            // These would go round in circles, or away again.
            ("/sign-in", "/"), ("/sign-in?next=/a", "/"), ("/sign-in/oidc", "/"),
            ("/sign-out", "/"), ("/sign-ins", "/sign-ins"),
            (
                "/" + String(repeating: "a", count: 1_023),
                "/" + String(repeating: "a", count: 1_023)
            ),
            ("/" + String(repeating: "a", count: 1_024), "/"),
        ] as [(String?, String)]
    )
    func nextPath(_ asked: String?, _ expected: String) {
        #expect(LocalPath.afterSignIn(asked).text == expected)
    }
}
