import FarthingCore
import FarthingPages

/// Keys, people, settings, and who changed what.
extension SiteRoutes {
    var manageRoutes: [Route] {
        [
            page("/keys", keys),
            formPage("/keys", .administer, createKey),
            formPage("/keys/{key}/rotate", .administer, rotateKey),
            form("/keys/{key}/revoke", .administer) { visit in
                let id = visit.request.parameter("key")
                try await api.send("DELETE", PageLink("v1", "keys", id), by: visit.request)
                return PageLink("keys").saying(.revoked)
            },
            page("/people", .administer, people),
            page("/audit", .audit, changes),
        ]
    }

    // MARK: Keys

    private func keys(_ visit: SiteVisit) async throws -> any Page {
        try await keys(visit, made: nil)
    }

    private func keys(_ visit: SiteVisit, made: KeysPage.Made?) async throws -> any Page {
        let list = PageLink("v1", "keys", query: listQuery(visit))
        let found = try await api.get(list, by: visit.request)
        return KeysPage(
            keys: found.list("items").map { key in
                let scope = key.member("scope")?.members.map {
                    "\($0.name)=\($0.value.string ?? "")"
                }
                return KeysPage.Key(
                    id: key.text("id"),
                    name: key.text("name"),
                    scope: scope?.joined(separator: ", ") ?? "",
                    state: key.text("state") == "active" ? .active : .ended,
                    createdAtMs: key.int("created_at_ms") ?? 0,
                    expiresAtMs: key.int("expires_at_ms")
                )
            },
            more: more(found, visit),
            made: made
        )
    }

    private static let dayMs: Int64 = 86_400_000
    /// As far as keys reach that end at all.
    private static let daysMax: Int64 = 36_500

    private func createKey(_ visit: SiteVisit) async throws -> any Page {
        let request = visit.request
        let scope = try Self.pairs(request.said("scope"), of: "scope")
        var expiresAtMs: Int64?
        let days = request.said("days")
        if !days.isEmpty {
            guard let count = Int64(days), (1...Self.daysMax).contains(count) else {
                throw ConsoleError.field("days", "a whole number up to \(Self.daysMax).")
            }
            expiresAtMs = visit.nowMs + count * Self.dayMs
        }
        let made = try await api.send("POST", PageLink("v1", "keys"), by: request) { json in
            if let expiresAtMs {
                json.key("expires_at_ms")
                json.int(expiresAtMs)
            }
            json.key("name")
            json.string(request.said("name"))
            json.note(request)
            json.key("scope")
            json.pairs(scope)
        }
        return try await shown(made, visit)
    }

    private func rotateKey(_ visit: SiteVisit) async throws -> any Page {
        let operation = PageLink("v1", "keys", visit.request.parameter("key"), "rotate")
        return try await shown(api.send("POST", operation, by: visit.request), visit)
    }

    /// The page that shows a secret, for the only time.
    private func shown(_ key: JSONNode?, _ visit: SiteVisit) async throws -> any Page {
        try await keys(
            visit,
            made: key.map { KeysPage.Made(name: $0.text("name"), secret: $0.text("secret")) }
        )
    }

    // MARK: People

    private func people(_ visit: SiteVisit) async throws -> any Page {
        let list = PageLink("v1", "people", query: listQuery(visit))
        let found = try await api.get(list, by: visit.request)
        return PeoplePage(
            people: found.list("items").map { person in
                let workspace = person.member("workspace")?.string
                    .map { " in " + (desk.registry.workspace($0)?.name ?? $0) }
                return PeoplePage.Person(
                    id: person.text("id"),
                    name: person.text("name"),
                    roles: person.list("roles").compactMap(\.string).map { $0 + (workspace ?? "") },
                    createdAtMs: person.int("created_at_ms") ?? 0,
                    lastSeenAtMs: person.int("last_sign_in_at_ms")
                )
            },
            more: more(found, visit)
        )
    }

    // MARK: Changes

    /// The sorts of things that change, as the registry calls them.
    private static let kinds = [
        "workspaces", "agents", "tools", "rules", "asks", "budgets", "policies", "people", "hooks",
        "settings", "accounts", "keys", "kills", "alerts",
    ]

    private func changes(_ visit: SiteVisit) async throws -> any Page {
        let by = visit.request.asked("by")
        let asked = visit.request.asked("kind")
        let kind = Self.kinds.contains(asked) ? asked : ""
        var query = listQuery(visit)
        query += [.init("by", by), .init("collection", kind)]
        let found = try await api.get(PageLink("v1", "audit", query: query), by: visit.request)
        return AuditPage(
            by: by,
            kind: kind,
            kinds: Self.kinds,
            changes: found.list("items").map { change in
                AuditPage.Change(
                    receipt: change.int("sequence") ?? 0,
                    atMs: change.int("at_ms") ?? 0,
                    by: change.text("by"),
                    verb: Self.verbs[change.text("action")] ?? change.text("action"),
                    kind: change.member("collection")?.string ?? "ledger",
                    id: change.text("id"),
                    detail: Self.detail(change)
                )
            },
            more: more(found, visit)
        )
    }

    private static let verbs = [
        "create": "made", "edit": "changed", "remove": "removed", "pause": "paused",
        "resume": "resumed", "reset": "reset", "topUp": "topped up", "setBudget": "set",
        "removeBudget": "removed", "setLimit": "limited", "setPolicy": "put in force",
        "refund": "refunded", "freeze": "froze", "unfreeze": "unfroze",
        "approvalVote": "voted on", "approvalWithdraw": "withdrew",
    ]

    /// Members of a change that are told one by one.
    private static let membersMax = 6
    private static let valueMax = 60

    /// What was before and is after, and why.
    private static func detail(_ change: JSONNode) -> String {
        var parts: [String] = []
        if let before = change.member("before"), let after = change.member("after"),
            before.kind == .object, after.kind == .object
        {
            for (name, value) in after.members where parts.count < membersMax {
                let (old, new) = (before.member(name).map(shown) ?? "none", shown(value))
                if old != new { parts.append("\(name): \(old) → \(new)") }
            }
        }
        let note = change.text("note")
        if !note.isEmpty { parts.append(note) }
        return parts.joined(separator: "; ")
    }

    private static func shown(_ value: JSONNode) -> String {
        let text =
            value.string
            ?? value.withView { String(decoding: [UInt8]($0.source), as: UTF8.self) }
        return text.count > valueMax ? text.prefix(valueMax) + "…" : text
    }

    /// Where a list of the API goes on.
    func more(_ found: JSONNode, _ visit: SiteVisit) -> PageMore {
        PageMore(
            next: found.member("next")?.string,
            isFurther: !visit.request.asked("cursor").isEmpty
        )
    }
}
