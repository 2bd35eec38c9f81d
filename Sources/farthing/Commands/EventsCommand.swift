import ArgumentParser
import FarthingCore
import FarthingNotify
import FarthingSQLite

/// Shows what happened that somebody may want to hear of.
struct EventsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "Show warnings, refusing budgets, pauses, approvals and other events.",
        discussion: """
            Reads the data folder, beside a running server or without one. The same events go to \
            webhooks and to GET /v1/events; docs/events.md lists them.
            """
    )

    @OptionGroup var folder: DataOptions

    @Flag(help: "Go on with what happens from now on, until interrupted.")
    var follow = false

    @Option(help: "Only events of this entry and later ones.")
    var since: Int64 = 0

    @Option(
        help: """
            Only these types, as budget.*,approval.*; * for all. (default: all but call.refused)
            """
    )
    var types: String?

    @Option(help: "In which language: en, es or pt. (default: the configured one)")
    var language: String?

    @Flag(help: "Print JSON, an object per line, as webhooks have it.")
    var json = false

    /// How often the journal is looked at.
    private static let pollMs: Int64 = 250

    func run() async throws {
        guard since >= 0 else { throw Failure(.usage, "--since: from 0") }
        let filter = try filter
        let language = try folder.settings(language.map { [.language: $0] } ?? [:]).language()
        do {
            let ledgerFolder = try folder.ledgerFolder()
            let ledger = try folder.checkedJournal().reader.origin().map(EventService.id) ?? ""
            let journal = try JournalEvents(
                ledgerFolder,
                mapper: EventMapper(exhaustion: ExhaustionLog(next: 0), language: language)
            )
            while true {
                let news = try await journal.readOn()
                for event in news.events
                where event.place.sequence >= since && filter.matches(event.type) {
                    Console.line(shown(event, ledger))
                }
                if news.isPartial { continue }
                guard follow else { return }
                try await Task.sleep(for: .milliseconds(Self.pollMs))
            }
        } catch {
            throw Failure(describing: error)
        }
    }

    private var filter: EventFilter {
        get throws(Failure) {
            guard let types else { return .usual }
            do throws(EventFilterError) {
                return try EventFilter(patterns: types.split(separator: ",").map(String.init))
            } catch {
                let pattern = Shown.safe(error.pattern)
                throw Failure(.usage, "--types: \"\(pattern)\": \(WebhookSettings.reason(error))")
            }
        }
    }

    private func shown(_ event: Event, _ ledger: String) -> String {
        if json { return String(decoding: event.json(ledger: ledger), as: UTF8.self) }
        return "\(Shown.time(event.atMs))  \(event.place.text)  \(event.type.rawValue)  "
            + Shown.safe(event.text)
    }
}
