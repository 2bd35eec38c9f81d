import FarthingCore
import FarthingPages

/// The policy in force, its versions, and the author's tools.
extension SiteRoutes {
    var policyRoutes: [Route] {
        let bytesMax = Self.policyBytesMax
        return [
            page("/policy", policy),
            formPage("/policy/check", .read, bodyBytesMax: bytesMax, check),
            form("/policy/activate", .administer, bodyBytesMax: bytesMax, activate),
            form("/policy/roll-back", .administer) { visit in
                let version = try Self.version(visit.request.said("version"))
                return try await putInForce(version, visit)
            },
            formPage("/policy/explain", .read, explain),
            formPage("/policy/diff", .read, compare),
            formPage("/policy/backtest", .operate, replay),
        ]
    }

    private static let operation = PageLink("v1", "policies")

    private func policy(_ visit: SiteVisit) async throws -> any Page { try await base(visit) }

    /// The page without an answer of a tool.
    func base(_ visit: SiteVisit, text: String? = nil) async throws -> PolicyPage {
        // A server whose policy is a file alone has no versions.
        guard api.has("GET", "/v1/policies") else {
            return PolicyPage(version: 0, text: text ?? "", versions: [], more: PageMore())
        }
        var list = Self.operation
        list.query = listQuery(visit)
        let found = try await api.get(list, by: visit.request)
        let versions = found.list("items")
        let asked = Int64(visit.request.asked("version"))
        let active = versions.first { $0.text("state") == "active" }?.int("version")
        let version = asked ?? active ?? versions.first?.int("version") ?? 0
        var shown = text
        if shown == nil, version > 0 { shown = try await self.text(of: version, visit) }
        return PolicyPage(
            version: version,
            text: shown ?? "",
            versions: versions.map { version in
                PolicyPage.Version(
                    number: version.int("version") ?? 0,
                    isInForce: version.text("state") == "active",
                    by: version.text("created_by"),
                    note: version.text("note"),
                    atMs: version.int("activated_at_ms") ?? version.int("created_at_ms") ?? 0
                )
            },
            more: more(found, visit)
        )
    }

    func text(of version: Int64, _ visit: SiteVisit) async throws -> String {
        let link = PageLink("v1", "policies", String(version))
        return try await api.get(link, by: visit.request).text("text")
    }

    static func version(_ text: String) throws -> Int64 {
        guard let version = Int64(text), version > 0 else {
            throw ConsoleError(422, "invalid", "There is no version of this number.")
        }
        return version
    }

    // MARK: Changing

    private func check(_ visit: SiteVisit) async throws -> any Page {
        let text = Self.text(of: visit)
        let found = try await api.send(
            "POST",
            PageLink("v1", "policies", "check"),
            by: visit.request
        ) { json in
            json.key("policy")
            json.beginObject()
            json.key("text")
            json.string(text)
            json.endObject()
        }
        var page = try await base(visit, text: text)
        page.check = PolicyCheck(
            findings: found?.list("findings").map { finding in
                PolicyCheck.Finding(
                    isError: finding.text("severity") == "error",
                    line: finding.int("line") ?? 0,
                    column: finding.int("column") ?? 0,
                    path: finding.text("path"),
                    message: finding.text("message")
                )
            } ?? []
        )
        return page
    }

    private func activate(_ visit: SiteVisit) async throws -> PageLink {
        let text = Self.text(of: visit)
        let made = try await api.send("POST", Self.operation, by: visit.request) { json in
            json.note(visit.request)
            json.key("text")
            json.string(text)
        }
        return try await putInForce(made?.int("version") ?? 0, visit)
    }

    private func putInForce(_ version: Int64, _ visit: SiteVisit) async throws -> PageLink {
        let operation = PageLink("v1", "policies", String(version), "activate")
        try await api.send("POST", operation, by: visit.request) { $0.note(visit.request) }
        return PageLink("policy")
    }

    /// What stands in the form, with the ends of lines that policies have.
    private static func text(of visit: SiteVisit) -> String {
        let text = visit.request.form.first { $0.name == "text" }?.value ?? ""
        return text.split(separator: "\r\n", omittingEmptySubsequences: false)
            .joined(separator: "\n")
    }
}
