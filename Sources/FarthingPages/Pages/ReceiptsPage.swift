/// The journal's entries, searched.
package struct ReceiptsPage: Page {
    package static let template = "receipts"
    package static let parts = ["list"]

    /// What the entries are searched for; empty members are not looked at.
    package struct Search: Sendable {
        package var kind: String
        package var agent: String
        package var run: String
        package var budget: String
        /// Dates, as `2026-11-21`.
        package var from: String
        package var to: String

        package init(
            kind: String = "",
            agent: String = "",
            run: String = "",
            budget: String = "",
            from: String = "",
            to: String = ""
        ) {
            self.kind = kind
            self.agent = agent
            self.run = run
            self.budget = budget
            self.from = from
            self.to = to
        }

        var parameters: [PageLink.Parameter] {
            [
                .init("kind", kind), .init("agent", agent), .init("run", run),
                .init("budget", budget), .init("from", from), .init("to", to),
            ]
        }

        var isEmpty: Bool { parameters.allSatisfy { $0.value.isEmpty } }
    }

    package var search: Search
    /// The kinds that may be searched for.
    package var kinds: [String]
    package var receipts: [ReceiptRow]
    package var more: PageMore
    /// How many entries the journal has; each was sealed as it was written.
    package var entries: Int64
    /// How many of them the published checkpoint covers; it follows within its time.
    package var published: Int64

    package var title: String { "Receipts" }
    package var place: PagePlace? { .receipts }

    /// Makes the page.
    package init(
        search: Search,
        kinds: [String],
        receipts: [ReceiptRow],
        more: PageMore,
        entries: Int64,
        published: Int64
    ) {
        self.search = search
        self.kinds = kinds
        self.receipts = receipts
        self.more = more
        self.entries = entries
        self.published = published
    }

    package func pageFields(nowMs: Int64) -> PageFields {
        PageFields([
            "filter": searchForm, "receipts": receipts, "hasReceipts": !receipts.isEmpty,
            "isFiltered": !search.isEmpty, "standing": standing,
            "more": more.fields(of: PageLink("receipts", query: search.parameters)),
        ])
    }

    /// How far what others can check reaches: seals stand over every entry, checkpoints follow.
    private var standing: String {
        let entries = entries == 1 ? "1 entry, sealed" : "\(grouped(entries)) entries, all sealed"
        let covered =
            switch published {
            case ...0: "no checkpoint is published yet"
            case self.entries...: "the published checkpoint covers them all"
            default: "the published checkpoint covers the first \(grouped(published)) so far"
            }
        return self.entries == 0 ? "no entries yet" : "\(entries); \(covered)"
    }

    private var searchForm: PageForm {
        let all = [(value: "", label: "All kinds")]
        return .filter(
            PageLink("receipts"),
            inputs: [
                .choice("kind", "Kind", all + kinds.map { ($0, $0) }, value: search.kind),
                FormField(name: "agent", label: "Agent", kind: .search, value: search.agent),
                FormField(name: "run", label: "Run", kind: .search, value: search.run),
                FormField(name: "budget", label: "Budget", kind: .search, value: search.budget),
                FormField(name: "from", label: "From", kind: .date, value: search.from),
                FormField(name: "to", label: "To", kind: .date, value: search.to),
            ]
        )
    }
}
