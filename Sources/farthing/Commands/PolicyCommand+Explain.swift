import ArgumentParser
import FarthingCore
import FarthingPolicy
import FarthingSQLite

extension PolicyCommand {
    struct Explain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say why a call would be decided so, or why a receipt was.",
            discussion: """
                With --call: what the policy would do with a call, with every budget and rule beside \
                it. Accounts are empty, unless --spent and --held fill them or --data names a folder \
                whose accounts count. With --receipt: what the journal says of that entry, and what \
                this policy would say of the same call at that moment.
                """
        )

        @OptionGroup var tools: PolicyTools

        @Argument(help: "The policy's file. (default: ./policy.yaml)")
        var file: String = "policy.yaml"

        @Option(
            help: ArgumentHelp(
                "A call, as \"provider=openai model=gpt-5 input=1000 output=500 agent=a1\".",
                valueName: "CALL"
            )
        )
        var call: String?

        @Option(
            help: ArgumentHelp(
                "What a budget has spent before, as daily=\"9.50 USD\"; repeatable.",
                valueName: "BUDGET=AMOUNT"
            )
        )
        var spent: [String] = []

        @Option(
            help: ArgumentHelp(
                "What open calls hold in a budget, in the same form; repeatable.",
                valueName: "BUDGET=AMOUNT"
            )
        )
        var held: [String] = []

        @Option(help: "When the call is made, as 2026-12-01T09:00:00Z. (default: now)")
        var at: String?

        @Option(help: "An entry of the journal, by its number.")
        var receipt: Int64?

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            do throws(Failure) {
                guard (call == nil) != (receipt == nil) else {
                    throw Failure(.usage, "name either a --call or a --receipt")
                }
                let written = try AuthoredPolicy(file)
                let named = try receipt == nil ? tools.namedFolder() : tools.folder.ledgerFolder()
                let authored =
                    try named.map { folder throws(Failure) in
                        try written.committed(in: folder)
                    } ?? written
                let prices = try tools.prices()
                if let receipt {
                    try explain(receipt, authored, prices)
                } else {
                    try explain(call ?? "", authored, prices)
                }
            } catch {
                guard json else { throw error }
                Console.json(AdminAnswer.failed(error))
                throw ExitCode(error.code.rawValue)
            }
        }

        private func explain(
            _ text: String,
            _ authored: AuthoredPolicy,
            _ prices: PriceBook
        ) throws(Failure) {
            let atMs = try moment()
            var trial = try trial(authored, prices, atMs)
            var call: TrialCall
            do throws(PolicyFileErrors) {
                call = try TrialText.call(text, option: "--call")
                    .withProvider(in: trial.prices, atMs: atMs)
            } catch {
                throw Failure(.usage, error.description)
            }
            if let folder = try tools.namedFolder() {
                call.scope = try authored.committed(call.scope, in: folder)
            }
            let balances = try balances(authored.policy, call.scope)
            if let budget = trial.seed(balances, atMs: atMs) {
                throw Failure(.usage, "--spent: no account can have this: \(Shown.safe(budget))")
            }
            let explanation = PolicyExplanation(authored, trial, call, atMs: atMs)
            if json { return Console.json(explanation.answer) }
            explanation.lines.forEach(Console.line)
        }

        private func explain(
            _ sequence: Int64,
            _ authored: AuthoredPolicy,
            _ prices: PriceBook
        ) throws(Failure) {
            do {
                let found = try ReceiptExplanation(
                    sequence,
                    tools.folder.checkedJournal(),
                    authored,
                    prices
                )
                if json { return Console.json(found.answer) }
                found.lines.forEach(Console.line)
            } catch {
                throw Failure(describing: error)
            }
        }

        private func moment() throws(Failure) -> Int64 {
            guard let at else { return systemNowMs() }
            guard let ms = TrialText.instantMs(at) else {
                throw Failure(
                    .usage,
                    "--at \(Shown.safe(at)): write a time such as 2026-12-01T09:00:00Z, or a day"
                )
            }
            return ms
        }

        /// With the accounts of the folder that was named, where one was.
        private func trial(
            _ authored: AuthoredPolicy,
            _ prices: PriceBook,
            _ atMs: Int64
        ) throws(Failure) -> PolicyTrial {
            guard try tools.namedFolder() != nil else {
                return PolicyTrial(authored.compiled, prices, atMs: atMs)
            }
            do {
                let book = try BookReplay.read(tools.folder.checkedJournal()).book
                return PolicyTrial(authored.compiled, prices, book: book, atMs: atMs)
            } catch {
                throw Failure(describing: error)
            }
        }

        private func balances(
            _ policy: Policy,
            _ scope: Scope
        ) throws(Failure) -> [TrialBalance] {
            var balances: [TrialBalance] = []
            for (texts, option) in [(spent, "--spent"), (held, "--held")] {
                for text in texts {
                    let read: (account: TrialAccount, amount: Int64, unit: BudgetUnit)
                    do throws(PolicyFileErrors) {
                        read = try TrialText.balance(text, option: option)
                    } catch {
                        throw Failure(.usage, error.description)
                    }
                    let ids = policy.budgets.map(\.id)
                    let id = read.account.budget
                    guard let budget = policy.budgets.first(where: { $0.id == id }) else {
                        throw Failure(
                            .usage,
                            "\(option): the policy has no budget \"\(Shown.safe(id))\""
                                + OperatorText.hint(for: id, among: ids)
                        )
                    }
                    guard budget.unit == read.unit else {
                        throw Failure(.usage, "\(option): \"\(id)\" counts \(budget.unit.name)")
                    }
                    var balance = TrialBalance(
                        budget: id,
                        scope: read.account.scope ?? scope.key(per: budget.per)
                    )
                    if option == "--spent" {
                        balance.spent = read.amount
                    } else {
                        balance.held = read.amount
                    }
                    balances.append(balance)
                }
            }
            return balances
        }
    }
}
