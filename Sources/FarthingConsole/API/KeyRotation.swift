import FarthingCore

/// A key in another's place: what is to be done in one commit.
struct KeyRotation: Sendable {
    /// How long the old key may stay good: a day.
    static let overlapMsBounds: ClosedRange<Int64> = 0...86_400_000

    let key: NewAccessKey
    /// When the old key is refused from, in milliseconds UTC.
    let oldEndsAtMs: Int64
    /// The old key where its holder may still show it.
    let oldKeyID: String?
    var revoking: [String] = []
    var expiring: [KeyExpiry] = []

    /// - Parameters:
    ///   - key: the new one, that of which nothing else is known.
    ///   - old: the one in use; nil where it is over already.
    ///   - oldExpiresAtMs: when that would end by itself; the new one then ends likewise, so that
    ///     nobody's key outlives what it was given for.
    init(
        _ key: NewAccessKey,
        replacing old: AccessKey?,
        oldExpiresAtMs: Int64?,
        overlapMs: Int64,
        nowMs: Int64
    ) {
        var key = key
        guard let old else {
            self.key = key
            oldEndsAtMs = nowMs
            oldKeyID = nil
            return
        }
        key.scope = old.scope
        key.claims = old.claims
        key.capability = old.capability
        key.approves = old.approves
        key.isApproverOnly = old.isApproverOnly
        key.expiresAtMs = oldExpiresAtMs
        self.key = key
        if overlapMs == 0 {
            oldEndsAtMs = nowMs
            oldKeyID = nil
            revoking = [old.id]
        } else {
            oldEndsAtMs = min(nowMs + overlapMs, oldExpiresAtMs ?? Int64.max)
            oldKeyID = old.id
            expiring = [KeyExpiry(id: old.id, atMs: oldEndsAtMs)]
        }
    }

    /// Puts it in the place of an agent's key.
    mutating func apply(to agent: inout Agent) {
        // Of two old keys only the later one is kept.
        if let older = agent.oldKeyID { revoking.append(older) }
        agent.keyID = key.id
        agent.oldKeyID = oldKeyID
    }

    /// Puts it in the place of a workspace's own key.
    mutating func apply(to workspace: inout Workspace) {
        if let older = workspace.oldKeyID { revoking.append(older) }
        workspace.keyID = key.id
        workspace.oldKeyID = oldKeyID
    }
}

extension BodyMembers {
    /// How long the old key stays good, and why there is a new one; faults are noted.
    mutating func rotation() -> (overlapMs: Int64, note: String) {
        refuseNull("overlap_ms", "note")
        return (
            overlapMs: integer("overlap_ms", KeyRotation.overlapMsBounds) ?? 0,
            note: note()
        )
    }
}
