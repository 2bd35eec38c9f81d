import FarthingCore
import FarthingPolicy
import Foundation
import Testing

@Suite("Errors in policies")
struct PolicyFileErrorTests {
    struct Wrong: Sendable, CustomTestStringConvertible {
        var file: String
        var text: String
        var errors: [String]

        var testDescription: String { errors.first ?? file }
    }

    @Test("a wrong policy names the place, the reason and the fix", arguments: try wrong())
    func table(given: Wrong) {
        let errors = PolicyFileSample.errors(given.text, file: given.file)
        #expect(errors == given.errors.map { given.file + ":" + $0 })
    }

    @Test("the table is there and long")
    func tableLength() throws {
        #expect(try Self.wrong().count >= 100)
    }

    @Test("an error's parts are what its description shows")
    func parts() throws {
        let error = #expect(throws: PolicyFileErrors.self) {
            try PolicyFileSample.read(
                "version: 1\nbudgets:\n  - id: é\n    limit: 1 USD\n    window: dy\n"
            )
        }
        let first = try #require(error?.errors.first)
        #expect(first.line == 5 && first.column == 13)
        #expect(first.key == "budgets[0].window")
        #expect(first.message == "unknown window \"dy\"; did you mean \"day\"?")
        #expect(error?.description == first.description)
    }

    @Test("at most fifty errors are reported, and that there are more")
    func bounded() throws {
        let text = "version: 1\nbudgets:\n" + String(repeating: "  - {}\n", count: 200)
        let error = #expect(throws: PolicyFileErrors.self) { try PolicyFileSample.read(text) }
        #expect(error?.errors.count == PolicyFileErrors.errorsMax)
        #expect(error?.isTruncated == true)
        #expect(error?.description.hasSuffix("correct these first") == true)
    }

    @Test("a hostile key is shown short and without control characters")
    func hostileKey() throws {
        let text = "version: 1\n\"\\e[2J" + String(repeating: "x", count: 5_000) + "\": 1\n"
        let error = try #require(PolicyFileSample.errors(text).first)
        #expect(error.utf8.count < 400)
        #expect(!error.utf8.contains(0x1B))
    }

    private static func wrong() throws -> [Wrong] {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../Vectors/policy/wrong.txt")
        let lines = try String(contentsOf: file, encoding: .utf8).split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
        var cases: [Wrong] = []
        for line in lines.dropLast() {
            if line.hasPrefix("=== ") {
                cases.append(Wrong(file: String(line.dropFirst(4)), text: "", errors: []))
            } else if !cases.isEmpty {
                if line.hasPrefix("! ") {
                    cases[cases.count - 1].errors.append(String(line.dropFirst(2)))
                } else {
                    cases[cases.count - 1].text += line + "\n"
                }
            }
        }
        return cases
    }
}
