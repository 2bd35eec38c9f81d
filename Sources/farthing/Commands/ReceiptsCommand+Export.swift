import ArgumentParser
import FarthingReceipts
import FarthingSQLite

extension ReceiptsCommand {
    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the journal to a file, for verifiers, spreadsheets or FinOps tools."
        )

        @OptionGroup var folder: DataOptions

        @Option(
            help: """
                farthing: stored lines with their seals; agentguard: agentguard-spend's envelope, \
                each entry signed as it is written; jsonl: an object per entry about calls and \
                accounts; csv: a row per call; focus: FOCUS 1.2.
                """
        )
        var form: Form = .farthing

        @Option(
            help: """
                The key's file that signs the entries of the form agentguard. (default: the \
                signing key)
                """
        )
        var key: String?

        @Option(
            help: """
                The first entry: its number, a date or a time, UTC. For the forms jsonl, csv and \
                focus.
                """
        )
        var from: String?

        @Option(help: "The entry, date or time that is no longer in it.")
        var to: String?

        @Option(
            help: """
                Costs as this budget counts them, in its currency; without it what calls cost in \
                dollars. For the forms csv and focus.
                """
        )
        var budget: String?

        @Option(help: "The file to write; standard output without it.")
        var output: String?

        @Flag(
            help: """
                Go on with a file that an earlier run has begun; it is compared with what belongs \
                there.
                """
        )
        var resume = false

        @Flag(help: "Write over a file that is there.")
        var force = false

        @Flag(help: "Show progress on standard error even where that is no terminal.")
        var progress = false

        enum Form: String, ExpressibleByArgument, CaseIterable {
            case farthing, agentguard, jsonl, csv, focus

            var isVerifiable: Bool { self == .farthing || self == .agentguard }
        }

        func run() async throws {
            do {
                let range = try ExportRange(from: from, to: to)
                guard range.isWhole || !form.isVerifiable else {
                    throw Failure(
                        .usage,
                        "--from, --to: a file of the form \(form.rawValue) begins with the first "
                            + "entry and verifies as a whole; parts are for jsonl, csv and focus"
                    )
                }
                guard budget == nil || form == .csv || form == .focus else {
                    throw Failure(.usage, "--budget: for the forms csv and focus")
                }
                guard !resume || output != nil else {
                    throw Failure(.usage, "--resume: name the file with --output")
                }
                guard !resume || !force else {
                    throw Failure(.usage, "--resume and --force exclude each other")
                }
                let ledgerFolder = try folder.ledgerFolder()
                let count = try write(ledgerFolder, range)
                if let output {
                    let what = form.isVerifiable ? "entries" : "rows"
                    Console.error("\(count) \(what) are in \(output)")
                }
            } catch {
                throw Failure(describing: error)
            }
        }

        private var existing: OutputFile.Existing {
            resume ? .continued : force ? .replaced : .kept
        }

        private func write(_ ledgerFolder: DataFolder, _ range: ExportRange) throws -> Int64 {
            let journal = try folder.checkedJournal()
            let reader = journal.reader
            // Whatever is wrong must be known before a file is made.
            let exported = form.isVerifiable ? try exporterForm(ledgerFolder, journal) : nil
            let file = try ExportOutput.open(output, existing)
            var bar = ProgressBar(
                of: try reader.entryCount(),
                what: "entries",
                isForced: progress
            )
            defer { bar.end() }
            if let exported {
                return try ReceiptExport(journal: journal, form: exported)
                    .write(to: file, &bar)
            }
            let export = RowExport(journal: journal, range: range)
            guard form != .jsonl else { return try export.write(JSONLines(), to: file, &bar) }
            let columns: CallForm.Columns = form == .csv ? .csv : .focus
            let rows = CallRows(journal, budget: budget)
            return try export.write(CallForm(columns, rows), to: file, &bar)
        }

        private func exporterForm(
            _ ledgerFolder: DataFolder,
            _ journal: CheckedJournal
        ) throws -> Exporter.Form {
            guard form == .agentguard else {
                guard let origin = try journal.reader.origin() else {
                    throw Failure(.unavailable, "\(ledgerFolder.path): the ledger has no origin")
                }
                let publicKey =
                    try key.map { try KeyFile.verifyingKey(at: $0) }
                    ?? SigningDesk.key(of: ledgerFolder)
                return .farthing(origin: origin, fingerprint: publicKey.fingerprint)
            }
            let settings = try folder.settings()
            let signer: any Signer =
                try key.map { try KeyFile.signingKey(at: $0) }
                ?? SigningKeyChoice.choose(settings, ledgerFolder, makesIt: false)
            guard !(signer is SignerCommand) else {
                throw Failure(
                    .usage,
                    "--form agentguard signs every entry, and the signer command would be started "
                        + "for each: name a key's file with --key"
                )
            }
            let own = signer.verifyingKey
            guard try key != nil || own == journal.firstKey || journal.keys().contains(own) else {
                throw Failure(
                    .invalid,
                    "the journal is not one that the signing key \(own.fingerprint) "
                        + "has sealed, and is not signed with it; run farthing verify --key"
                )
            }
            return .signed(signer)
        }
    }
}
