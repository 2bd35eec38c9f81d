import FarthingCore
import Testing

@Suite("Subjects and what stands for them")
struct SubjectTests {
    private func subject(_ value: String, _ dimension: Dimension = .user) -> Subject {
        Subject(tenant: "acme", dimension: dimension, value: value)
    }

    @Test("what is committed to has its parts between zero bytes")
    func bytes() {
        let expected = "farthing subject/1\u{0}acme\u{0}tag:customer\u{0}Ünï"
        #expect(subject("Ünï", .tag("customer")).committed == Array(expected.utf8))
    }

    @Test("texts that look alike are two subjects, and the same bytes are one")
    func alike() {
        let composed = subject("caf\u{E9}")
        let decomposed = subject("cafe\u{301}")
        #expect(composed.value == decomposed.value)
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed, subject("caf\u{E9}")]).count == 2)
        #expect(subject("a") != subject("a", .agent))
        #expect(subject("a") != Subject(tenant: "other", dimension: .user, value: "a"))
    }

    @Test("a commitment is c_ and the first sixteen bytes in lower-case hexadecimal")
    func text() {
        let text = Commitment.text((0..<32).map { UInt8($0) })
        #expect(text == "c_000102030405060708090a0b0c0d0e0f")
        #expect(Commitment.isOne(text))
        let others = [
            "", "c_", "c_000102030405060708090a0b0c0d0e0", text + "0", "C_" + text.dropFirst(2),
            "c_000102030405060708090A0b0c0d0e0f", "c_000102030405060708090a0b0c0d0e0g",
            "d_000102030405060708090a0b0c0d0e0f", " " + text.dropLast(),
        ]
        for other in others { #expect(!Commitment.isOne(other), "\(other)") }
    }

    @Test("a policy's plain values of committed dimensions are replaced, and nothing else")
    func committing() throws {
        let policy = try Policy("p", tenant: "acme", commit: [.user, .tag("customer")]) {
            try Budget(
                "one",
                match: [.user: "alice", .team: "alice", .tag("customer"): "*"],
                limit: .usd(1),
                window: .day
            )
            try Rule("two", do: .block) {
                When(.user, fits: "bob")
                When(.agent, fits: "bob*")
            }
        }
        _ = try CompiledPolicy(policy)
        #expect(policy.subjects == [subject("alice"), subject("bob")])
        let commitments = [
            subject("alice"): "c_" + String(repeating: "a", count: 32),
            subject("bob"): "c_" + String(repeating: "b", count: 32),
        ]
        let committed = policy.committing { commitments[$0] }
        let patterns = Dictionary(
            uniqueKeysWithValues: committed.budgets[0].match.terms.map {
                ($0.dimension, $0.pattern.pattern)
            }
        )
        #expect(
            patterns == [
                .user: "c_" + String(repeating: "a", count: 32), .team: "alice",
                .tag("customer"): "*",
            ]
        )
        #expect(committed.subjects.isEmpty)
        #expect(committed.committing { _ in "x" } == committed)
        var scope = Scope()
        scope[.user] = commitments[subject("bob")]
        scope[.agent] = "bob-1"
        let facts = CallFacts(scope: scope, costNanos: 0, tokens: 0)
        #expect(try CompiledPolicy(committed).decide(facts, atMs: 0).decision == .block)
    }

    @Test("what would need the value is refused, with its place")
    func refused() {
        func errors(_ commit: [Dimension], match: [Match.Term] = []) -> [String] {
            let budget = Budget(
                id: "b",
                match: Match(match),
                unit: .calls,
                limit: 1,
                window: .day
            )
            let privacy = Privacy(commit: commit)
            return Policy(id: "p", budgets: [budget], privacy: privacy).errors(max: 9).map(\.path)
        }
        func term(_ dimension: Dimension, _ pattern: String) -> Match.Term? {
            Glob(pattern).map { Match.Term(dimension: dimension, pattern: $0) }
        }
        let globs = [term(.user, "a*"), term(.agent, "a*"), term(.team, "*")].compactMap(\.self)
        #expect(errors([.user, .team], match: globs) == ["budgets[0].match.user"])
        #expect(errors([]) == [])
        #expect(errors([.user, .user]) == ["privacy.commit"])
        let never: [Dimension] = [
            .tenant, .run, .provider, .model, .tool, .tag("parent_run"), .tag("child_run"),
        ]
        #expect(errors(never) == never.indices.map { "privacy.commit[\($0)]" })
        #expect(errors([.team, .project, .user, .agent, .session, .tag("x")]) == [])
    }
}
