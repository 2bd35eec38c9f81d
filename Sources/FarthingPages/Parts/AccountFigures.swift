package import FarthingCore

/// What an account shows: its limit, and how much of it is spent, held and free.
package struct AccountFigures: Hashable, Sendable, PagePart {
    /// What is counted; all amounts are in it.
    package var unit: BudgetUnit
    /// The limit without top-ups.
    package var limit: Int64
    /// What was added to the limit for this window.
    package var topUps: Int64
    /// What is settled.
    package var spent: Int64
    /// What is set aside for calls that run.
    package var held: Int64
    /// By how much settlements went beyond what was held for them.
    package var overrun: Int64

    /// How many decimals its columns have in a list; nil by itself.
    var places: Places?

    /// The decimals of the columns of a list of accounts.
    struct Places: Hashable, Sendable {
        var limit = 2
        var spent = 2
        var held = 2
        var free = 2

        init(_ all: [AccountFigures]) {
            limit = PageAmount.places(of: all.map { $0.amount($0.room) })
            spent = PageAmount.places(of: all.map { $0.amount($0.spent) })
            held = PageAmount.places(of: all.map { $0.amount($0.held) })
            free = PageAmount.places(of: all.map { $0.amount($0.free) })
        }
    }

    /// Makes figures; amounts that are left out are zero.
    package init(
        unit: BudgetUnit,
        limit: Int64,
        topUps: Int64 = 0,
        spent: Int64 = 0,
        held: Int64 = 0,
        overrun: Int64 = 0
    ) {
        self.unit = unit
        self.limit = limit
        self.topUps = topUps
        self.spent = spent
        self.held = held
        self.overrun = overrun
    }

    /// The limit with its top-ups.
    var room: Int64 { Int64(clamping: Int128(limit) + Int128(topUps)) }

    /// `max(0, limit + topUps − spent − held)`.
    package var free: Int64 {
        Int64(clamping: max(0, Int128(limit) + Int128(topUps) - Int128(spent) - Int128(held)))
    }

    /// By how much spent and held are beyond the limit now; zero within it.
    package var beyond: Int64 {
        Int64(clamping: max(0, Int128(spent) + Int128(held) - Int128(limit) - Int128(topUps)))
    }

    /// The share of the limit that is spent or held.
    var share: PageShare? { PageShare(Int64(clamping: Int128(spent) + Int128(held)), of: room) }

    package var fields: PageFields {
        PageFields([
            "limit": amount(limit, places?.limit), "room": amount(room, places?.limit),
            "topUps": topUps == 0 ? nil : amount(topUps),
            "spent": amount(spent, places?.spent), "held": amount(held, places?.held),
            "free": amount(free, places?.free),
            "beyond": beyond == 0 ? nil : amount(beyond),
            "overrun": overrun == 0 ? nil : amount(overrun),
            "share": share?.shortText ?? "–", "level": level,
            "isNothing": room <= 0 ? nothingText : nil,
            "spentWidth": width(0, spent), "heldX": place(spent), "heldWidth": width(spent, held),
            "overX": place(room), "overWidth": beyond == 0 ? nil : width(room, beyond),
            "barText": "\(amount(spent).text) spent, \(amount(held).text) held, "
                + "\(amount(free).text) free of \(amount(room).text)"
                + (beyond == 0 ? "" : ", \(amount(beyond).text) beyond it"),
        ])
    }

    /// How full it is, for the colour: the numbers beside say the same.
    package var level: String {
        let basisPoints = share?.basisPoints ?? (spent > 0 || held > 0 ? 10_000 : 0)
        if basisPoints >= 10_000 { return "full" }
        return basisPoints >= 8_000 ? "high" : "low"
    }

    /// What a limit of nothing means.
    private var nothingText: String {
        unit.isMoney ? "every paid call refused" : "every call refused"
    }

    private func amount(_ units: Int64, _ places: Int? = nil) -> PageAmount {
        var amount = PageAmount(units: units, unit: unit)
        amount.places = places ?? 2
        return amount
    }

    /// Where an amount ends in a bar that is 1,000 wide.
    private func place(_ amount: Int64) -> Int64 {
        let whole = max(Int128(room), Int128(spent) + Int128(held), 1)
        return Int64(clamping: min(1_000, max(0, Int128(amount) * 1_000 / whole)))
    }

    /// How wide a piece of the bar is; something is never drawn as nothing.
    private func width(_ start: Int64, _ amount: Int64) -> Int64 {
        let end = Int64(clamping: Int128(start) + Int128(amount))
        let width = place(end) - place(start)
        return amount > 0 ? max(4, width) : width
    }
}
