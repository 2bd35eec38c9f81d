import FarthingCore

/// Whether calls with a key are taken.
enum KeyState: String, Hashable, Sendable, CaseIterable {
    case active, expired, revoked
}

extension AccessKeyStatement {
    /// Whether calls with it are taken.
    func state(nowMs: Int64) -> KeyState {
        if revokedAtMs != nil { return .revoked }
        return expiresAtMs.map { $0 <= nowMs } ?? false ? .expired : .active
    }

    /// Writes the members of an answer.
    ///
    /// - Parameter workspace: the one whose own key it is; nil for none.
    func write(to json: inout JSONWriter, nowMs: Int64, workspace: String?) {
        json.key("approver_only")
        json.bool(key?.isApproverOnly ?? false)
        json.key("approves")
        json.texts(key?.approves ?? [])
        json.key("capability")
        json.string(key?.capability?.name)
        json.key("claims")
        json.claims(key?.claims ?? [])
        json.key("created_at_ms")
        json.int(createdAtMs)
        json.key("expires_at_ms")
        json.int(expiresAtMs)
        json.key("id")
        json.string(id)
        json.key("name")
        json.string(name)
        json.key("revoked_at_ms")
        json.int(revokedAtMs)
        json.key("scope")
        json.scope(key?.scope ?? Scope())
        json.key("state")
        json.string(state(nowMs: nowMs).rawValue)
        json.key("workspace")
        json.string(workspace)
    }
}

extension JSONWriter {
    /// Writes a scope as an object of its dimensions.
    mutating func scope(_ scope: Scope) {
        beginObject()
        for (dimension, value) in scope.sorted {
            key(text: dimension.name)
            string(value)
        }
        endObject()
    }

    /// Writes claims as an object of their dimensions; of several for one dimension the first.
    mutating func claims(_ claims: [Match.Term]) {
        beginObject()
        var written: Set<Dimension> = []
        let sorted = claims.sorted { utf8Precedes($0.dimension.name, $1.dimension.name) }
        for claim in sorted where written.insert(claim.dimension).inserted {
            key(text: claim.dimension.name)
            string(claim.pattern.pattern)
        }
        endObject()
    }
}
