/// Which policy is in force: what its latest entry says.
package struct PolicyMark: Hashable, Sendable {
    /// Names the policy in entries.
    package var id: String
    /// Counts the policies that the ledger has had; the number that receipts name.
    package var version: Int64
    /// The hash of its file.
    package var hash: String

    package init(id: String, version: Int64, hash: String) {
        self.id = id
        self.version = version
        self.hash = hash
    }

    func write(to json: inout JSONWriter) {
        json.beginObject()
        json.key("hash")
        json.string(hash)
        json.key("id")
        json.string(id)
        json.key("version")
        json.int(version)
        json.endObject()
    }

    init?(_ node: JSONNode) {
        guard let id = node.member("id")?.string, let version = node.member("version")?.int64,
            let hash = node.member("hash")?.string
        else { return nil }
        self.init(id: id, version: version, hash: hash)
    }
}

/// A budget as the book has it, and which generation of its accounts that definition began.
package struct BudgetMark: Sendable {
    package var budget: Budget
    package var generation: Int64
    package var isRemoved: Bool
}

extension Book {
    /// Whether a call was planned under an earlier version of the policy in force.
    ///
    /// Its amounts may be in another unit, its scopes per other dimensions and its budgets fewer
    /// than those of today, so it is to be planned again. Refused without an entry: nobody but the
    /// one who plans hears of it.
    func isOutdated(_ context: CallContext) -> Bool {
        guard let policy else { return false }
        return context.policyVersion < policy.version
    }

    /// Every budget that there is or was, with its generation.
    package var budgetMarks: [BudgetMark] {
        budgets.map {
            BudgetMark(
                budget: $0.definition,
                generation: $0.generation,
                isRemoved: $0.isRemoved
            )
        }
    }
}
