import ArgumentParser
import FarthingCore
import FarthingSQLite

/// Compares the journal with what providers say, and corrects what nobody had said.
struct ReconcileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile",
        abstract: "Compare the journal with a provider's usage or cost export.",
        discussion: """
            Exports are answers of OpenAI's and Anthropic's usage and cost APIs, or CSV files; \
            docs/reconcile.md says how to fetch them. Ends with 0 when every line matches, with 1 \
            when one does not, with 2 when an export cannot be read.
            """
    )

    @OptionGroup var folder: DataOptions

    @Argument(help: ArgumentHelp("The exports; - for standard input.", valueName: "file"))
    var files: [String]

    @Option(help: "Whose the lines of a CSV file are that has no column provider.")
    var provider: String?

    @Option(help: "Only lines of this project (OpenAI) or workspace (Anthropic), by its id.")
    var project: String?

    @Flag(help: "Compare windows as a whole, not model by model.")
    var allModels = false

    @Option(help: "Per cent of the larger figure by which a line may differ and still match.")
    var tolerance = "0.5"

    @Option(
        help: """
            How far from a window's ends a call may have run and count as in either window, in \
            seconds.
            """
    )
    var edgeSeconds: Int64 = 60

    @Flag(help: "Show how uncertain costs would be corrected by the provider's.")
    var correct = false

    @Flag(help: "With --correct: write the correcting entries.")
    var apply = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let tolerance = try checkedTolerance()
        let sources = try read()
        let edgeMs = edgeSeconds * 1_000
        let windows = sources.flatMap(\.windows)
        let range = UsageWindow(
            startMs: windows.map(\.startMs).min() ?? 0,
            endMs: windows.map(\.endMs).max() ?? 0
        )
        _ = try folder.ledgerFolder()
        let journal: JournalCalls
        do {
            journal = try JournalCalls(folder.checkedJournal(), range: range, edgeMs: edgeMs)
        } catch {
            throw Failure(describing: error)
        }
        warn(sources, journal.providers)
        let reconciliation = Reconciliation(
            sources,
            journal.calls,
            edgeMs: edgeMs,
            tolerance: tolerance
        )
        let report = ReconcileReport(reconciliation: reconciliation)
        let plan = correct ? CorrectionPlan(reconciliation) : nil
        if !json { show(report, plan) }
        var entries: [Int64]?
        if apply, let plan { entries = try await send(plan) }
        if json { Console.json(report.json(plan, entries: entries, tolerance: tolerance)) }
        if let entries, !json {
            Console.line("\(entries.count) correcting entries are written")
        }
        if !reconciliation.isMatched { throw ExitCode(Failure.Code.invalid.rawValue) }
    }

    private func checkedTolerance() throws(Failure) -> Tolerance {
        guard let tolerance = Tolerance(percent: tolerance) else {
            throw Failure(.usage, "--tolerance: per cent from 0 to 100, with at most 4 decimals")
        }
        guard (0...86_400).contains(edgeSeconds) else {
            throw Failure(.usage, "--edge-seconds: from 0 to 86400")
        }
        guard correct || !apply else {
            throw Failure(.usage, "--apply: writes what --correct shows; give both")
        }
        return tolerance
    }

    private func read() throws(Failure) -> [ExportSource] {
        var sources: [ExportSource] = []
        for name in files {
            let file = ExportFile(name: name, provider: provider, project: project)
            sources += try file.read()
        }
        if allModels { sources = sources.map(\.withoutModels) }
        try ExportCheck.check(sources)
        return sources
    }

    private func warn(_ sources: [ExportSource], _ known: Set<String>) {
        for provider in Set(sources.map(\.provider)).subtracting(known).sorted() {
            let names = known.isEmpty ? "none" : known.sorted().joined(separator: ", ")
            Console.error(
                "farthing: the journal has no call of the provider \(Shown.safe(provider)); it has "
                    + "those of: \(Shown.safe(names))"
            )
        }
    }

    private func show(_ report: ReconcileReport, _ plan: CorrectionPlan?) {
        report.table.print()
        Console.line("")
        report.summary.forEach(Console.line)
        guard let plan else { return }
        Console.line("")
        if plan.steps.isEmpty {
            Console.line("nothing to correct")
        } else {
            plan.table.print()
        }
        if plan.restNanos != 0 {
            Console.line(
                "\(Shown.money(Int64(clamping: plan.restNanos))) USD cannot be the uncertain calls'"
            )
        }
        if !plan.steps.isEmpty, !apply { Console.line("nothing is written without --apply") }
    }

    /// Writes the entries and returns their numbers; those before a failure stay written, and a
    /// repeat goes on from there.
    private func send(_ plan: CorrectionPlan) async throws -> [Int64] {
        var entries: [Int64] = []
        for steps in plan.batches {
            var request = AdminRequest(.correct)
            request.note = String(("reconcile: " + steps[0].line.window.text).prefix(120))
            request.corrections = steps.map(\.correction)
            let answer = try AdminAnswer.read(try await LedgerAccess(folder).ask(request))
            entries += answer.member("entries")?.elements.compactMap(\.int64) ?? []
        }
        return entries
    }
}
