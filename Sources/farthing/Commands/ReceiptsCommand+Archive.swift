import ArgumentParser
import FarthingCore
import FarthingReceipts
import FarthingSQLite

extension ReceiptsCommand {
    struct Archive: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the journal's older part into files, and take it out of the ledger.",
            discussion: """
                Each file is a segment that verifies by itself (docs/formats/segments.md); what \
                stands there already is compared with the journal and not written again. With \
                --prune, what was archived leaves the ledger, as far as no open hold, approval or \
                window may still need it (docs/archive.md). Where no time is given, everything is \
                archived.
                """
        )

        /// A snapshot, a checkpoint, and a look at every entry that goes: some seconds a million.
        private static let pruneWaitSeconds = 600

        /// First lines of segments in one request, the latest.
        private static let basesMax = 16

        @OptionGroup var folder: DataOptions

        @Option(
            help: ArgumentHelp(
                "Only what was sealed before this day or time, in UTC.",
                valueName: "2026-11-01"
            )
        )
        var before: String?

        @Option(help: "Only what was sealed this many days ago or earlier.")
        var keepDays: Int64?

        @Option(help: "Where the files go. (default: archive in the data folder)")
        var to: String?

        @Flag(help: "Take what was archived out of the ledger.")
        var prune = false

        @Flag(help: "Print JSON.")
        var json = false

        func validate() throws {
            if before != nil, keepDays != nil {
                throw ValidationError("--before and --keep-days exclude each other")
            }
            if let keepDays, !(0...36_500).contains(keepDays) {
                throw ValidationError("--keep-days \(keepDays): from 0 to 36500")
            }
            if prune, before == nil, keepDays == nil {
                throw ValidationError(
                    "--prune: say with --keep-days or --before how much is to stay; calls that were "
                        + "pruned can neither be corrected nor repeated by their keys"
                )
            }
        }

        func run() async throws {
            let beforeMs = try beforeMs()
            var done: [SegmentWriter.Done] = []
            var pruned: (first: Int64, reason: String?)?
            do {
                let data = try folder.ledgerFolder()
                let journal = try folder.checkedJournal()
                let writer = try SegmentWriter(data, journal, to: to)
                let total = try journal.reader.entryCount()
                var bar = ProgressBar(of: total, what: "entries")
                try writer.run(beforeMs: beforeMs) { segment in
                    done.append(segment)
                    bar.show(segment.segment.end)
                }
                bar.end()
                if prune { pruned = try await prune(done) }
            } catch {
                throw Failure(describing: error)
            }
            report(done, pruned)
        }

        private func beforeMs() throws(Failure) -> Int64 {
            if let keepDays { return systemNowMs() - keepDays * 86_400_000 }
            guard let before else { return Int64.max }
            let isDay = before.utf8.count == 10
            guard
                let timeMs = parseTimestamp(
                    Array((isDay ? before + "T00:00:00.000Z" : before).utf8)
                )
            else {
                throw Failure(
                    .usage,
                    "--before \(Shown.safe(before)): write a day as 2026-11-01, or a time as "
                        + "2026-11-01T12:00:00.000Z"
                )
            }
            return timeMs
        }

        private func prune(
            _ done: [SegmentWriter.Done]
        ) async throws(Failure) -> (first: Int64, reason: String?) {
            var session = LedgerSession(folder, waitSeconds: Self.pruneWaitSeconds)
            do throws(Failure) {
                var request = AdminRequest(.prune)
                // Earlier ones too: the latest may still be needed.
                request.bases = Self.chosen(done).map {
                    String(decoding: $0.base.line.dropLast(), as: UTF8.self)
                }
                let answer = try AdminAnswer.read(try await session.ask(request))
                while try AdminAnswer.read(try await session.ask(AdminRequest(.dropArchived)))
                    .member("left")?.int64 ?? 0 > 0
                {}
                await session.close()
                return (
                    first: answer.member("first")?.int64 ?? 0,
                    reason: answer.member("reason")?.string
                )
            } catch {
                await session.close()
                throw error
            }
        }

        /// The latest segments, and of those before every so many.
        private static func chosen(_ done: [SegmentWriter.Done]) -> [SegmentWriter.Done] {
            guard done.count > basesMax else { return done }
            let step = (done.count + basesMax - 1) / basesMax
            return done.enumerated().filter { ($0.offset + 1 - done.count) % step == 0 }
                .map(\.element)
        }

        private func report(
            _ done: [SegmentWriter.Done],
            _ pruned: (first: Int64, reason: String?)?
        ) {
            let place = to ?? ((try? folder.folder().archive.path) ?? "archive")
            if json {
                Console.json(
                    AdminAnswer.done { json in
                        if let pruned {
                            json.key("first")
                            json.int(pruned.first)
                            if let reason = pruned.reason {
                                json.key("kept_because")
                                json.string(reason)
                            }
                        }
                        json.key("segments")
                        json.beginArray()
                        for item in done {
                            json.beginObject()
                            json.key("end")
                            json.int(item.segment.end)
                            json.key("file")
                            json.string(item.segment.path)
                            json.key("first")
                            json.int(item.segment.first)
                            json.key("is_new")
                            json.bool(item.isNew)
                            json.endObject()
                        }
                        json.endArray()
                    }
                )
                return
            }
            let new = done.count { $0.isNew }
            let end = done.last?.segment.end ?? 0
            Console.line(
                done.isEmpty
                    ? "nothing to archive"
                    : "archived and verified: \(Shown.count(done.count, "segment")) in \(place), "
                        + "\(new) of them new, up to entry \(end - 1)"
            )
            guard let pruned else { return }
            Console.line(
                pruned.first == 0
                    ? "nothing was pruned" : "the ledger now begins with entry \(pruned.first)"
            )
            if let reason = pruned.reason { Console.line("  not more, because \(reason)") }
        }
    }
}
