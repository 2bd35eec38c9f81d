package import FarthingCore

/// What every handler of the console works with.
package struct ConsoleDesk: Sendable {
    package let store: any ConsoleStore
    package let registry: Registry
    package let policies: any PolicyDesk
    package let statistics: any StatisticsDesk
    /// The time in milliseconds UTC.
    package let clockMs: @Sendable () -> Int64
    /// The rules of a time zone by its IANA name; nil for none of that name.
    package let zone: @Sendable (String) -> ZoneRules?

    package init(
        store: any ConsoleStore,
        registry: Registry,
        policies: any PolicyDesk,
        statistics: any StatisticsDesk,
        clockMs: @escaping @Sendable () -> Int64,
        zone: @escaping @Sendable (String) -> ZoneRules?
    ) {
        self.store = store
        self.registry = registry
        self.policies = policies
        self.statistics = statistics
        self.clockMs = clockMs
        self.zone = zone
    }

    /// What a change has done.
    package struct Done: Sendable {
        package var items: [RegistryItem]
        package var outcomes: [Outcome]
    }

    /// Makes a change durable, all of it or nothing, and takes it in.
    ///
    /// - Throws: ``ConsoleError`` 412 where an item is not what was expected, 409 where the ledger refuses
    ///   a command, 422 and 503 as the ledger says; nothing was done, but for `outcome_unknown`.
    @discardableResult
    package func change(
        _ edits: [RegistryEdit],
        keys: [NewAccessKey] = [],
        revoking: [String] = [],
        expiring: [KeyExpiry] = [],
        with commands: [Command] = [],
        by principal: Principal?,
        note: String = ""
    ) async throws -> Done {
        let outcome: RegistryOutcome
        do {
            outcome = try await store.register(
                edits,
                keys: keys,
                revoking: revoking,
                expiring: expiring,
                with: commands,
                by: principal?.name ?? "anybody",
                note: note
            )
        } catch {
            throw ConsoleError(error)
        }
        switch outcome {
        case .done(let items, let outcomes):
            registry.take(items)
            return Done(items: items, outcomes: outcomes)
        case .stale(_, nil):
            throw ConsoleError(412, "stale", "It is not there any more.")
        case .stale(_, let item?):
            var error = ConsoleError(
                412,
                "stale",
                "It was changed meanwhile: it has version \(item.version). Read it again."
            )
            error.fields = [("etag", Revision.etag(item.version))]
            throw error
        case .refused(_, let refusal):
            throw ConsoleError(
                409,
                refusal.code.rawValue,
                "The ledger refused it; nothing was done."
            )
        }
    }

    /// Applies commands, each of which must be taken.
    ///
    /// - Throws: ``ConsoleError`` 409 at the first that is refused; those before it are applied.
    @discardableResult
    package func apply(_ commands: [Command]) async throws -> [Outcome] {
        let outcomes: [Outcome]
        do {
            outcomes = try await store.apply(commands, nowMs: clockMs())
        } catch {
            throw ConsoleError(error)
        }
        for outcome in outcomes {
            if case .refused(let refusal) = outcome {
                throw ConsoleError(409, refusal.code.rawValue, "The ledger refused it.")
            }
        }
        return outcomes
    }

    /// The workspace of an id, with its budget in force: made where it is the usual one and is asked for
    /// for the first time.
    ///
    /// - Throws: ``ConsoleError`` 404 where there is none that the principal may see.
    package func workspace(_ id: String, for principal: Principal?) async throws -> Workspace {
        guard principal?.mayEnter(id) ?? true, var workspace = registry.workspace(id) else {
            throw ConsoleError.notFound("workspace")
        }
        if registry.isStored(workspace: id) { return workspace }
        workspace.createdAtMs = clockMs()
        do {
            try await open(workspace, expects: .absent, keys: [], by: nil)
        } catch let error as ConsoleError where error.code == "stale" {
            // Somebody else's first call came before this one.
        }
        return registry.workspace(id) ?? workspace
    }

    /// Makes a workspace with its budget.
    package func open(
        _ workspace: Workspace,
        expects: RegistryEdit.Expectation,
        keys: [NewAccessKey],
        by principal: Principal?,
        note: String = ""
    ) async throws {
        guard let zone = zone(workspace.zone) else {
            throw ConsoleError(422, "invalid", "There is no time zone of this name.")
        }
        let edit = RegistryEdit(
            collection: Workspace.collection,
            id: workspace.id,
            document: workspace.document,
            expects: expects
        )
        let budget = workspace.budget(zone: zone)
        try await change(
            [edit],
            keys: keys,
            with: [.setBudget(budget, opening: [:])],
            by: principal,
            note: note
        )
        // The calls of the gateway are matched by the policy in force.
        try await policies.putInForce()
    }
}
