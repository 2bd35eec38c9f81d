import FarthingCore
import FarthingPolicy
import FarthingSQLite

extension AdminService {
    /// Makes a key; the answer has its secret, which nothing else ever has.
    func createKey(_ request: AdminRequest) async throws -> [UInt8] {
        let name = request.name
        try checkName(name)
        let now = systemNowMs()
        let active = try await ledger.accessKeys().filter { $0.isActive(nowMs: now) }
        guard !active.contains(where: { $0.name == name }) else {
            throw Failure(
                .usage,
                "--name \(Shown.safe(name)): a key of this name is in use; revoke it first, or "
                    + "choose another name"
            )
        }
        let named = try ScopeText.scope(request.scope)
        try ScopeText.checkKey(named.sorted.map(\.dimension), "--scope")
        let claimed = try request.claims.map(ScopeText.claims) ?? StoredAccessKey.usualClaims
        try ScopeText.checkKey(claimed.map(\.dimension), "--claim")
        let capability = try KeyTrust.capability(request.capability)
        try KeyTrust.check(request)
        if let expiresAtMs = request.expiresAtMs, expiresAtMs <= now {
            throw Failure(.usage, "--expires: this time is over")
        }
        // Last of all, since it may make salts: what is refused leaves nothing behind.
        let scope = try await standing(named)
        let claims = try await standing(claimed)
        let secret = AccessSecret.make()
        let key = StoredAccessKey(
            id: AccessSecret.makeID(),
            secret: secret,
            name: name,
            scope: scope,
            claims: request.isApproverOnly ? [] : claims,
            nowMs: now,
            expiresAtMs: request.expiresAtMs,
            capability: capability,
            approves: request.approves,
            isApproverOnly: request.isApproverOnly
        )
        try await ledger.add(key)
        keys?.add(key)
        return AdminAnswer.done { json in
            KeyReport.writeTrust(of: key, to: &json)
            if let expiresAtMs = request.expiresAtMs {
                json.key("expires_at_ms")
                json.int(expiresAtMs)
            }
            json.key("id")
            json.string(key.id)
            json.key("key")
            json.string(secret)
            json.key("name")
            json.string(name)
        }
    }

    private func checkName(_ name: String) throws(Failure) {
        guard !name.isEmpty, name.utf8.count <= 128 else {
            throw Failure(.usage, "--name: a key's name has 1 to 128 bytes")
        }
        guard ScopeText.isVisible(name) else {
            throw Failure(
                .usage,
                "--name \(Shown.safe(name)): a key's name has no control or invisible characters; "
                    + "leave them out"
            )
        }
    }

    func revokeKey(_ request: AdminRequest) async throws -> [UInt8] {
        let now = systemNowMs()
        let stored = try await ledger.accessKeys().filter { $0.revokedAtMs == nil }
        let named = stored.filter { $0.id == request.name || $0.name == request.name }
        guard let key = named.first else {
            let hint = OperatorText.hint(for: request.name, among: stored.map(\.name))
            throw Failure(
                .usage,
                "\(Shown.safe(request.name)): no key of this name or id is in use"
                    + (stored.isEmpty ? "" : hint)
            )
        }
        guard named.count == 1 else {
            let ids = named.map(\.id).joined(separator: ", ")
            throw Failure(
                .usage,
                "\(Shown.safe(request.name)): several keys have this name; name one by its id: \(ids)"
            )
        }
        _ = try await ledger.revokeAccessKey(key.id, nowMs: now)
        keys?.remove(id: key.id)
        return AdminAnswer.done { json in
            json.key("id")
            json.string(key.id)
            json.key("name")
            json.string(key.name)
        }
    }
}

extension StoredAccessKey {
    /// Whether calls with this key are taken.
    func isActive(nowMs: Int64) -> Bool {
        revokedAtMs == nil && expiresAtMs.map { $0 > nowMs } ?? true
    }
}
