import FarthingCore
import FarthingPolicy
import Testing

@Suite("kinds of texts")
struct TextClassesTests {
    /// Every text of up to five characters that patterns over `a` and `b` can tell apart.
    private static let texts: [String] = {
        var all: [String] = []
        var layer = [""]
        for _ in 0..<5 {
            layer = layer.flatMap { text in ["a", "b", "c"].map { text + $0 } }
            all += layer
        }
        return all
    }()

    private static func globs(_ patterns: [String]) throws -> [Glob] {
        try patterns.map { try #require(Glob($0)) }
    }

    @Test(
        "each kind has a text, and each text a kind",
        arguments: [
            ["a"], ["a*", "*b"], ["a?", "?b", "ab"], ["*", "a", "b", "ab*"], ["?", "??", "a*b*"],
            ["*a*b*", "b*a", "*aa*", "ab"], ["a", "a", "?"], ["**", "?*", "*?"],
            ["ab*", "a*b", "*ab", "aab", "abab"], ["?a?", "*a", "a*", "b?*"],
        ]
    )
    func exact(_ patterns: [String]) throws {
        let globs = try Self.globs(patterns)
        let classes = try #require(TextClasses(globs)).classes
        #expect(Set(classes.map(\.fits)).count == classes.count)
        for found in classes {
            #expect(globs.map { $0.matches(found.witness) } == found.fits, "\(found.witness)")
            #expect(!found.witness.isEmpty)
        }
        let known = Set(classes.map(\.fits))
        for text in Self.texts {
            #expect(known.contains(globs.map { $0.matches(text) }), "\(text)")
        }
    }

    @Test("a pattern that is no text's, and one that a long text alone fits")
    func edges() throws {
        let long = String(repeating: "a", count: Scope.valueBytesMax)
        let globs = try Self.globs([long, "b*"])
        let classes = try #require(TextClasses(globs)).classes
        #expect(classes.contains { $0.fits == [true, false] && $0.witness == long })
        // A text of 256 characters and one more fits no call.
        let tooLong = try Self.globs([String(repeating: "?", count: 256), "b*"])
        #expect(try #require(TextClasses(tooLong)).classes.count == 4)
    }

    @Test("many names are no trouble, many tangled patterns are refused rather than guessed at")
    func bounds() throws {
        let names = try Self.globs((0..<500).map { "model-\($0)" } + ["model-*", "*7"])
        #expect(try #require(TextClasses(names)).classes.count == 500 + 4)
        let tangled = try Self.globs(["*a" + String(repeating: "?", count: 20), "b"])
        #expect(TextClasses(tangled) == nil)
    }
}
