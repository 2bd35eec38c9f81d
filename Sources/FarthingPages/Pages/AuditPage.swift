/// Who changed what, and when.
package struct AuditPage: Page {
    package static let template = "audit"
    package static let parts = ["list"]

    /// One change.
    package struct Change: Sendable, PagePart {
        /// The entry that says so.
        package var receipt: Int64
        package var atMs: Int64
        package var by: String
        /// What was done, as `created`, `paused`, `rotated`.
        package var verb: String
        /// To what sort of thing, as `budget`.
        package var kind: String
        /// To which of them.
        package var id: String
        /// From what to what, or why; empty for nothing more to say.
        package var detail: String

        package init(
            receipt: Int64,
            atMs: Int64,
            by: String,
            verb: String,
            kind: String,
            id: String,
            detail: String = ""
        ) {
            self.receipt = receipt
            self.atMs = atMs
            self.by = by
            self.verb = verb
            self.kind = kind
            self.id = id
            self.detail = detail
        }

        package var fields: PageFields {
            PageFields([
                "receipt": grouped(receipt),
                "receiptHref": PageLink("receipts", String(receipt)).href,
                "at": PageTime(atMs), "by": by, "verb": verb, "kind": kind, "id": id,
                "detail": detail.isEmpty ? nil : detail,
            ])
        }
    }

    /// Only by this person or key; empty for all.
    package var by: String
    /// Only of this sort of thing; empty for all.
    package var kind: String
    /// The sorts of things that change.
    package var kinds: [String]
    package var changes: [Change]
    package var more: PageMore

    package var title: String { "Changes" }
    package var place: PagePlace? { .audit }

    /// Makes the page.
    package init(
        by: String = "",
        kind: String = "",
        kinds: [String],
        changes: [Change],
        more: PageMore
    ) {
        self.by = by
        self.kind = kind
        self.kinds = kinds
        self.changes = changes
        self.more = more
    }

    package func pageFields(nowMs: Int64) -> PageFields {
        let link = PageLink("audit", query: [.init("by", by), .init("kind", kind)])
        let all = [(value: "", label: "All")]
        return PageFields([
            "filter": PageForm.filter(
                PageLink("audit"),
                inputs: [
                    FormField(name: "by", label: "By whom", kind: .search, value: by),
                    .choice("kind", "Of what", all + kinds.map { ($0, $0) }, value: kind),
                ]
            ),
            "changes": changes, "hasChanges": !changes.isEmpty,
            "isFiltered": !by.isEmpty || !kind.isEmpty, "more": more.fields(of: link),
        ])
    }
}
