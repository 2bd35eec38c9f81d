import ArgumentParser
import FarthingCore
import FarthingPolicy

extension PolicyCommand {
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Turn a policy of agentguard-spend or a contract of SpendGuard into a policy.",
            discussion: """
                Says on standard error what means another thing here, with its line and column; the \
                new policy has the same as comments. docs/import.md has what becomes of what.
                """
        )

        /// Whose file it is.
        enum Source: String, CaseIterable, ExpressibleByArgument {
            case agentguard, spendguard

            var importer: PolicyImporter.Source {
                switch self {
                case .agentguard: .agentguard
                case .spendguard: .spendguard
                }
            }
        }

        @OptionGroup var tools: PolicyTools

        @Argument(help: "The other product's file: JSON where its name ends in .json, else YAML.")
        var file: String

        @Option(help: "Whose file it is; told by its keys where it is left out.")
        var from: Source?

        @Flag(help: "Take over the other product's meaning, as far as a policy can say it.")
        var compat = false

        @Option(
            help: ArgumentHelp(
                "Whose policy it is: the tenant id that clients send. (default: the file's own)",
                valueName: "ID"
            )
        )
        var tenant: String?

        @Option(
            help: ArgumentHelp(
                "Write the policy to this new file, and not to standard output.",
                valueName: "FILE"
            )
        )
        var out: String?

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let imported: ImportedPolicy
            let text: String
            do throws(Failure) {
                imported = try read()
                text = try yaml(imported)
                if let out { try write(text, to: out) }
            } catch {
                guard json else { throw error }
                Console.json(AdminAnswer.failed(error))
                throw ExitCode(error.code.rawValue)
            }
            if json { return printJSON(imported, text) }
            for warning in imported.warnings { Console.error(warning.description) }
            guard let out else { return Console.text(text) }
            let budgets = imported.policy.budgets.count
            let rules = imported.policy.rules.count
            Console.line(
                "\(out): written: \(budgets) budget\(budgets == 1 ? "" : "s"), "
                    + "\(rules) rule\(rules == 1 ? "" : "s")"
            )
        }

        private func read() throws(Failure) -> ImportedPolicy {
            let bytes = try SmallFile.read(
                file,
                bytesMax: PolicyReader.bytesMax,
                what: "the other product's policy"
            )
            let prices = try tools.prices()
            do throws(PolicyFileErrors) {
                return try PolicyImporter.read(
                    bytes,
                    file: file,
                    from: from?.importer,
                    meaning: compat ? .compatible : .ours,
                    prices: prices,
                    tenant: tenant
                )
            } catch {
                throw Failure(.configuration, error.description)
            }
        }

        private func yaml(_ imported: ImportedPolicy) throws(Failure) -> String {
            do throws(PolicyError) {
                return try imported.yaml()
            } catch {
                throw Failure(.configuration, "\(file): \(error.description)")
            }
        }

        /// A policy that somebody has worked on is not lost to a second import.
        private func write(_ text: String, to path: String) throws(Failure) {
            try OutputFile.write(
                path,
                Array(text.utf8),
                .kept,
                option: "--out",
                instead: "move it away"
            )
        }

        private func printJSON(_ imported: ImportedPolicy, _ text: String) {
            Console.json(
                AdminAnswer.done { json in
                    json.key("budgets")
                    json.int(imported.policy.budgets.count)
                    json.key("from")
                    json.string(imported.source.rawValue)
                    json.key("id")
                    json.string(imported.policy.id)
                    if let out {
                        json.key("out")
                        json.string(out)
                    } else {
                        json.key("policy")
                        json.string(text)
                    }
                    json.key("rules")
                    json.int(imported.policy.rules.count)
                    json.key("warnings")
                    json.beginArray()
                    for warning in imported.warnings { write(warning, to: &json) }
                    json.endArray()
                }
            )
        }

        private func write(_ warning: ImportWarning, to json: inout JSONWriter) {
            json.beginObject()
            json.key("column")
            json.int(warning.column)
            json.key("key")
            json.string(warning.key)
            json.key("kind")
            json.string(warning.kind.rawValue)
            json.key("line")
            json.int(warning.line)
            json.key("message")
            json.string(warning.message)
            json.endObject()
        }
    }
}
