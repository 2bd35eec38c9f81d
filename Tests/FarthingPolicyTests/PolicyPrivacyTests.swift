import FarthingCore
import FarthingPolicy
import Testing

@Suite("Privacy in a policy")
struct PolicyPrivacyTests {
    @Test("YAML, JSON and Swift say the same, and what is written is read back")
    func same() throws {
        let yaml = try PolicyFileSample.read(
            "version: 1\nid: p\nprivacy: { commit: [user, \"tag:customer\"] }\n"
        )
        let json = try PolicyFileSample.read(
            #"{"version": 1, "id": "p", "privacy": {"commit": ["user", "tag:customer"]}}"#,
            file: "p.json"
        )
        let swift = try Policy("p", commit: [.user, .tag("customer")]) { [PolicyPart]() }
        #expect(yaml == json && json == swift)
        #expect(yaml.privacy.commit == [.user, .tag("customer")])
        let written = try PolicyWriter.yaml(swift)
        #expect(try PolicyFileSample.read(written) == swift)
        #expect(!(try PolicyWriter.yaml(Policy(id: "p")).contains("privacy")))
    }

    @Test(
        "what is wrong is said with its place",
        arguments: [
            ("privacy: [user]", "policy.yaml:2:10: privacy: expected"),
            (
                "privacy: {}",
                "policy.yaml:2:10: privacy.commit: missing; write commit: [user, agent]"
            ),
            ("privacy: { comit: [user] }", "did you mean \"commit\"?"),
            ("privacy: { commit: user }", "expected a list of dimensions, like [user, agent]"),
            ("privacy: { commit: [usr] }", "unknown dimension \"usr\"; did you mean \"user\"?"),
            ("privacy: { commit: [user, user] }", "\"user\" stands in the list again"),
            (
                "privacy: { commit: [user, model] }",
                "policy.yaml:2:27: privacy.commit[1]: \"model\" cannot be committed to; only team, "
            ),
            (
                "privacy: { commit: [user] }\nrules:\n  - { id: r, when: { user: \"al*\" }, do: block }",
                "policy.yaml:4:28: rules[0].when.user: user is committed to (privacy), so that no part"
            ),
            (
                """
                privacy: { commit: ["tag:c"] }
                budgets:
                  - { id: b, match: { "tag:c": "a?" }, limit: 1 calls, window: day }
                """,
                "budgets[0].match.tag:c: tag:c is committed to (privacy)"
            ),
        ]
    )
    func wrong(text: String, message: String) {
        let errors = PolicyFileSample.errors("version: 1\n" + text + "\n")
        #expect(errors.count == 1 && errors[0].contains(message), "\(errors)")
    }
}
