import FarthingCore
import FarthingSQLite

extension StoredAccessKey {
    /// Makes a key to be stored.
    init(
        id: String,
        secret: String,
        name: String,
        scope: Scope,
        claims: [Match.Term],
        nowMs: Int64,
        expiresAtMs: Int64? = nil,
        capability: Capability? = nil,
        approves: [String] = [],
        isApproverOnly: Bool = false
    ) {
        var scopeText = JSONWriter(capacity: 64)
        scope.write(to: &scopeText)
        var claimsText = JSONWriter(capacity: 64)
        claimsText.beginArray()
        for claim in claims {
            claimsText.beginArray()
            claimsText.string(claim.dimension.name)
            claimsText.string(claim.pattern.pattern)
            claimsText.endArray()
        }
        claimsText.endArray()
        var approvesText = JSONWriter(capacity: 64)
        approvesText.strings(approves)
        self.init(
            id: id,
            hash: AccessSecret.hash(Array(secret.utf8)),
            name: name,
            scope: String(decoding: scopeText.bytes, as: UTF8.self),
            claims: String(decoding: claimsText.bytes, as: UTF8.self),
            createdAtMs: nowMs,
            expiresAtMs: expiresAtMs,
            capability: capability?.name,
            approves: String(decoding: approvesText.bytes, as: UTF8.self),
            isApproverOnly: isApproverOnly
        )
    }

    /// The key as the gateway uses it; nil when what is stored cannot be read.
    var accessKey: AccessKey? {
        guard let scopeNode = try? JSONDocument(Array(scope.utf8)).root,
            let claimsNode = try? JSONDocument(Array(claims.utf8)).root
        else { return nil }
        var scope = Scope()
        for member in scopeNode.members {
            guard let dimension = Dimension(name: member.name) else { return nil }
            scope[dimension] = member.value.string
        }
        var terms: [Match.Term] = []
        for item in claimsNode.elements {
            let parts = item.elements.compactMap(\.string)
            guard parts.count == 2, let dimension = Dimension(name: parts[0]),
                let pattern = Glob(parts[1])
            else { return nil }
            terms.append(Match.Term(dimension: dimension, pattern: pattern))
        }
        guard let groups = groups else { return nil }
        let trusted = capability.flatMap(Capability.init(name:))
        // A capability that this version does not know: the key is passed over.
        guard (trusted == nil) == (capability == nil) else { return nil }
        return AccessKey(
            id: id,
            name: name,
            scope: scope,
            claims: terms,
            capability: trusted,
            approves: groups,
            isApproverOnly: isApproverOnly
        )
    }

    /// The groups of approvers in which it may vote; nil when what is stored cannot be read.
    private var groups: [String]? {
        guard let node = try? JSONDocument(Array(approves.utf8)).root, node.kind == .array else {
            return nil
        }
        let names = node.elements.compactMap(\.string)
        return names.count == node.count ? names : nil
    }

    /// What a key may claim that was told nothing else: who and what it runs, not whose money it is.
    static var usualClaims: [Match.Term] {
        guard let any = Glob("*") else { return [] }
        return [.user, .agent, .run, .session, .tool].map {
            Match.Term(dimension: $0, pattern: any)
        }
    }
}
