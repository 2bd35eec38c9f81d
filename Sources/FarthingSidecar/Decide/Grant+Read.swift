import FarthingCore

extension Grant {
    /// Reads a word; nil for one that is not signed by this key, or says no grant.
    package init?(_ word: String, _ signer: any SidecarSigner) {
        guard word.utf8.count <= Self.bytesMax else { return nil }
        let parts = word.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Base64.url.decode(Array(parts[0])),
            let claims = Base64.url.decode(Array(parts[1])),
            let signature = Base64.url.decode(Array(parts[2]))
        else { return nil }
        let body = Array(parts[0]) + [UInt8(ascii: ".")] + Array(parts[1])
        guard signer.verifiesGrant(signature, of: body),
            // The header is signed too, and nothing in it chooses how it is checked.
            let head = try? JSONDocument(header).root,
            head.member("alg")?.string == "EdDSA",
            let root = try? JSONDocument(claims).root,
            let jti = root.member("jti")?.string, let id = HoldID(jti),
            let tenant = root.member("tenant")?.string,
            let issuedAtMs = root.member("iat_ms")?.int64,
            let expiresAtMs = root.member("exp_ms")?.int64
        else { return nil }
        func text(_ name: String) -> String { root.member(name)?.string ?? "" }
        func texts(_ name: String) -> [String] {
            root.member(name).map { $0.elements.compactMap(\.string) } ?? []
        }
        self.init(
            id: id,
            tenant: tenant,
            parentRun: text("parent_run_id"),
            kind: text("child_workload_kind"),
            routes: texts("allowed_routes"),
            runtimes: texts("allowed_runtimes"),
            amount: text("max_amount_atomic"),
            unit: text("unit_id"),
            issuedAtMs: issuedAtMs,
            expiresAtMs: expiresAtMs
        )
    }
}
