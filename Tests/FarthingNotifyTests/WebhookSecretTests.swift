import FarthingNotify
import Testing

@Suite("What webhooks are signed with")
struct WebhookSecretTests {
    // The example of the specification, standardwebhooks.com, in its reference tests.
    private static let example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    @Test("a signature is that of the specification's own example")
    func example() throws {
        let secret = try WebhookSecret(Self.example)
        let signature = secret.signature(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
            timestamp: 1_614_265_330,
            body: Array(#"{"test": 2432232314}"#.utf8)
        )
        #expect(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test("while a secret is replaced there is a signature by each")
    func rotation() throws {
        let other = "whsec_" + String(repeating: "AAAA", count: 8)
        let both = try WebhookSecret("\(other)\n\(Self.example)\n")
        let signature = both.signature(id: "a", timestamp: 1, body: [])
        let own = try WebhookSecret(Self.example).signature(id: "a", timestamp: 1, body: [])
        #expect(signature.split(separator: " ").count == 2)
        #expect(signature.hasSuffix(own))
    }

    @Test(
        "what is no secret is refused, and is not in the error",
        arguments: [
            "", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_c2hvcnQ=",
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS", "whsec_MfKQ9r8GKYqr=wjUPD8ILPZIo2LaLaSw",
            "whsec_" + String(repeating: "AAAA", count: 22),
            Array(repeating: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", count: 5)
                .joined(separator: " "),
        ]
    )
    func refused(_ text: String) throws {
        let error = #expect(throws: WebhookSecretError.self) { try WebhookSecret(text) }
        #expect(text.utf8.count < 7 || error?.reason.contains(text) == false)
    }

    @Test("secrets of every length that is allowed are taken", arguments: [24, 25, 26, 63, 64])
    func lengths(_ count: Int) throws {
        let padding = ["", "==", "="][count % 3]
        let text = "whsec_" + String(repeating: "A", count: (count * 4 + 2) / 3) + padding
        _ = try WebhookSecret(text)
    }
}
