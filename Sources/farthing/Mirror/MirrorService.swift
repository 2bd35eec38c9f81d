import FarthingGateway
import FarthingSQLite
import Logging
import Synchronization

/// Keeps a copy of the ledger's decisions in agentguard-spend's files, beside the calls and never in
/// their way: what cannot be written now is written later.
final class MirrorService: Sendable {
    /// How often the ledger is asked whether it has written anything.
    private static let pollMs: Int64 = 200
    /// The shortest time between two visits to the disk.
    private static let keepMs: Int64 = 5_000
    /// How long to rest between two turns of a long reading, which calls may need the processor for.
    private static let restMs: Int64 = 5
    /// How long a server that stops goes on mirroring; the rest is for the next start.
    private static let stopMs: Int64 = 3_000
    /// How long to wait when it cannot be written.
    private static let failedMs: Int64 = 5_000

    private let ledger: SQLiteLedger
    private let writer: MirrorWriter
    private let path: String
    private let logger: Logger
    private let figures: Mutex<Figures>
    private let task = Mutex<Task<Void, Never>?>(nil)

    private struct Figures: Sendable {
        var lines: Int64 = 0
        var failures: Int64 = 0
        /// The first entry that is not mirrored, and how many the journal has.
        var next: Int64
        var isFailing = false
    }

    /// Makes the service where the settings name a folder; ``start()`` begins.
    static func open(
        _ folder: DataFolder,
        _ ledger: SQLiteLedger,
        _ signing: SigningDesk,
        _ settings: Settings,
        _ logger: Logger
    ) async throws(Failure) -> MirrorService? {
        guard var path = try settings.text(.mirrorAgentguard) else { return nil }
        while path.utf8.count > 1, path.hasSuffix("/") { path.removeLast() }
        if case .command = signing.source {
            throw Failure(
                .configuration,
                "--mirror-agentguard signs every line, and the signer command would be started for "
                    + "each: leave one of the two out; `farthing receipts export --form agentguard "
                    + "--key FILE` writes such a file at any time"
            )
        }
        do {
            let writer = try MirrorWriter(folder, path: path, keys: signing.ring)
            let next = await writer.next
            return MirrorService(ledger, writer, path, next, logger)
        } catch {
            throw Failure(describing: error)
        }
    }

    private init(
        _ ledger: SQLiteLedger,
        _ writer: MirrorWriter,
        _ path: String,
        _ next: Int64,
        _ logger: Logger
    ) {
        self.ledger = ledger
        self.writer = writer
        self.path = path
        self.logger = logger
        figures = Mutex(Figures(next: next))
    }

    func start() {
        task.withLock { task in
            guard task == nil else { return }
            task = Task { await self.follow() }
        }
    }

    /// Mirrors what is left, unless that is much, and ends.
    func stop() async {
        let running = task.withLock { $0 }
        running?.cancel()
        await running?.value
        do {
            let endMs = systemNowMs() + Self.stopMs
            while try await readOn(), systemNowMs() < endMs {}
            try await writer.keep()
        } catch {
            failed(error)
        }
    }

    private func follow() async {
        var entries: Int64 = -1
        var keptMs = systemNowMs()
        while !Task.isCancelled {
            var isPartial = false
            do {
                let now = ledger.counters.entries
                if now != entries {
                    isPartial = try await readOn()
                    if !isPartial { entries = now }
                }
                if systemNowMs() - keptMs >= Self.keepMs {
                    keptMs = systemNowMs()
                    try await writer.keep()
                }
                wentOn()
            } catch {
                failed(error)
                await Self.pause(Self.failedMs)
            }
            await Self.pause(isPartial ? Self.restMs : Self.pollMs)
        }
    }

    /// - Returns: whether more may be there already.
    private func readOn() async throws -> Bool {
        let news = try await writer.readOn()
        figures.withLock { figures in
            figures.lines += news.lines
            figures.next = news.next
        }
        return news.isPartial
    }

    private func failed(_ error: any Error) {
        let isFirst = figures.withLock { figures in
            figures.failures += 1
            defer { figures.isFailing = true }
            return !figures.isFailing
        }
        guard isFirst else { return }
        logger.error(
            "the mirror stands still, and goes on as soon as it can be written",
            metadata: ["reason": "\(Failure(describing: error).message)"]
        )
    }

    private func wentOn() {
        let wasFailing = figures.withLock { figures in
            defer { figures.isFailing = false }
            return figures.isFailing
        }
        if wasFailing { logger.notice("the mirror goes on", metadata: ["folder": "\(path)"]) }
    }

    var metrics: [ExtraMetric] {
        figures.withLock { figures in
            [
                ExtraMetric(
                    name: "farthing_mirror_lines_total",
                    help: "Decisions written to the mirror since the server started.",
                    value: figures.lines
                ),
                ExtraMetric(
                    name: "farthing_mirror_failures_total",
                    help: "Times that the mirror could not be written.",
                    value: figures.failures
                ),
                ExtraMetric(
                    name: "farthing_mirror_next_entry",
                    help: "The journal's first entry that the mirror has not looked at.",
                    value: figures.next
                ),
            ]
        }
    }

    private static func pause(_ ms: Int64) async {
        try? await Task.sleep(for: .milliseconds(ms))
    }
}
