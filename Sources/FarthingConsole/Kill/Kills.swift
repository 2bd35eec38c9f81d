package import FarthingCore

/// Stops agents, runs, tenants and everything, and lets them go again.
package struct Kills: Sendable {
    /// Open holds and approvals that are looked at.
    private static let openMax = 1_000_000
    /// Runs that can be stopped by name at a time, and everything else that can.
    private static let killsMax = 100_000

    package let killSwitch: KillSwitch
    /// The tools' calls that wait for a yes; nil where no tools' calls come in.
    package var asks: ToolAsks?
    private let desk: ConsoleDesk
    /// Nil where no gateway runs here.
    private let cutter: (any CallCutter)?
    private let tenant: @Sendable () -> String

    /// - Parameter tenant: the tenant of the policy in force.
    package init(
        _ desk: ConsoleDesk,
        _ killSwitch: KillSwitch,
        cutter: (any CallCutter)?,
        tenant: @escaping @Sendable () -> String
    ) {
        self.desk = desk
        self.killSwitch = killSwitch
        self.cutter = cutter
        self.tenant = tenant
    }

    /// Takes what was stopped before the server's start: to be done before any call is taken.
    package func load() async throws(LedgerError) { try await killSwitch.load(from: desk.store) }

    /// What came of it.
    package struct Outcome: Hashable, Sendable {
        /// The entry from which on no call is admitted.
        package var sequence: Int64
        /// Holds given back, of which nothing was sent.
        package var releasedHolds = 0
        /// Approvals that were open.
        package var withdrawnApprovals = 0
        /// Calls that were sent and go on until they end: whoever made them cannot be cut off here.
        package var runningHolds = 0
    }

    /// Stops something: new calls are refused, what was not sent is given back, what runs through this
    /// server is cut, and open approvals are withdrawn. What is stopped already is swept again.
    ///
    /// - Throws: ``ConsoleError`` 409 `too_many`, 503 as the ledger says; nothing is stopped then, but
    ///   for `outcome_unknown`.
    package func kill(
        _ target: KillTarget,
        by principal: Principal?,
        note: String
    ) async throws -> Outcome {
        let known = killSwitch.kills
        if let kill = known.first(where: { $0.target == target }) {
            return try await sweep(kill, by: principal)
        }
        guard known.count < Self.killsMax else {
            throw ConsoleError(
                409,
                "too_many",
                "\(Self.killsMax) things are stopped already; lift some of them."
            )
        }
        var kill = Kill(target, by: principal?.name ?? "anybody", note: note)
        await killSwitch.set(kill)
        do {
            // No run is given anything any more, so that what is found now is all.
            kill.children = try await children(of: target)
            await killSwitch.set(kill)
            let edit = RegistryEdit(
                collection: Kill.collection,
                id: target.id,
                document: kill.document
            )
            let item = try await desk.change([edit], by: principal, note: note).items.first
            kill.sequence = item?.sequence ?? 0
            kill.atMs = item?.changedAtMs ?? desk.clockMs()
        } catch {
            // Where nobody knows whether it is stored, it stays on.
            if (error as? ConsoleError)?.code != "outcome_unknown" { killSwitch.remove(target) }
            throw error
        }
        killSwitch.load([kill])
        return try await sweep(kill, by: principal)
    }

    /// Lets something go again.
    ///
    /// - Throws: ``ConsoleError`` 404 where it is not stopped.
    package func lift(
        _ target: KillTarget,
        by principal: Principal?,
        note: String
    ) async throws {
        guard killSwitch.kills.contains(where: { $0.target == target }) else {
            throw ConsoleError(404, "not_found", "This is not stopped.")
        }
        let edit = RegistryEdit(collection: Kill.collection, id: target.id, document: nil)
        do {
            try await desk.change([edit], by: principal, note: note)
        } catch let error as ConsoleError where error.code == "stale" {
            // Somebody else has lifted it.
        }
        killSwitch.remove(target)
    }

    // MARK: What is under way

    private func sweep(_ kill: Kill, by principal: Principal?) async throws -> Outcome {
        let targets = kill.targets
        let tenant = tenant()
        let fits: @Sendable (Scope) -> Bool = { scope in
            targets.contains { $0.stops(scope, tenant: tenant) }
        }
        // Whatever was admitted before its entry has been told so by now.
        let cut = Set(await self.cut(where: fits))
        let asked = try await withdrawAsks(fits, by: principal)
        let holds = try await desk.store.openHolds(limit: Self.openMax).filter { fits($0.scope) }
        let approvals = try await desk.store.approvals(limit: Self.openMax)
            .filter { $0.state.isOpen && fits($0.scope) }
        let why = "stopped by the kill switch"
        var outcome = Outcome(sequence: kill.sequence)
        outcome.withdrawnApprovals =
            try await asked
            + count(approvals.map { .withdrawApproval($0.id, note: why) })
        let unsent = holds.filter { !$0.isSent && $0.approval == nil }
        outcome.releasedHolds = try await count(unsent.map { .release($0.id, why: why) })
        // What was cut is settled by now, or will be in a moment.
        let running = holds.filter { $0.isSent && $0.approval == nil && !cut.contains($0.id) }
        outcome.runningHolds = running.count
        return outcome
    }

    /// Cuts the calls that run through this server and fit.
    ///
    /// - Returns: their holds.
    @discardableResult
    func cut(where fits: @escaping @Sendable (Scope) -> Bool) async -> [HoldID] {
        await cutter?.cut(where: fits) ?? []
    }

    /// Takes back the tools' calls that wait for a yes and fit, with their money.
    ///
    /// - Returns: how many there were.
    private func withdrawAsks(
        _ fits: (Scope) -> Bool,
        by principal: Principal?
    ) async throws -> Int {
        let pending = try await asks?.pending(of: nil) ?? []
        if pending.isEmpty { return 0 }
        let holds = try await desk.store.openHolds(limit: Self.openMax)
        let fitting = Set(holds.filter { fits($0.scope) }.map(\.id))
        var count = 0
        for ask in pending where fitting.contains(ask.hold) {
            do {
                try await asks?.decide(ask.id, .withdraw, by: principal, note: "stopped")
                count += 1
            } catch let error as ConsoleError where error.status < 500 {
                // Somebody else has decided meanwhile.
            }
        }
        return count
    }

    /// How many commands were applied.
    private func count(_ commands: [Command]) async throws -> Int {
        var count = 0
        for start in stride(from: 0, to: commands.count, by: LedgerLimits.commandsMax) {
            let part = Array(commands[start...].prefix(LedgerLimits.commandsMax))
            for outcome in try await desk.store.apply(part, nowMs: desk.clockMs()) {
                switch outcome {
                case .refused, .unchanged: break
                default: count += 1
                }
            }
        }
        return count
    }

    /// The runs below a run that have something to spend.
    private func children(of target: KillTarget) async throws -> [String] {
        guard case .run(let name, let workspace) = target else { return [] }
        let scopes = try await desk.store.openHolds(limit: Self.openMax).map(\.scope)
            .filter { scope in workspace.map { scope[.project] == $0 } ?? true }
        var found: [String] = []
        var known: Set<String> = [name]
        var isGrowing = true
        while isGrowing, found.count < Kill.childrenMax {
            isGrowing = false
            for scope in scopes {
                let isOfKnown = scope[.run].map(known.contains) ?? false
                let isBelowKnown = scope[KillTarget.parentRun].map(known.contains) ?? false
                let below = [
                    isOfKnown ? scope[KillTarget.childRun] : nil, isBelowKnown ? scope[.run] : nil,
                ]
                for child in below.compactMap(\.self) where known.insert(child).inserted {
                    found.append(child)
                    isGrowing = true
                }
            }
        }
        return Array(found.prefix(Kill.childrenMax))
    }
}
