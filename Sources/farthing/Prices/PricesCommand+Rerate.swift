import ArgumentParser
import FarthingCore
import FarthingPolicy
import FarthingSQLite

extension PricesCommand {
    struct Rerate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Price past calls again by a corrected book or policy.",
            discussion: """
                Each call that was settled by its usage is priced at the time at which it was \
                admitted. With --apply, what it cost too much or too little is put right by \
                correcting entries in all its budgets. docs/prices.md says what is left alone.
                """
        )

        @OptionGroup var choice: BookOptions

        @Option(help: "Only calls admitted from this day on, as 2026-09-01, or time in UTC.")
        var since: String?

        @Option(help: "Only calls admitted before this day or time.")
        var until: String?

        @Option(
            help: ArgumentHelp(
                "Only calls of models of this name; * and ? stand for others.",
                valueName: "GLOB"
            )
        )
        var model: String?

        @Flag(help: "Write the correcting entries.")
        var apply = false

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let range = try range()
            let glob = try glob()
            _ = try choice.folder.ledgerFolder()
            let rerating = try rerating()
            var session = LedgerSession(choice.folder)
            do {
                let calls = try SettledCalls(choice.folder.checkedJournal(), range: range)
                try await rerate(calls, glob, rerating, &session)
            } catch {
                await session.close()
                throw Failure(describing: error)
            }
            await session.close()
        }

        private func rerate(
            _ calls: SettledCalls,
            _ glob: Glob?,
            _ rerating: Rerating,
            _ session: inout LedgerSession
        ) async throws {
            var calls = calls
            var totals = RerateTotals()
            var text = RerateText()
            var list = json ? RerateJSON(rerating.book) : nil
            var entryCount = 0
            while let portion = try calls.next() {
                var corrections: [Correction] = []
                for call in portion {
                    if let glob, !call.models.contains(where: glob.matches) { continue }
                    let verdict = rerating.verdict(call)
                    totals.add(call, verdict)
                    switch verdict {
                    case .rated(let usage):
                        guard let rated = RatedCall(call, usage) else { continue }
                        list?.add(rated)
                        if list == nil { text.add(rated) }
                        if apply { corrections.append(rated.correction) }
                    case .left(let reason):
                        list?.add(call, reason)
                        if list == nil { text.add(call, reason) }
                    case .invoiced, .withoutMoney: break
                    }
                }
                entryCount += try await send(corrections, rerating.book, &session)
            }
            if let list {
                list.end(
                    totals,
                    fixedCount: calls.fixedCount,
                    entryCount: apply ? entryCount : nil
                )
                return
            }
            text.print(totals, fixedCount: calls.fixedCount)
            if apply {
                Console.line("\(Shown.grouped(entryCount)) correcting entries are written")
            } else if totals.all.changed > 0 {
                Console.line("nothing is written without --apply")
            }
        }

        /// Writes correcting entries and returns how many; those before a failure stay written, and
        /// a repeat goes on from there.
        private func send(
            _ corrections: [Correction],
            _ book: PriceBook,
            _ session: inout LedgerSession
        ) async throws -> Int {
            var count = 0
            var rest = corrections[...]
            while !rest.isEmpty {
                var request = AdminRequest(.correct)
                request.note = "rerate: price book \(book.hash.prefix(12))"
                request.corrections = Array(rest.prefix(Correction.perRequestMax))
                rest = rest.dropFirst(Correction.perRequestMax)
                let answer = try AdminAnswer.read(try await session.ask(request))
                count += answer.member("entries")?.count ?? 0
            }
            return count
        }

        private func rerating() throws(Failure) -> Rerating {
            let book = try choice.file().book
            guard let path = choice.policy else { return Rerating(book: book, policy: nil) }
            let file = PolicyFile(path: path, isSample: false, isNew: false)
            let policy = try file.read().compiled.policy
            return Rerating(book: book.applying(policy.prices), policy: policy)
        }

        private func range() throws(Failure) -> UsageWindow {
            let startMs = try since.map { (text) throws(Failure) in
                try PriceSearch.timeMs(text, "--since")
            }
            let endMs = try until.map { (text) throws(Failure) in
                try PriceSearch.timeMs(text, "--until")
            }
            let range = UsageWindow(startMs: startMs ?? 0, endMs: endMs ?? .max)
            guard range.startMs < range.endMs else {
                throw Failure(.usage, "--until: must be later than --since")
            }
            return range
        }

        private func glob() throws(Failure) -> Glob? {
            guard let model else { return nil }
            guard let glob = Glob(model) else {
                throw Failure(.usage, "--model: 1 to \(Glob.bytesMax) bytes")
            }
            return glob
        }
    }
}
