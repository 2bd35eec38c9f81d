import ArgumentParser
import FarthingCore
import FarthingPolicy
import FarthingSQLite

extension PolicyCommand {
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read a policy and report everything wrong with it.",
            discussion: """
                Beside the file itself, the price book is asked: whether models and providers of \
                that name have a price, and whether a downgrade leads somewhere. With --data, also \
                whether some key may give the approvals that the policy asks for. Errors end with \
                exit code 78, warnings with 0.
                """
        )

        @OptionGroup var tools: PolicyTools

        @Argument(help: "The policy's file, YAML or JSON.")
        var file: String

        @Flag(help: "End with exit code 78 for warnings too.")
        var strict = false

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let read: Result<AuthoredPolicy, PolicyFileErrors>
            let prices: PriceBook
            do throws(Failure) {
                read = try AuthoredPolicy.reading(file)
                prices = try tools.prices()
            } catch {
                guard json else { throw error }
                Console.json(AdminAnswer.failed(error))
                throw ExitCode(error.code.rawValue)
            }
            guard case .success(let authored) = read else {
                if case .failure(let errors) = read { try fail(errors) }
                return
            }
            let findings = authored.findings(prices, groups: try groups())
            let isBad = findings.contains { strict || $0.finding.severity == .error }
            if json {
                Console.json(answer(authored, findings, isGood: !isBad))
            } else {
                if !isBad { print(authored.policy) }
                for finding in findings {
                    if finding.finding.severity == .error {
                        Console.error(finding.text)
                    } else {
                        Console.line(finding.text)
                    }
                }
            }
            if isBad { throw ExitCode(Failure.Code.configuration.rawValue) }
        }

        private func groups() throws -> Set<String>? {
            guard let folder = try tools.namedFolder() else { return nil }
            do {
                return try JournalReader(folder).approverGroups()
            } catch {
                throw Failure(describing: error)
            }
        }

        private func fail(_ errors: PolicyFileErrors) throws {
            let failure = Failure(describing: errors)
            guard json else { throw failure }
            var writer = JSONWriter(capacity: 1_024)
            writer.beginObject()
            writer.key("code")
            writer.int(Int64(failure.code.rawValue))
            writer.key("error")
            writer.string(failure.message)
            writer.key("findings")
            writer.beginArray()
            for error in errors.errors {
                PlacedFinding.write(
                    code: "syntax",
                    column: error.column,
                    line: error.line,
                    message: error.message,
                    path: error.key,
                    severity: "error",
                    to: &writer
                )
            }
            writer.endArray()
            writer.key("ok")
            writer.bool(false)
            writer.endObject()
            Console.json(writer.bytes)
            throw ExitCode(failure.code.rawValue)
        }

        private func answer(
            _ authored: AuthoredPolicy,
            _ findings: [PlacedFinding],
            isGood: Bool
        ) -> [UInt8] {
            var json = JSONWriter(capacity: 1_024)
            json.beginObject()
            json.key("budgets")
            json.int(authored.policy.budgets.count)
            if !authored.policy.privacy.commit.isEmpty {
                json.key("commit")
                json.strings(authored.policy.privacy.commit.map(\.name))
            }
            json.key("findings")
            json.beginArray()
            for finding in findings { finding.write(to: &json) }
            json.endArray()
            json.key("hash")
            json.string(authored.hash)
            json.key("id")
            json.string(authored.policy.id)
            json.key("ok")
            json.bool(isGood)
            json.key("rules")
            json.int(authored.policy.rules.count)
            json.key("warnings")
            json.strings(
                findings.filter { $0.finding.severity == .warning }.map(\.finding.message)
            )
            json.endObject()
            return json.bytes
        }

        private func print(_ policy: Policy) {
            Console.line(
                "\(file): good: \(Shown.count(policy.budgets.count, "budget")), "
                    + "\(Shown.count(policy.rules.count, "rule")), "
                    + (policy.isEnforced ? "enforced" : "in shadow")
            )
            if let dates = BudgetText.dates(policy.effective) { Console.line("in force \(dates)") }
            for line in policy.privacyLines { Console.line(line) }
            let isDated = policy.budgets.contains { $0.effective != .always }
            var table = Table(
                [
                    .text("BUDGET"), .number("LIMIT"), .text("WINDOW"), .text("PER"),
                    .text("MATCH"),
                    .text("HOLD"), .text("MODE"),
                ] + (isDated ? [.text("IN FORCE")] : [])
            )
            for budget in policy.budgets {
                let match = budget.match.terms.map { "\($0.dimension.name)=\($0.pattern.pattern)" }
                let isEnforced = budget.isEnforced && policy.isEnforced
                let dates = BudgetText.dates(budget.effective, budget.zone) ?? "always"
                table.add(
                    [
                        budget.id, Shown.amount(budget.limit, budget.unit),
                        BudgetText.window(budget) ?? "–",
                        budget.per.isEmpty ? "–" : budget.per.map(\.name).joined(separator: ","),
                        match.isEmpty ? "every call" : match.joined(separator: " "),
                        budget.holdMode.rawValue, isEnforced ? "enforce" : "shadow",
                    ] + (isDated ? [dates] : [])
                )
            }
            if !policy.budgets.isEmpty { table.print() }
        }
    }
}

extension Shown {
    /// `1 budget`, `3 budgets`.
    static func count(_ count: Int, _ noun: String) -> String {
        "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")"
    }
}
