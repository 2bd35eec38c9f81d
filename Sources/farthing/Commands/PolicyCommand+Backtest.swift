import ArgumentParser
import FarthingCore
import FarthingPolicy
import FarthingSQLite

extension PolicyCommand {
    struct Backtest: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Replay past calls under another policy or price book.",
            discussion: """
                Says what would have become of each call of the journal, and what would have been \
                saved, in the order of time and with the accounts as this policy would have left \
                them. Nothing is written. docs/policy-tools.md says what is assumed.
                """
        )

        @OptionGroup var folder: DataOptions

        @Option(help: "The policy to try. (default: ./policy.yaml)")
        var policy = "policy.yaml"

        @Option(help: "A price book's file, to try other prices. (default: the folder's own book)")
        var prices: String?

        @Option(help: "Count only calls made from this day on, as 2026-09-01, or time in UTC.")
        var since: String?

        @Option(help: "Count only calls made before this day or time.")
        var until: String?

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            do throws(Failure) {
                let folder = try folder.ledgerFolder()
                let authored = try AuthoredPolicy(policy).committed(in: folder)
                let recorded = try BookShelf(folder: folder).look().book
                let book = try prices.map { (path) throws(Failure) in try BookFile(path: path).book
                }
                var test = FarthingPolicy.Backtest(
                    authored.compiled,
                    book,
                    recorded: recorded,
                    rangeMs: try range()
                )
                let startMs = systemNowMs()
                do {
                    try replay(self.folder.checkedJournal(), &test)
                } catch {
                    throw Failure(describing: error)
                }
                let text = BacktestText(test.report, lengthMs: systemNowMs() - startMs)
                if json { Console.json(text.json) } else { text.lines.forEach(Console.line) }
            } catch {
                guard json else { throw error }
                Console.json(AdminAnswer.failed(error))
                throw ExitCode(error.code.rawValue)
            }
        }

        private func replay(
            _ journal: CheckedJournal,
            _ test: inout FarthingPolicy.Backtest
        ) throws {
            var bar = ProgressBar(of: try journal.reader.entryCount(), what: "entries")
            try journal.forEach { batch in
                for (offset, line) in JournalLines(batch.lines).enumerated() {
                    let sequence = batch.firstSequence + Int64(offset)
                    test.take(try Entry(line: line, sequence: sequence))
                }
                bar.show(batch.firstSequence + batch.count)
            }
            test.finish()
            bar.end()
        }

        private func range() throws(Failure) -> Range<Int64> {
            let startMs = try since.map { (text) throws(Failure) in
                try PriceSearch.timeMs(text, "--since")
            }
            let endMs = try until.map { (text) throws(Failure) in
                try PriceSearch.timeMs(text, "--until")
            }
            guard startMs ?? 0 < endMs ?? .max else {
                throw Failure(.usage, "--until: must be later than --since")
            }
            return (startMs ?? 0)..<(endMs ?? .max)
        }
    }
}
