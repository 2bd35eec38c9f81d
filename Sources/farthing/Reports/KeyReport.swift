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

    static func table(_ keys: [StoredAccessKey], nowMs: Int64) -> Table {
        var table = Table([
            .text("NAME"), .text("ID"), .text("SCOPE"), .text("MAY CLAIM"), .text("CREATED"),
            .text("STATE"),
        ])
        for stored in keys {
            let key = stored.accessKey
            let scope = key?.scope.sorted.map { "\($0.dimension.name)=\($0.value)" } ?? ["?"]
            let claims = key?.claims.map { "\($0.dimension.name)=\($0.pattern.pattern)" } ?? ["?"]
            table.add([
                stored.name, stored.id, scope.isEmpty ? "–" : scope.joined(separator: " "),
                claims.isEmpty ? "–" : claims.joined(separator: " "),
                Shown.time(stored.createdAtMs), state(stored, nowMs),
            ])
        }
        return table
    }

    private static func state(_ key: StoredAccessKey, _ nowMs: Int64) -> String {
        if let revokedAtMs = key.revokedAtMs { return "revoked " + Shown.time(revokedAtMs) }
        guard let expiresAtMs = key.expiresAtMs else { return "in use" }
        return (expiresAtMs > nowMs ? "until " : "expired ") + Shown.time(expiresAtMs)
    }
}
