package import FarthingCore

/// What a sub-agent's budget is, as a signed word (JWS, EdDSA) that names its hold.
package struct Grant: Hashable, Sendable {
    /// The longest word that is read, in bytes.
    package static let bytesMax = 16_384

    package var id: HoldID
    package var tenant: String
    package var parentRun: String
    package var kind: String
    package var routes: [String]
    package var runtimes: [String]
    package var amount: String
    package var unit: String
    package var issuedAtMs: Int64
    package var expiresAtMs: Int64

    package init(
        id: HoldID,
        tenant: String,
        parentRun: String,
        kind: String,
        routes: [String],
        runtimes: [String],
        amount: String,
        unit: String,
        issuedAtMs: Int64,
        expiresAtMs: Int64
    ) {
        self.id = id
        self.tenant = tenant
        self.parentRun = parentRun
        self.kind = kind
        self.routes = routes
        self.runtimes = runtimes
        self.amount = amount
        self.unit = unit
        self.issuedAtMs = issuedAtMs
        self.expiresAtMs = expiresAtMs
    }

    /// The word.
    package func signed(_ signer: any SidecarSigner) throws -> String {
        let body = Self.text(header(signer.grantKeyID)) + "." + Self.text(claims)
        return body + "." + Self.text(try signer.signGrant(Array(body.utf8)))
    }

    private static func text(_ bytes: [UInt8]) -> String {
        String(decoding: Base64.url.encode(bytes), as: UTF8.self)
    }

    private func header(_ keyID: String) -> [UInt8] {
        var json = JSONWriter(capacity: 64)
        json.beginObject()
        for (name, value) in [("alg", "EdDSA"), ("kid", keyID), ("typ", "JWT")] {
            json.key(text: name)
            json.string(value)
        }
        json.endObject()
        return json.bytes
    }

    private var claims: [UInt8] {
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        let texts = [
            ("jti", id.description), ("iss", "farthing"), ("tenant", tenant),
            ("parent_run_id", parentRun), ("child_workload_kind", kind),
            ("max_amount_atomic", amount), ("unit_id", unit),
        ]
        for (name, value) in texts {
            json.key(text: name)
            json.string(value)
        }
        for (name, values) in [("allowed_routes", routes), ("allowed_runtimes", runtimes)] {
            json.key(text: name)
            json.beginArray()
            for value in values { json.string(value) }
            json.endArray()
        }
        for (name, value) in [("iat", issuedAtMs / 1_000), ("exp", expiresAtMs / 1_000)] {
            json.key(text: name)
            json.int(value)
        }
        json.key("exp_ms")
        json.int(expiresAtMs)
        json.key("iat_ms")
        json.int(issuedAtMs)
        json.endObject()
        return json.bytes
    }
}
