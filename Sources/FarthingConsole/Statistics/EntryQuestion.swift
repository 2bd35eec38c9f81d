package import FarthingCore

/// Which entries are asked for; all that is said must be true of each.
package struct EntryQuestion: Sendable {
    /// From when, in milliseconds UTC, inclusive.
    package var fromMs: Int64
    /// Until when, exclusive.
    package var toMs: Int64
    /// What they have in common, as `(.agent, "ag_…")`. Changes by people are `(.change, "")`.
    package var terms: [(field: EntryField, value: String)]
    /// Only those about this hold: its admission, its settlement and corrections, and its end.
    package var hold: HoldID?
    package var isOldestFirst: Bool
    /// The place of the entry before, as ``EntryRow/place`` has it; nil from the first on.
    package var after: String?
    /// From 1 to ``limitMax``.
    package var limit: Int

    package static let limitMax = 1_000

    package init(
        fromMs: Int64 = 0,
        toMs: Int64 = Int64.max,
        terms: [(field: EntryField, value: String)] = [],
        hold: HoldID? = nil,
        isOldestFirst: Bool = false,
        after: String? = nil,
        limit: Int = 50
    ) {
        self.fromMs = fromMs
        self.toMs = toMs
        self.terms = terms
        self.hold = hold
        self.isOldestFirst = isOldestFirst
        self.after = after
        self.limit = limit
    }
}

/// Some entries, and where to go on.
package struct EntryPage: Sendable {
    package var rows: [EntryRow]
    /// What ``EntryQuestion/after`` must be for the next page, which may be there although this one is
    /// short; nil at the end.
    package var next: String?

    package init(rows: [EntryRow], next: String?) {
        self.rows = rows
        self.next = next
    }
}

/// An entry with what its call says.
package struct EntryRow: Sendable {
    package var sequence: Int64
    package var atMs: Int64
    package var kind: String
    /// 64 lower-case hexadecimal digits.
    package var hash: String
    /// The hold that it is about; nil for none.
    package var hold: HoldID?
    package var principal: String?
    package var workspace: String?
    package var agent: String?
    package var user: String?
    package var run: String?
    package var model: String?
    package var tool: String?
    /// What the spend grows by, negative for what is taken back; of a refusal what it would have cost at
    /// most; nil for an entry that moves no money.
    package var amountNanos: Int64?
    /// The currency of the amount.
    package var currency: String?
    /// The line as it is stored, without its line feed.
    package var line: [UInt8]

    package init(sequence: Int64, atMs: Int64, kind: String, hash: String, line: [UInt8]) {
        self.sequence = sequence
        self.atMs = atMs
        self.kind = kind
        self.hash = hash
        self.line = line
    }

    /// Its place in a list, for the next page.
    package var place: String { String(sequence) }
}
