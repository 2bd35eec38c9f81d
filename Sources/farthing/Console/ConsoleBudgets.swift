import FarthingConsole
import FarthingCore
import FarthingPolicy
import FarthingSQLite

/// The budgets that people have made in the console: they are in force beside those of the policy's
/// file.
enum ConsoleBudgets {
    /// The collection of the registry.
    static let collection = "budgets"

    /// A policy with the console's budgets in it.
    ///
    /// - Throws: ``Failure`` where a budget cannot be read, or one has the id of one of the file's.
    static func adding(
        to loaded: LoadedPolicy,
        prices: PriceBook,
        of ledger: SQLiteLedger
    ) async throws(Failure) -> LoadedPolicy {
        let made = try await made(ledger)
        let budgets = try await ofWorkspaces(ledger) + made
        if budgets.isEmpty { return loaded }
        var policy = loaded.compiled.policy
        try check(made, policy, prices)
        let ids = Set(policy.budgets.map(\.id))
        for budget in budgets where ids.contains(budget.id) {
            throw Failure(
                .configuration,
                "the policy has a budget \"\(Shown.safe(budget.id))\", and so has the console; "
                    + "remove one of them, or give it another id"
            )
        }
        policy.budgets += budgets
        do {
            var loaded = loaded
            loaded.compiled = try CompiledPolicy(policy)
            return loaded
        } catch {
            throw Failure(describing: error)
        }
    }

    /// One for the agents of each workspace.
    private static func ofWorkspaces(
        _ ledger: SQLiteLedger
    ) async throws(Failure) -> [Budget] {
        var budgets: [Budget] = []
        for item in try await items(Workspace.collection, ledger) {
            guard let root = RegistryText.root(of: item),
                let workspace = Workspace(id: item.id, root)
            else { throw unreadable(item) }
            guard let zone = SystemZones.rules(workspace.zone) else {
                throw Failure(
                    .configuration,
                    "the workspace \(Shown.safe(item.id)) has the time zone "
                        + "\(Shown.safe(workspace.zone)), which this system does not know; install "
                        + "tzdata"
                )
            }
            budgets.append(workspace.budget(zone: zone))
        }
        return budgets
    }

    /// Those that people have made.
    private static func made(_ ledger: SQLiteLedger) async throws(Failure) -> [Budget] {
        var budgets: [Budget] = []
        for item in try await items(collection, ledger) {
            guard let document = item.document else { continue }
            budgets.append(try read(document, id: item.id))
        }
        return budgets
    }

    /// Looks at budgets that people have made beside exchange rates and prices, as a policy's own are
    /// looked at when it is read. Those of workspaces count tools' calls, which have no such prices.
    private static func check(
        _ budgets: [Budget],
        _ policy: Policy,
        _ prices: PriceBook
    ) throws(Failure) {
        var alone = policy
        alone.rules = []
        let prices = prices.applying(policy.prices)
        for budget in budgets {
            alone.budgets = [budget]
            let errors = CurrencyCheck(alone).errors + DowngradeCheck(alone, prices).errors
            guard let error = errors.first else { continue }
            throw Failure(
                .configuration,
                "the budget \(Shown.safe(budget.id)): \(error.message)"
            )
        }
    }

    /// Reads one budget, a document of the registry: an object of the policy language.
    static func read(_ document: [UInt8], id: String) throws(Failure) -> Budget {
        let text = Array("{\"version\":1,\"budgets\":[".utf8) + document + Array("]}".utf8)
        do {
            let policy = try PolicyReader.read(
                text,
                file: "budget \(Shown.safe(id))",
                format: .json,
                zones: SystemZones.rules
            )
            guard let budget = policy.budgets.first, policy.budgets.count == 1, budget.id == id
            else {
                throw Failure(.configuration, "the budget \(Shown.safe(id)) has another id")
            }
            return budget
        } catch {
            throw Failure(describing: error)
        }
    }

    private static func items(
        _ collection: String,
        _ ledger: SQLiteLedger
    ) async throws(Failure) -> [RegistryItem] {
        var all: [RegistryItem] = []
        do {
            while true {
                let page = try await ledger.registry(collection, after: all.last?.id, limit: 1_000)
                all += page
                if page.count < 1_000 { return all }
            }
        } catch {
            throw Failure(describing: error)
        }
    }

    private static func unreadable(_ item: RegistryItem) -> Failure {
        Failure(
            .configuration,
            "the registry's item \(item.collection)/\(Shown.safe(item.id)) cannot be read by this "
                + "version; use the one that wrote it"
        )
    }
}
