import FarthingCore

/// An access key as a request wants it.
struct WantedKey: Sendable {
    var name: String
    var scope: Scope
    var claims: [Match.Term]
    var capability: Capability?
    var approves: [String]
    var isApproverOnly: Bool
    var expiresAtMs: Int64?

    /// Reads a request's members; what is wrong is noted in it.
    init(_ body: inout BodyMembers, nowMs: Int64) {
        body.refuseNull(
            "name",
            "scope",
            "claims",
            "capability",
            "approves",
            "approver_only",
            "note"
        )
        if !body.has("name") { body.fault("name", "must be given") }
        name = body.name("name") ?? ""
        if !Self.isVisible(name) { body.fault("name", Self.invisible) }
        scope = Scope()
        for (dimension, value) in Self.values("scope", &body) { scope[dimension] = value }
        claims = Self.values("claims", &body).compactMap { dimension, value in
            Glob(value).map { Match.Term(dimension: dimension, pattern: $0) }
        }
        if !body.has("claims") { claims = KeyText.usualClaims }
        capability = nil
        if let word = body.text("capability", 1...32) {
            capability = Capability(name: word)
            if capability == nil {
                let words = Capability.allCases.map(\.name).joined(separator: ", ")
                body.fault("capability", "must be one of \(words)")
            }
        }
        approves = body.groups("approves")
        isApproverOnly = body.bool("approver_only") ?? false
        expiresAtMs = Self.expiry(&body, nowMs: nowMs)
        guard isApproverOnly else { return }
        if approves.isEmpty {
            body.fault("approver_only", "takes a group in approves: the key could do nothing")
        }
        if body.has("scope") || body.has("claims") || body.has("capability") {
            body.fault(
                "approver_only",
                "is for a key that makes no calls: leave scope, claims and capability out"
            )
        }
        claims = []
    }

    /// When the key is to end: a time to come, or nil for never; what is wrong is noted.
    static func expiry(_ body: inout BodyMembers, nowMs: Int64) -> Int64? {
        let time = body.integer("expires_at_ms", 0...253_402_300_799_999)
        if let time, time <= nowMs { body.fault("expires_at_ms", "must be a time to come") }
        return time
    }

    /// Refuses what nobody may give who has one workspace.
    ///
    /// - Throws: ``ConsoleError`` 403 where the key would reach beyond it.
    func check(for principal: Principal?) throws {
        guard let workspace = principal?.workspace else { return }
        guard scope[.project] == workspace, approves.isEmpty else {
            throw ConsoleError(
                403,
                "forbidden",
                "Who has one workspace makes keys of it alone: with the workspace as the scope's "
                    + "project, and without groups of approvers, which are everybody's."
            )
        }
    }

    // MARK: Parts

    private static let invisible = "must have no control or invisible characters"

    /// Whether a text shows all that it is: nothing in it breaks a line or turns the writing round.
    static func isVisible(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: false
            default: true
            }
        }
    }

    /// The values of an object by dimension.
    private static func values(
        _ name: String,
        _ body: inout BodyMembers
    ) -> [(dimension: Dimension, value: String)] {
        guard let node = body.node(name), node.kind != .null else { return [] }
        guard node.kind == .object, node.count <= Scope.dimensionsMax else {
            body.fault(name, "must be an object of at most \(Scope.dimensionsMax) dimensions")
            return []
        }
        var values: [(dimension: Dimension, value: String)] = []
        for (key, node) in node.members {
            guard let dimension = Dimension(name: key), isKeyed(dimension), isVisible(key) else {
                body.fault(
                    name,
                    "must name dimensions that a key can have: team, project, user, agent, run, "
                        + "session, tool or tag:NAME"
                )
                continue
            }
            guard let value = node.string, (1...Scope.valueBytesMax).contains(value.utf8.count),
                isVisible(value)
            else {
                body.fault(
                    name,
                    "must have values of 1 to \(Scope.valueBytesMax) bytes without control or "
                        + "invisible characters"
                )
                continue
            }
            values.append((dimension: dimension, value: value))
        }
        return values
    }

    /// Whether a key can say it: the call and the policy say the others.
    private static func isKeyed(_ dimension: Dimension) -> Bool {
        switch dimension {
        case .provider, .model, .tenant: false
        case .tag(let name): name.utf8.count <= 64 && !name.contains { $0 == "*" || $0 == "?" }
        default: true
        }
    }
}

extension BodyMembers {
    /// Groups of approvers, each named once; faults are noted.
    mutating func groups(_ name: String) -> [String] {
        let groups =
            texts(name, 1...AccessKey.groupBytesMax, countMax: AccessKey.approvesMax) ?? []
        if Set(groups).count < groups.count { fault(name, "must name each group once") }
        if groups.contains(where: {
            $0.utf8.count > AccessKey.groupBytesMax || !WantedKey.isVisible($0)
        }) {
            fault(
                name,
                "must name groups of at most \(AccessKey.groupBytesMax) bytes without control or "
                    + "invisible characters"
            )
        }
        return groups
    }
}
