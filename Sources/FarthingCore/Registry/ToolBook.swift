/// What operators have registered of tools, by workspace: prices, guards, and what becomes of others.
///
/// A value: whoever keeps one takes in what was made durable.
package struct ToolBook: Sendable {
    /// A registered tool and what its price is counted in.
    package struct Priced: Hashable, Sendable {
        package var tool: RegisteredTool
        /// Its workspace's currency.
        package var currency: BudgetUnit

        package init(_ tool: RegisteredTool, currency: BudgetUnit) {
            self.tool = tool
            self.currency = currency
        }
    }

    /// The workspace of whatever names no other.
    package static let usualWorkspace = "default"
    /// The collections of the registry that are read here, each by its name.
    package static let collections = [RegisteredTool.collection, workspaces, settings]

    private static let workspaces = "workspaces"
    private static let settings = "settings"
    /// What a workspace counts in of which nothing is stored.
    private static let usualCurrency = "USD"

    private var tools: [String: RegisteredTool] = [:]
    private var currencies: [String: String] = [:]
    private var versions: [String: Int64] = [:]
    private var refusesOthers = false

    /// An empty book: no tool is registered.
    package init() {}

    /// Takes in what was made durable; items of other collections change nothing.
    package mutating func take(_ items: [RegistryItem]) {
        for item in items where Self.collections.contains(item.collection) {
            let name = item.collection + "/" + item.id
            // Two edits of one item may be told in either order.
            guard versions[name] ?? 0 < item.version else { continue }
            versions[name] = item.version
            let root = RegistryText.root(of: item)
            switch item.collection {
            case RegisteredTool.collection:
                tools[item.id] = root.flatMap { RegisteredTool($0) }
            case Self.workspaces:
                currencies[item.id] = root?.member("currency")?.string
            default:
                guard item.id == "console" else { continue }
                refusesOthers = root?.member("unknownTools")?.string == "refuse"
            }
        }
    }

    /// A tool of a workspace, by any spelling of its name; nil for one that is not registered there.
    package func tool(_ name: String, in workspace: String) -> Priced? {
        tools[RegisteredTool.id(workspace: workspace, name: name)].map(priced)
    }

    /// The tools of a workspace in the order of their normal names, at most `limit`.
    ///
    /// - Parameter after: the normal name behind which to begin; nil for the first.
    package func tools(of workspace: String, after: String?, limit: Int) -> [Priced] {
        // They are priced by hand: few.
        let own = tools.values.filter { $0.workspace == workspace }
            .map { (name: RegisteredTool.normal($0.name), tool: $0) }
            .filter { entry in after.map { utf8Precedes($0, entry.name) } ?? true }
            .sorted { utf8Precedes($0.name, $1.name) }
        return own.prefix(limit).map { priced($0.tool) }
    }

    /// Whether calls of tools that are not registered are refused, of this workspace's agents.
    package func refusesOthers(in workspace: String) -> Bool {
        refusesOthers && currencies[workspace] != nil
    }

    private func priced(_ tool: RegisteredTool) -> Priced {
        let currency = currencies[tool.workspace] ?? Self.usualCurrency
        return Priced(tool, currency: .money(currency))
    }
}
