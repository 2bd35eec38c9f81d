import FarthingConsole
import FarthingCore
import FarthingSQLite

extension LedgerConsole {
    func register(
        _ edits: [RegistryEdit],
        keys: [NewAccessKey],
        revoking: [String],
        expiring: [KeyExpiry],
        with commands: [Command],
        by: String,
        note: String
    ) async throws(LedgerError) -> RegistryOutcome {
        try checkGate(edits, revoking: revoking, commands)
        let nowMs = systemNowMs()
        let stored = keys.map { StoredAccessKey($0, nowMs: nowMs) }
        let outcome = try await ledger.register(
            edits,
            keys: stored,
            revoking: revoking,
            expiring: expiring.map { (id: $0.id, atMs: $0.atMs) },
            with: commands,
            by: by,
            note: note
        )
        if case .done = outcome {
            stored.forEach(self.keys.add)
            for expiry in expiring { self.keys.expire(id: expiry.id, atMs: expiry.atMs) }
            revoking.forEach(self.keys.remove)
        }
        return outcome
    }
}

/// The access keys of a server, and what stands for the subjects that they name.
struct LedgerKeys: KeyDesk {
    let keys: KeyDirectory
    /// Nil where nobody is committed to.
    let subjects: Subjects?

    func expiresAtMs(ofKey id: String) -> Int64? { keys.expiresAtMs(id: id) }

    func standing(_ scope: Scope) async throws -> Scope {
        guard let subjects else { return scope }
        var standing = scope
        for (dimension, value) in scope.sorted {
            standing[dimension] = try await subjects.standing(dimension, value)
        }
        return standing
    }

    func standing(_ claims: [Match.Term]) async throws -> [Match.Term] {
        guard let subjects else { return claims }
        var standing: [Match.Term] = []
        for claim in claims {
            var claim = claim
            if claim.pattern.isPlain {
                let value = try await subjects.standing(claim.dimension, claim.pattern.pattern)
                if let pattern = Glob(value) {
                    claim = Match.Term(dimension: claim.dimension, pattern: pattern)
                }
            }
            standing.append(claim)
        }
        return standing
    }
}
