import ArgumentParser
import FarthingCore

/// Shows approvals, and decides on them.
struct ApprovalsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approvals",
        abstract: "Show approvals, vote for or against, take one back.",
        subcommands: [List.self, Show.self, Approve.self, Deny.self, Withdraw.self],
        defaultSubcommand: List.self
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List what waits for a decision.")

        @OptionGroup var folder: DataOptions

        @Flag(help: "Show those that are over too.")
        var all = false

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            var request = AdminRequest(.listApprovals)
            request.wantsAll = all
            let bytes = try LedgerAccess(folder).look(request)
            let answer = try AdminAnswer.read(bytes)
            if json { return Console.json(bytes) }
            if ApprovalText.approvals(answer).isEmpty {
                return Console.line(all ? "there are no approvals" : "nothing waits for a decision")
            }
            ApprovalText.table(answer, nowMs: systemNowMs()).print()
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one approval: what, how much, why, who decides, the votes so far."
        )

        @OptionGroup var folder: DataOptions

        @Argument(help: "The approval's id, or how it begins.")
        var id: String

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            guard !id.isEmpty else { throw Failure(.usage, "ID: name an approval") }
            var request = AdminRequest(.listApprovals)
            request.name = id
            let bytes = try LedgerAccess(folder).look(request)
            let answer = try AdminAnswer.read(bytes)
            if json { return Console.json(bytes) }
            for approval in ApprovalText.approvals(answer) {
                ApprovalText.lines(approval, nowMs: systemNowMs()).forEach(Console.line)
            }
        }
    }

    struct Approve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Vote for an approval, with your own Farthing key.",
            discussion: VoteOptions.discussion
        )

        @OptionGroup var vote: VoteOptions

        @Option(help: "Why, for the journal.")
        var note: String?

        func run() async throws { try await vote.send(isFor: true, note: note ?? "") }
    }

    struct Deny: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Vote against an approval, which denies it.",
            discussion: VoteOptions.discussion
        )

        @OptionGroup var vote: VoteOptions

        @Option(help: "Why, for the journal and for the agent.")
        var note: String

        func run() async throws {
            guard !note.isEmpty else { throw Failure(.usage, "--note: say why") }
            try await vote.send(isFor: false, note: note)
        }
    }

    struct Withdraw: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take an open approval back, granted or not, as the ledger's operator."
        )

        @OptionGroup var folder: DataOptions

        @Argument(help: "The approval's id, or how it begins.")
        var id: String

        @Option(help: "Why, for the journal.")
        var note: String?

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            var request = AdminRequest(.withdrawApproval)
            request.name = id
            request.note = note ?? ""
            let bytes = try await LedgerAccess(folder).ask(request)
            let answer = try AdminAnswer.read(bytes)
            if json { return Console.json(bytes) }
            Console.line(ApprovalText.outcome(answer))
        }
    }
}
