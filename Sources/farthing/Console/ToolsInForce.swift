import Farthing
import FarthingCore
import FarthingSQLite

/// The registered tools of a ledger, with or without a console that changes them.
enum ToolsInForce {
    private static let itemsMax = 1_000

    /// Reads them.
    static func load(_ ledger: SQLiteLedger) async throws(LedgerError) -> RegisteredTools {
        let tools = RegisteredTools()
        for collection in ToolBook.collections {
            var after: String?
            while true {
                let items = try await ledger.registry(collection, after: after, limit: itemsMax)
                tools.take(items)
                guard let last = items.last, items.count == itemsMax else { break }
                after = last.id
            }
        }
        return tools
    }
}
