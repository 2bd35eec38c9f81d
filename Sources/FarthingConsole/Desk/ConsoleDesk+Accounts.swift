package import FarthingCore

/// Changes of accounts, which the book's own entries do not say the author of.
extension ConsoleDesk {
    /// The registry's collection in which each budget has an item that says who has changed its
    /// accounts last, and how; the item's versions are the history of that.
    package static let accountsCollection = "accounts"

    /// What is done to accounts.
    package enum AccountAction: String, Hashable, Sendable {
        case topUp, pause, resume, reset, setLimit
    }

    /// Changes accounts of a budget in somebody's name: an entry of the registry says who it was, in the
    /// same commit as the commands' own entries.
    ///
    /// - Parameters:
    ///   - scope: one account, as its key writes it; nil for all of the budget.
    ///   - amount: of a top-up or a limit, in the budget's unit.
    /// - Returns: what came of the commands, in their order.
    /// - Throws: ``ConsoleError`` 409 where the ledger refuses a command, 422 and 503 as the ledger says;
    ///   nothing was done, but for `outcome_unknown`.
    @discardableResult
    package func changeAccounts(
        of budget: String,
        scope: String?,
        _ action: AccountAction,
        amount: Int64? = nil,
        with commands: [Command],
        by principal: Principal?,
        note: String = ""
    ) async throws -> [Outcome] {
        let document = RegistryText.object { json in
            json.key("action")
            json.string(action.rawValue)
            if let amount {
                json.key("amount")
                json.int(amount)
            }
            if let scope {
                json.key("scope")
                json.string(scope)
            }
        }
        let edit = RegistryEdit(
            collection: Self.accountsCollection,
            id: budget,
            document: document
        )
        return try await change([edit], with: commands, by: principal, note: note).outcomes
    }
}
