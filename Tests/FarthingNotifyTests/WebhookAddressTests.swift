import FarthingNotify
import Testing

@Suite("Where webhooks may go")
struct WebhookAddressTests {
    @Test(
        "https goes anywhere, http to this machine alone",
        arguments: [
            ("https://hooks.example.com/a?b=c", "https://hooks.example.com"),
            ("HTTPS://h:8443", "https://h:8443"),
            ("http://127.0.0.1:9000/x", "http://127.0.0.1:9000"),
            ("http://127.8.8.8/", "http://127.8.8.8"),
            ("http://localhost/x", "http://localhost"), ("http://[::1]:80/", "http://[::1]:80"),
        ]
    )
    func taken(_ text: String, _ origin: String) throws {
        let address = try WebhookAddress(text, allowsInsecure: false)
        #expect(address.url == text)
        #expect(address.origin == origin)
    }

    @Test(
        "everything else is refused",
        arguments: [
            "", "hooks.example.com", "ftp://h/", "https://", "https:///x", "http://example.com/",
            "http://127.0.0.1.example.com/", "http://127.0.0/", "http://localhost.example.com/",
            "http://10.0.0.1/", "https://user:word@h/", "https://h/#a", "https://h/ a",
            "https://h/é", "http://127.0.0.1@example.com/",
            "https://h/" + String(repeating: "a", count: 2_048),
        ]
    )
    func refused(_ text: String) {
        #expect(throws: WebhookAddressError.self) {
            try WebhookAddress(text, allowsInsecure: false)
        }
    }

    @Test("an operator may allow plain http, and it keeps every other rule")
    func insecure() throws {
        _ = try WebhookAddress("http://example.com/", allowsInsecure: true)
        #expect(throws: WebhookAddressError.self) {
            try WebhookAddress("http://user@example.com/", allowsInsecure: true)
        }
    }
}
