import ArgumentParser
import FarthingCore

/// Checks policies.
struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Check a policy file.",
        subcommands: [Check.self]
    )

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read a policy and report everything wrong with it."
        )

        @Argument(help: "The policy's file, YAML or JSON.")
        var file: String

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let loaded: LoadedPolicy
            do throws(Failure) {
                loaded = try PolicyFile(path: file, isSample: false, isNew: false).read()
            } catch {
                guard json else { throw error }
                Console.json(AdminAnswer.failed(error))
                throw ExitCode(error.code.rawValue)
            }
            let policy = loaded.compiled.policy
            if json {
                return Console.json(
                    AdminAnswer.done { json in
                        json.key("budgets")
                        json.int(policy.budgets.count)
                        json.key("hash")
                        json.string(loaded.hash)
                        json.key("id")
                        json.string(policy.id)
                    }
                )
            }
            Console.line(
                "\(file): good: \(Self.count(policy.budgets.count, "budget")), "
                    + "\(Self.count(policy.rules.count, "rule")), "
                    + (policy.isEnforced ? "enforced" : "in shadow")
            )
            var table = Table([
                .text("BUDGET"), .number("LIMIT"), .text("WINDOW"), .text("PER"), .text("MATCH"),
                .text("HOLD"), .text("MODE"),
            ])
            for budget in policy.budgets {
                let match = budget.match.terms.map { "\($0.dimension.name)=\($0.pattern.pattern)" }
                let isEnforced = budget.isEnforced && policy.isEnforced
                table.add([
                    budget.id, Shown.amount(budget.limit, budget.unit), budget.window.name,
                    budget.per.isEmpty ? "–" : budget.per.map(\.name).joined(separator: ","),
                    match.isEmpty ? "every call" : match.joined(separator: " "),
                    budget.holdMode.rawValue, isEnforced ? "enforce" : "shadow",
                ])
            }
            if !policy.budgets.isEmpty { table.print() }
        }

        private static func count(_ count: Int, _ noun: String) -> String {
            "\(count) \(noun)\(count == 1 ? "" : "s")"
        }
    }
}
