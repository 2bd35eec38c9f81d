import ArgumentParser
import FarthingCore

/// Shows budgets and who has their headroom, and changes what an operator may change.
struct BudgetsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "budgets",
        abstract: "Show budgets and holds; top up, pause, resume, reset, unfreeze.",
        subcommands: [
            List.self, Holds.self, TopUp.self, Pause.self, Resume.self, Reset.self, Unfreeze.self,
        ],
        defaultSubcommand: List.self
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List every open account: limit, spent, held, free."
        )

        @OptionGroup var folder: DataOptions

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let bytes = try LedgerAccess(folder).look(AdminRequest(.listBudgets))
            let answer = try AdminAnswer.read(bytes)
            if json { return Console.json(bytes) }
            BudgetReport.table(answer, nowMs: systemNowMs()).print()
        }
    }

    struct Holds: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the open holds, oldest first: who has the headroom."
        )

        @OptionGroup var folder: DataOptions

        @Option(help: "The most holds to show.")
        var limit: Int64 = 100

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            guard (1...HoldReport.holdsMax).contains(limit) else {
                throw Failure(.usage, "--limit: from 1 to \(HoldReport.holdsMax)")
            }
            var request = AdminRequest(.listHolds)
            request.limit = limit
            let bytes = try LedgerAccess(folder).look(request)
            let answer = try AdminAnswer.read(bytes)
            if json { return Console.json(bytes) }
            if answer.member("holds")?.count == 0 { return Console.line("nothing is held") }
            HoldReport.table(answer, nowMs: systemNowMs()).print()
        }
    }

    struct TopUp: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "top-up",
            abstract: "Give an account more headroom until its window ends."
        )

        @OptionGroup var change: ChangeOptions

        @Argument(help: "How much, as \"5.00 USD\" or \"100k tokens\".")
        var amount: String

        @Option(help: "A name for this change: repeated with the same name, it does nothing.")
        var changeKey: String?

        func run() async throws {
            var request = change.request(.topUp)
            request.amount = amount
            request.changeKey = changeKey ?? ""
            try await change.send(request, "topped up \(change.budget) by \(amount)")
        }
    }

    struct Pause: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Refuse new calls of a budget, or of one of its accounts; running ones end."
        )

        @OptionGroup var change: ChangeOptions

        func run() async throws {
            try await change.send(change.request(.pause), "paused \(change.budget)")
        }
    }

    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lift a pause.")

        @OptionGroup var change: ChangeOptions

        func run() async throws {
            try await change.send(change.request(.resume), "resumed \(change.budget)")
        }
    }

    struct Reset: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Begin a new generation of accounts at zero; open holds settle in the old one."
        )

        @OptionGroup var change: ChangeOptions

        func run() async throws {
            try await change.send(change.request(.reset), "reset \(change.budget)")
        }
    }

    struct Unfreeze: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lift a freeze that a fault in the book has caused."
        )

        @OptionGroup var change: ChangeOptions

        func run() async throws {
            try await change.send(change.request(.unfreeze), "unfroze \(change.budget)")
        }
    }
}

/// What every change of a budget takes.
struct ChangeOptions: ParsableArguments {
    @OptionGroup var folder: DataOptions

    @Argument(help: "The budget's id.")
    var budget: String

    @Option(
        help: ArgumentHelp(
            "The account, as agent=a1; without it the whole budget.",
            valueName: "DIMENSION=VALUE"
        )
    )
    var scope: [String] = []

    @Option(help: "Why, for the journal.")
    var note: String?

    @Flag(help: "Print JSON.")
    var json = false

    func request(_ verb: AdminRequest.Verb) -> AdminRequest {
        var request = AdminRequest(verb)
        request.name = budget
        request.scope = scope
        request.note = note ?? ""
        return request
    }

    /// Sends the change and says that it is done, with the entry that records it.
    func send(_ request: AdminRequest, _ done: String) async throws(Failure) {
        guard request.note.utf8.count <= 500 else {
            throw Failure(.usage, "--note: at most 500 bytes")
        }
        let bytes = try await LedgerAccess(folder).ask(request)
        let answer = try AdminAnswer.read(bytes)
        if json { return Console.json(bytes) }
        let place = scope.isEmpty ? "" : " (\(scope.joined(separator: ",")))"
        let entry =
            answer.member("entry")?.int64.map { ", entry \($0)" } ?? ", nothing had to change"
        Console.line(Shown.safe(done + place) + entry)
    }
}
