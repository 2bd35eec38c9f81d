import ArgumentParser
import FarthingCore
import FarthingPolicy

extension PolicyCommand {
    struct Init: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a policy to begin with, and cases that show what it does.",
            discussion: """
                Templates: \
                \(PolicyTemplate.allCases.map { "\($0.rawValue) (\($0.summary))" }.joined(separator: "; ")).
                """
        )

        @Option(help: "The new policy's file; its cases go beside it, as policy.test.yaml.")
        var out = "policy.yaml"

        @Option(
            help:
                "What to begin with: \(PolicyTemplate.allCases.map(\.rawValue).joined(separator: ", "))."
        )
        var template = PolicyTemplate.starter.rawValue

        @Flag(help: "Write over files that are there.")
        var force = false

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            do throws(Failure) {
                let cases = try write()
                guard json else {
                    Console.line("wrote \(out) and \(cases); try:")
                    Console.line("  farthing policy check \(out)")
                    Console.line("  farthing policy test \(cases)")
                    Console.line("  farthing serve --policy \(out)")
                    return
                }
                Console.json(
                    AdminAnswer.done { json in
                        json.key("cases")
                        json.string(cases)
                        json.key("file")
                        json.string(out)
                    }
                )
            } catch {
                guard json else { throw error }
                Console.json(AdminAnswer.failed(error))
                throw ExitCode(error.code.rawValue)
            }
        }

        /// Writes both files and returns the name of that with the cases.
        private func write() throws(Failure) -> String {
            guard let template = PolicyTemplate(rawValue: template) else {
                let names = PolicyTemplate.allCases.map(\.rawValue)
                throw Failure(
                    .usage,
                    "--template \(Shown.safe(template)): there is none of this name"
                        + OperatorText.hint(for: template, among: names)
                )
            }
            let lowercased = out.lowercased()
            guard let ending = [".yaml", ".yml"].first(where: lowercased.hasSuffix) else {
                throw Failure(.usage, "--out \(Shown.safe(out)): a name that ends in .yaml")
            }
            let cases = String(out.dropLast(ending.utf8.count)) + ".test.yaml"
            let existing = force ? OutputFile.Existing.replaced : .kept
            for file in [out, cases] { try OutputFile.check(file, existing, option: "--out") }
            let name = out.split(separator: "/").last.map(String.init) ?? out
            let texts = [(out, template.policy), (cases, template.cases(policyFile: name))]
            for (file, text) in texts {
                try OutputFile.write(file, Array(text.utf8), existing, option: "--out")
            }
            return cases
        }
    }
}
