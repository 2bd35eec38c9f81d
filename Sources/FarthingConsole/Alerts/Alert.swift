package import FarthingCore

/// Something that an operator should look at before it becomes a refusal or a bill.
package struct Alert: Hashable, Sendable {
    /// The collection of the registry: each alert is an entry of the journal, from which events are
    /// made.
    package static let collection = "alerts"

    /// What is the matter.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// An account spends at a pace that its window's limit does not bear.
        case burnRate
        /// An account will be used up soon.
        case exhaustion
        /// Much was charged in a day of which nobody knows whether it was billed.
        case unaccounted
    }

    package var kind: Kind
    /// The account; nil for unaccounted spending, which is of a whole day.
    package var account: AccountKey?
    package var unit: BudgetUnit
    /// The limit with its top-ups; of unaccounted spending what is let pass.
    package var limit: Int64
    package var spent: Int64
    package var held: Int64 = 0
    /// The share of the pace that would use the limit up exactly at its window's end; nil for others.
    package var ratePercent: Int64?
    /// When it will be used up at this pace, in milliseconds UTC; nil for others.
    package var usedUpMs: Int64?
    /// When the account's window ends, or the day; nil where that does not.
    package var windowEndsMs: Int64?

    init(
        _ kind: Kind,
        account: AccountKey?,
        unit: BudgetUnit,
        limit: Int64,
        spent: Int64
    ) {
        self.kind = kind
        self.account = account
        self.unit = unit
        self.limit = limit
        self.spent = spent
    }

    /// Its item's id: the next window's alert takes the place of this one's.
    var id: String {
        guard let account else { return kind.rawValue }
        let text = account.budget + "\u{1F}" + account.scope
        return kind.rawValue + "-" + IdempotencyKey.name(hash: SHA256Hash.of(Array(text.utf8)))
    }

    /// The document of the registry.
    var document: [UInt8] {
        RegistryText.object { json in
            if let account {
                json.key("budget")
                json.string(account.budget)
                json.key("generation")
                json.int(account.generation)
            }
            json.key("held")
            json.int(held)
            json.key("kind")
            json.string(kind.rawValue)
            json.key("limit")
            json.int(limit)
            if let ratePercent {
                json.key("ratePercent")
                json.int(ratePercent)
            }
            if let account {
                json.key("scope")
                json.string(account.scope)
            }
            json.key("spent")
            json.int(spent)
            json.key("unit")
            json.string(unit.name)
            if let usedUpMs {
                json.key("usedUpMs")
                json.int(usedUpMs)
            }
            if let windowEndsMs {
                json.key("windowEndsMs")
                json.int(windowEndsMs)
            }
            if let account {
                json.key("windowStartMs")
                json.int(account.windowStartMs)
            }
        }
    }

    /// What was raised already, of an item of the registry; nil for one that is removed, or none.
    static func raised(_ item: RegistryItem) -> Raised? {
        guard let root = RegistryText.root(of: item),
            let kind = root.member("kind")?.string.flatMap(Kind.init(rawValue:))
        else { return nil }
        guard let budget = root.member("budget")?.string else {
            return Raised(
                kind: kind,
                account: nil,
                windowEndsMs: root.member("windowEndsMs")?.int64
            )
        }
        let account = AccountKey(
            budget: budget,
            scope: root.member("scope")?.string ?? "",
            windowStartMs: root.member("windowStartMs")?.int64 ?? 0,
            generation: root.member("generation")?.int64 ?? 0
        )
        return Raised(kind: kind, account: account, windowEndsMs: nil)
    }

    /// By what an alert is known as one that was raised: once for a window of an account, or a day.
    struct Raised: Hashable, Sendable {
        var kind: Kind
        var account: AccountKey?
        var windowEndsMs: Int64?
    }

    var raised: Raised {
        Raised(kind: kind, account: account, windowEndsMs: account == nil ? windowEndsMs : nil)
    }
}
