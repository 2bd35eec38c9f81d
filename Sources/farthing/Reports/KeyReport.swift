import FarthingCore
import FarthingSQLite

/// The keys of a folder; never a secret, of which none is kept.
enum KeyReport {
    static func answer(_ keys: [StoredAccessKey]) -> [UInt8] {
        AdminAnswer.done { json in
            json.key("keys")
            json.beginArray()
            for key in keys {
                json.beginObject()
                writeTrust(of: key, to: &json)
                json.key("claims")
                json.raw(Array(key.claims.utf8))
                json.key("created_at_ms")
                json.int(key.createdAtMs)
                if let expiresAtMs = key.expiresAtMs {
                    json.key("expires_at_ms")
                    json.int(expiresAtMs)
                }
                json.key("id")
                json.string(key.id)
                json.key("name")
                json.string(key.name)
                if let revokedAtMs = key.revokedAtMs {
                    json.key("revoked_at_ms")
                    json.int(revokedAtMs)
                }
                json.key("scope")
                json.raw(Array(key.scope.utf8))
                json.endObject()
            }
            json.endArray()
        }
    }

    /// What the key's holder may do, as members that come first.
    static func writeTrust(of key: StoredAccessKey, to json: inout JSONWriter) {
        if key.isApproverOnly {
            json.key("approver_only")
            json.bool(true)
        }
        if key.approves != "[]" {
            json.key("approves")
            json.raw(Array(key.approves.utf8))
        }
        if let capability = key.capability {
            json.key("capability")
            json.string(capability)
        }
    }

    static func table(_ keys: [StoredAccessKey], nowMs: Int64) -> Table {
        var table = Table([
            .text("NAME"), .text("ID"), .text("SCOPE"), .text("MAY CLAIM"), .text("CAPABILITY"),
            .text("APPROVES"), .text("CREATED"), .text("STATE"),
        ])
        for stored in keys {
            let key = stored.accessKey
            let scope = key?.scope.sorted.map { "\($0.dimension.name)=\($0.value)" } ?? ["?"]
            let claims = key?.claims.map { "\($0.dimension.name)=\($0.pattern.pattern)" } ?? ["?"]
            table.add([
                stored.name, stored.id, scope.isEmpty ? "–" : scope.joined(separator: " "),
                claims.isEmpty ? "–" : claims.joined(separator: " "),
                stored.isApproverOnly ? "no calls" : stored.capability ?? "–", approves(key),
                Shown.time(stored.createdAtMs), state(stored, nowMs),
            ])
        }
        return table
    }

    private static func approves(_ key: AccessKey?) -> String {
        guard let key else { return "?" }
        return key.approves.isEmpty ? "–" : key.approves.joined(separator: " ")
    }

    private static func state(_ key: StoredAccessKey, _ nowMs: Int64) -> String {
        if let revokedAtMs = key.revokedAtMs { return "revoked " + Shown.time(revokedAtMs) }
        guard let expiresAtMs = key.expiresAtMs else { return "in use" }
        return (expiresAtMs > nowMs ? "until " : "expired ") + Shown.time(expiresAtMs)
    }
}
