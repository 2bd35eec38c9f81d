import FarthingCore
import FarthingSQLite

/// Tells the ledger what a policy says.
enum PolicyChange {
    private static let hashName = "policy_hash"

    /// Makes the ledger's budgets those of the policy, and records the policy where it is another
    /// than before.
    ///
    /// An edit that changes what a budget's accounts mean begins a new generation at what the
    /// journal shows of its window.
    static func apply(
        _ loaded: LoadedPolicy,
        to ledger: SQLiteLedger,
        in folder: DataFolder,
        nowMs: Int64
    ) async throws(Failure) {
        let policy = loaded.compiled.policy
        do {
            let before = try await ledger.budgets()
            let wanted = policy.budgets.map { budget in
                var budget = budget
                budget.isEnforced = budget.isEnforced && policy.isEnforced
                return budget
            }
            let openings = try JournalReader(folder).openings(
                of: wanted.filter { startsAnew($0, before: before) },
                units: Dictionary(before.map { ($0.id, $0.unit) }, uniquingKeysWith: { $1 }),
                nowMs: nowMs
            )
            var commands: [Command] = []
            let old = try await ledger.folderValue(hashName)
            if old != Array(loaded.hash.utf8) {
                commands.append(
                    .setPolicy(id: policy.id, version: policy.version, hash: loaded.hash)
                )
            }
            for budget in wanted {
                commands.append(.setBudget(budget, opening: openings[budget.id] ?? [:]))
            }
            let named = Set(wanted.map(\.id))
            for budget in before where !named.contains(budget.id) {
                commands.append(.removeBudget(budget.id))
            }
            for outcome in try await ledger.apply(commands, nowMs: nowMs) {
                if case .refused(let refusal) = outcome {
                    throw Failure(
                        .configuration,
                        "the ledger refused a budget: \(refusal.code.rawValue)"
                    )
                }
            }
            try await ledger.setFolderValue(hashName, Array(loaded.hash.utf8))
        } catch {
            throw Failure(describing: error)
        }
    }

    /// Whether a budget's accounts begin anew, because it is new or means something else now.
    private static func startsAnew(_ budget: Budget, before: [Budget]) -> Bool {
        guard let old = before.first(where: { $0.id == budget.id }) else { return true }
        return old.match != budget.match || old.per != budget.per || old.unit != budget.unit
            || old.window != budget.window || old.zone.name != budget.zone.name
    }
}
