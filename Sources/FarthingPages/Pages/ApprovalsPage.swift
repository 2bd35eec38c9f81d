/// The calls that wait for somebody's decision, and what was decided.
package struct ApprovalsPage: Page {
    package static let template = "approvals"
    package static let parts = ["waiting", "decided"]

    /// One on which people have decided, or whose time is over.
    package struct Decided: Sendable, PagePart {
        package var id: String
        package var agent: String
        /// A tool or a model; empty for neither.
        package var target: String
        package var amount: PageAmount
        /// How it ended, as `approved`.
        package var mark: PageMark
        /// Who decided; empty where nobody did.
        package var by: String
        package var note: String
        package var atMs: Int64
        /// Until when what is granted waits for its call, in milliseconds UTC; nil where it does not.
        package var untilMs: Int64?
        /// The entry that says so.
        package var receipt: Int64

        package init(
            id: String,
            agent: String,
            target: String,
            amount: PageAmount,
            mark: PageMark,
            by: String,
            note: String = "",
            atMs: Int64,
            untilMs: Int64? = nil,
            receipt: Int64
        ) {
            self.id = id
            self.agent = agent
            self.target = target
            self.amount = amount
            self.mark = mark
            self.by = by
            self.note = note
            self.atMs = atMs
            self.untilMs = untilMs
            self.receipt = receipt
        }

        package var fields: PageFields {
            PageFields([
                "id": id, "agent": agent, "target": target.isEmpty ? nil : target,
                "amount": amount, "mark": mark,
                "by": by.isEmpty ? "nobody" : by, "note": note.isEmpty ? nil : note,
                "at": PageTime(atMs), "until": untilMs.map { PageTime($0) },
                "isUnused": untilMs != nil, "receipt": grouped(receipt),
                "receiptHref": PageLink("receipts", String(receipt)).href,
            ])
        }
    }

    /// Those that wait, the oldest first.
    package var waiting: [WaitingApproval]
    /// How many wait in all.
    package var waitingCount: Int64
    package var decided: [Decided]
    package var more: PageMore

    package var title: String { "Approvals" }
    package var place: PagePlace? { .approvals }

    /// Makes the page.
    package init(
        waiting: [WaitingApproval],
        waitingCount: Int64,
        decided: [Decided],
        more: PageMore
    ) {
        self.waiting = waiting
        self.waitingCount = waitingCount
        self.decided = decided
        self.more = more
    }

    package func pageFields(nowMs: Int64) -> PageFields {
        PageFields([
            "waiting": waiting.map { $0.fields(nowMs: nowMs) }, "hasWaiting": !waiting.isEmpty,
            "waitingText": waitingCount == 1
                ? "1 approval waits" : "\(grouped(waitingCount)) approvals wait",
            "notShown": waitingCount > Int64(waiting.count)
                ? grouped(waitingCount - Int64(waiting.count)) : nil,
            "decided": decided, "hasDecided": !decided.isEmpty,
            "more": more.fields(of: PageLink("approvals")),
        ])
    }
}
