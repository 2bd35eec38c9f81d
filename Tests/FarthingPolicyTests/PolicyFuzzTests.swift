import FarthingCore
import FarthingPolicy
import Foundation
import Testing

@Suite("Hostile policies")
struct PolicyFuzzTests {
    @Test("random bytes are refused or read, in YAML and in JSON")
    func garbage() {
        var generator = ByteGenerator(state: 99)
        let alphabet = Array(
            "{}[]:,-?&*!|>'\"%@`#\n\t  ab1.version: budgets id limit\u{85}\u{FEFF}".utf8
        )
        for round in 0..<3_000 {
            let count = Int.random(in: 0...120, using: &generator)
            let bytes = (0..<count).map { _ in
                round % 3 == 0
                    ? UInt8.random(in: .min ... .max, using: &generator)
                    : alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
            }
            read(bytes)
        }
    }

    @Test("a policy with a few bytes changed is refused or read")
    func mutated() throws {
        var generator = ByteGenerator(state: 7)
        let whole = Array(try PolicyFileSample.text("Vectors/policy/whole.yaml").utf8)
        for _ in 0..<2_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[index] = UInt8.random(in: .min ... .max, using: &generator)
                case 1: bytes.remove(at: index)
                default: bytes.insert(UInt8.random(in: 0..<128, using: &generator), at: index)
                }
            }
            read(bytes)
        }
    }

    @Test(
        "what grows, nests or repeats without end is refused",
        arguments: [
            "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n? *c\n: 1\n",
            "version: 1\nbudgets: [" + String(repeating: "\"\"&a ", count: 3) + "]\n",
            String(repeating: "[", count: 1_000_000),
            String(repeating: "{a: ", count: 250_000),
            String(repeating: "- ", count: 500_000),
            String(repeating: "? ", count: 500_000),
            "version: 1\nbudgets:\n" + String(repeating: "- {}\n", count: 200_000),
            String((0..<60_000).map { "k\($0): 1\n" }.joined()),
            String(repeating: "version: 1\n", count: 90_000),
            "version: \"" + String(repeating: "1", count: 1_000_000) + "\"",
            String(repeating: "#", count: PolicyReader.bytesMax + 1),
            String(repeating: "[", count: 900) + String(repeating: "a,", count: 500_000),
        ]
    )
    func bombs(text: String) {
        #expect(!PolicyFileSample.errors(text).isEmpty)
        #expect(!PolicyFileSample.errors(text, file: "p.json").isEmpty)
    }

    @Test("a doubling of aliases thirty levels deep is refused at its first anchor")
    func aliasBomb() {
        var text = "a0: &a0 [x, x]\n"
        for level in 1...30 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        text += "? *a30\n: 1\n"
        let errors = PolicyFileSample.errors(text)
        #expect(errors.count == 1)
        #expect(errors.first?.contains(":1:5: \"&\" begins an anchor here") == true)
    }

    @Test("a policy with as many budgets and rules as are allowed is read")
    func largest() throws {
        var text = "version: 1\nbudgets:\n"
        for index in 0..<Policy.budgetsMax {
            text += "  - { id: b\(index), match: { team: t\(index) }, limit: 1 USD, window: day }\n"
        }
        text += "rules:\n"
        for index in 0..<Policy.rulesMax {
            text += "  - { id: r\(index), when: { cost: \"> 2 USD\" }, do: block }\n"
        }
        let policy = try PolicyFileSample.read(text)
        #expect(policy.budgets.count == Policy.budgetsMax)
        #expect(policy.rules.count == Policy.rulesMax)
    }

    @Test("the sample policy is read without errors")
    func sample() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Examples/policy.yaml")
        let policy = try PolicyReader.read(
            [UInt8](try Data(contentsOf: file)),
            file: file.path,
            zones: PolicyFileSample.zone
        )
        #expect(policy.id == "policy")
        #expect(policy.budgets.map(\.id) == ["agent-daily", "everything-monthly", "agent-tokens"])
        #expect(policy.rules.map(\.id) == ["big-call"])
        _ = try CompiledPolicy(policy)
    }

    private func read(_ bytes: [UInt8]) {
        for format in [PolicyReader.Format.yaml, .json] {
            do throws(PolicyFileErrors) {
                _ = try PolicyReader.read(
                    bytes,
                    file: "fuzz",
                    format: format,
                    zones: PolicyFileSample.zone
                )
            } catch {
                #expect(!error.errors.isEmpty)
                for wrong in error.errors {
                    #expect(wrong.line >= 1 && wrong.column >= 1 && !wrong.message.isEmpty)
                }
            }
        }
    }
}

/// Random numbers that are the same in every run.
private struct ByteGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state ^ state >> 33) &* 0xFF51_AFD7_ED55_8CCD
    }
}
