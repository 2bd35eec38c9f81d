package import FarthingCore

/// Who or what spent how much, as a table with a bar in each row, dearest first.
package struct ChartShare: Sendable, PagePart {
    /// What is compared with one another.
    package enum Kind: String, Sendable {
        case workspace = "Workspace"
        case agent = "Agent"
        case tool = "Tool"
        case model = "Model"
        case user = "User"
        case run = "Run"
        case tag = "Tag"
    }

    /// One row.
    package struct Row: Sendable {
        /// Who or what.
        package var name: String
        /// Where more is shown; nil for no link.
        package var link: PageLink?
        /// What was spent, in the chart's unit.
        package var spent: Int64
        /// How many calls it was.
        package var calls: Int64

        /// Makes a row.
        package init(name: String, link: PageLink? = nil, spent: Int64, calls: Int64) {
            self.name = name
            self.link = link
            self.spent = spent
            self.calls = calls
        }
    }

    /// What the chart shows, in a few words.
    package var title: String
    /// What its rows are.
    package var kind: Kind
    /// What is counted.
    package var unit: BudgetUnit
    /// The rows, dearest first.
    package var rows: [Row]
    /// What all have spent, those without a row too.
    package var total: Int64

    /// Makes a chart.
    package init(title: String, kind: Kind, unit: BudgetUnit, rows: [Row], total: Int64) {
        self.title = title
        self.kind = kind
        self.unit = unit
        self.rows = rows
        self.total = total
    }

    package var fields: PageFields {
        let highest = max(1, rows.map(\.spent).max() ?? 1)
        return PageFields([
            "title": title, "kind": kind.rawValue, "isEmpty": rows.isEmpty,
            "rows": rows.map { row in
                let width = Int64(clamping: Int128(row.spent) * 10_000 / Int128(highest))
                return PageFields([
                    "name": row.name, "href": row.link?.href, "calls": grouped(row.calls),
                    "spent": PageAmount(units: row.spent, unit: unit),
                    "share": PageShare(row.spent, of: total)?.text ?? "–",
                    "width": ChartScale.percent(row.spent > 0 ? max(50, width) : 0),
                ])
            },
        ])
    }
}
