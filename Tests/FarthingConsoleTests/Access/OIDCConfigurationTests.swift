import Testing

@testable import FarthingConsole

@Suite("Console access: an identity provider's configuration and addresses")
struct OIDCConfigurationTests {
    @Test(
        "addresses are https, or http on this machine",
        arguments: [
            ("https://id.example", true), ("https://id.example:8443/a?b=c", true),
            ("https://[2001:db8::1]/a", true), ("https://[2001:db8::1]:443/a", true),
            ("http://localhost:8080/realms/x", true), ("http://127.0.0.1/", true),
            ("http://[::1]:1/", true),
            ("", false), ("id.example", false), ("HTTPS://id.example", false),
            ("http://id.example", false), ("http://localhost.evil.example", false),
            ("http://127.0.0.1.evil.example/", false), ("http://localhost@evil.example/", false),
            ("https://", false), ("https:///a", false), ("https://?a", false),
            ("https://:443", false),
            ("https://id.example:0", false), ("https://id.example:x", false),
            ("https://id.example:65536", false), ("https://a:b@id.example", false),
            ("https://id.example/#a", false), ("https://id.example/a b", false),
            ("https://id.example\\@evil.example", false), ("https://id.example/\r\n", false),
            ("https://id.example/é", false), ("ftp://id.example", false),
            ("https://id.example/" + String(repeating: "a", count: 2_048), false),
        ]
    )
    func addresses(_ text: String, _ isOne: Bool) { #expect((OIDCAddress(text) != nil) == isOne) }

    @Test("what is wrong with a configuration is named")
    func faults() throws {
        let redirect = "https://console.example/sign-in/oidc/callback"
        let cases = [
            ("http://id.example", "c", redirect, "issuer"),
            ("https://id.example?a=b", "c", redirect, "issuer"),
            ("https://id.example", "", redirect, "client"),
            ("https://id.example", String(repeating: "c", count: 513), redirect, "client"),
            ("https://id.example", "c", "http://console.example/sign-in/oidc/callback", "redirect"),
            ("https://id.example", "c", "https://console.example/", "redirect"),
            ("https://id.example", "c", redirect + "?a=b", "redirect"),
        ]
        for (issuer, client, redirect, word) in cases {
            #expect {
                _ = try OIDC.Configuration(
                    issuer: issuer,
                    clientID: client,
                    clientSecret: nil,
                    redirectURL: redirect
                )
            } throws: { "\($0)".contains(word) }
        }
    }

    @Test("the client's secret is in nothing that is printed")
    func secret() throws {
        let configuration = try OIDC.Configuration(
            issuer: "https://id.example",
            clientID: "c",
            clientSecret: OIDCSecret("hunter2"),
            redirectURL: "https://console.example/sign-in/oidc/callback"
        )
        var dumped = ""
        dump(configuration, to: &dumped)
        let printed = "\(configuration) \(String(reflecting: configuration)) \(dumped)"
        #expect(!printed.contains("hunter2"))
        #expect(printed.contains("(secret)"))
    }

    @Test("forms are encoded so that they are read as they were")
    func forms() {
        let fields: [(name: String, value: String)] = [
            ("a", "b c+d&e=f%20"), ("é", "/?#\u{0}\r\n"), ("", ""), ("~-._", "Az09"),
        ]
        let text = FormText.text(fields)
        #expect(text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
        let read = FormText.fields(text)
        #expect(read.map(\.name) == fields.map(\.name))
        #expect(read.map(\.value) == fields.map(\.value))
    }
}
