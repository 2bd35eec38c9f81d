import FarthingCore
import FarthingPolicy
import Foundation
import Testing

/// A fenced block of the documentation.
struct DocBlock: Sendable, CustomTestStringConvertible {
    var page: String
    var line: Int
    /// What stands behind the fence: `yaml`, `yaml budget`, `text`.
    var kind: String
    var text: String

    var testDescription: String { "\(page):\(line) \(kind)" }

    /// The blocks of the pages that show policies, in their order.
    static func all() throws -> [DocBlock] {
        try ["../docs/policy.md", "../README.md"].flatMap(blocks)
    }

    /// A whole policy: as it stands, or a budget or rule with what belongs around it.
    var policy: String {
        let indented = text.split(separator: "\n").map { "  " + $0 + "\n" }.joined()
        return switch kind {
        case "yaml budget": "version: 1\nbudgets:\n" + indented
        case "yaml rule": "version: 1\nrules:\n" + indented
        default: text
        }
    }

    private static func blocks(of page: String) throws -> [DocBlock] {
        var found: [DocBlock] = []
        var open: DocBlock?
        let lines = try PolicyFileSample.text(page).split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
        for (index, line) in lines.enumerated() {
            if var block = open {
                if line.hasPrefix("```") {
                    found.append(block)
                    open = nil
                } else {
                    block.text += line + "\n"
                    open = block
                }
            } else if line.hasPrefix("```") {
                open = DocBlock(
                    page: page,
                    line: index + 1,
                    kind: String(line.dropFirst(3)),
                    text: ""
                )
            }
        }
        return found
    }
}

@Suite("Policies in the documentation")
struct PolicyDocTests {
    @Test(
        "each example is read without errors and used",
        arguments: try DocBlock.all().filter {
            $0.kind.hasPrefix("yaml") && $0.kind != "yaml wrong"
        }
    )
    func examples(block: DocBlock) throws {
        #expect(["yaml", "yaml budget", "yaml rule"].contains(block.kind))
        _ = try CompiledPolicy(try read(block.policy))
    }

    @Test("each wrong example reports what the page says")
    func wrongExamples() throws {
        let blocks = try DocBlock.all()
        var count = 0
        for (index, block) in blocks.enumerated() where block.kind == "yaml wrong" {
            let shown = blocks[index + 1]
            #expect(shown.kind == "text")
            let lines = shown.text.split(separator: "\n").map(String.init)
            #expect(PolicyFileSample.errors(block.text) == lines)
            count += 1
        }
        #expect(count > 0)
    }

    @Test("the page has examples of every part")
    func number() throws {
        let kinds = try DocBlock.all().map(\.kind)
        #expect(kinds.filter { $0.hasPrefix("yaml") }.count >= 10)
        #expect(kinds.contains("yaml rule") && kinds.contains("swift"))
    }

    @Test("the page names every key, action, condition and bound of the language")
    func complete() throws {
        let page = try PolicyFileSample.text("../docs/policy.md")
        let words =
            PolicyKeys.policy + PolicyKeys.unpriced + PolicyKeys.budget + PolicyKeys.threshold
            + PolicyKeys.rule + PolicyKeys.conditions + PolicyKeys.rate
            + PolicyKeys.thresholdActions + Capability.allCases.map(\.name)
            + HoldMode.allCases.map(\.rawValue) + Dimension.named.map(\.name)
        for word in Set(words) {
            let isNamed = page.contains("`\(word)`") || page.contains(" \(word): ")
            #expect(isNamed, "docs/policy.md does not name \(word)")
        }
        for bound in [
            "at most 1,000", "at most 32", "at most 500 bytes", "at most 128 bytes",
            "from 1 to 16", "30 days", "900 million", "1 MiB", "at most 64 such",
        ] {
            #expect(page.contains(bound) || page.contains(bound.replacing(" such", with: "")))
        }
    }

    @Test(
        "the policies to begin with are read and used",
        arguments: [
            "policy", "policies/approvals", "policies/capabilities", "policies/downgrade",
            "policies/runs", "policies/shadow", "policies/teams",
        ]
    )
    func files(name: String) throws {
        _ = try CompiledPolicy(try read(try PolicyFileSample.text("../Examples/\(name).yaml")))
    }

    @Test("the Swift of the page is the Swift that is tested")
    func swift() throws {
        let tested = try PolicyFileSample.text("FarthingCoreTests/Policy/PolicyBuilderTests.swift")
        let lines = { (text: String) in
            text.split(separator: "\n").map { $0.drop { $0 == " " } }.joined(separator: "\n")
        }
        let blocks = try DocBlock.all().filter { $0.kind == "swift" && $0.page.contains("policy") }
        for block in blocks { #expect(lines(tested).contains(lines(block.text))) }
        #expect(!blocks.isEmpty)
    }

    private func read(_ text: String) throws -> Policy {
        try PolicyReader.read(Array(text.utf8), file: "policy.yaml") { name in
            let file = URL(filePath: "/usr/share/zoneinfo/" + name)
            return (try? Data(contentsOf: file))
                .flatMap { try? ZoneRules(name: name, tzif: [UInt8]($0)) }
        }
    }
}
