import Crypto
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
        let asked = visit.request.asked("version")
        let active = try await active(visit)
        let version = asked == "file" ? PolicyPage.file : Int64(asked) ?? active ?? PolicyPage.file
        let seen = active.map(String.init) ?? "file"
        var shown = text
        if shown == nil { shown = try await self.text(of: version, visit) }
        return PolicyPage(
            version: version,
            isFileInForce: active == nil,
            seen: seen,
            text: shown ?? "",
            versions: versions.map { version in
                PolicyPage.Version(
                    number: version.int("version") ?? 0,
                    isInForce: version.text("state") == "active",
                    by: version.text("created_by"),
                    note: version.text("note"),
                    atMs: version.int("activated_at_ms") ?? version.int("created_at_ms") ?? 0,
                    seen: seen
                )
            },
            more: more(found, visit)
        )
    }

    /// The version that is in force; nil for the file.
    private func active(_ visit: SiteVisit) async throws -> Int64? {
        var list = Self.operation
        list.query = [.init("state", PolicyVersion.State.active.rawValue)]
        return try await api.get(list, by: visit.request).list("items").first?.int("version")
    }

    /// The text of a version or of the file; empty for a file that cannot be read.
    func text(of version: Int64, _ visit: SiteVisit) async throws -> String {
        let isFile = version == PolicyPage.file
        let link = PageLink("v1", "policies", isFile ? "file" : String(version))
        do {
            return try await api.get(link, by: visit.request).text("text")
        } catch let error as ConsoleError where isFile && error.status == 503 {
            return ""
        }
    }

    /// The version that a form names, or ``PolicyPage/file``.
    ///
    /// - Throws: ``ConsoleError`` 422 for neither.
    static func version(_ text: String) throws -> Int64 {
        if text == "file" { return PolicyPage.file }
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
        if found?.isTrue("valid") ?? false {
            page.diff = try await change(to: text, from: page.seen, visit)
            page.reviewed = Self.mark(of: text)
        }
        return page
    }

    /// What a text would change of what is in force.
    private func change(
        to text: String,
        from seen: String,
        _ visit: SiteVisit
    ) async throws -> PolicyDiff? {
        let from = try Self.version(seen)
        let old = try await self.text(of: from, visit)
        // A file that cannot be read is compared with nothing.
        if old.isEmpty { return nil }
        let found = try await api.send(
            "POST",
            PageLink("v1", "policies", "diff"),
            by: visit.request
        ) { json in
            json.key("new")
            json.beginObject()
            json.key("text")
            json.string(text)
            json.endObject()
            json.key("old")
            json.beginObject()
            json.key("text")
            json.string(old)
            json.endObject()
        }
        return PolicyDiff(
            from: from,
            to: PolicyPage.draft,
            verdict: Self.verdict(found?.text("verdict") ?? ""),
            lines: Self.lines(old, text)
        )
    }

    /// Tells one text from another.
    private static func mark(of text: String) -> String {
        SHA256.hash(data: Array(text.utf8)).prefix(16).map { String($0, radix: 16) }
            .joined(separator: "-")
    }

    private func activate(_ visit: SiteVisit) async throws -> PageLink {
        let text = Self.text(of: visit)
        guard visit.request.said("reviewed") == Self.mark(of: text) else {
            throw ConsoleError(
                409,
                "not_checked",
                "The text was changed since it was checked: check it again before it is put in force."
            )
        }
        let made = try await api.send("POST", Self.operation, by: visit.request) { json in
            json.note(visit.request)
            json.key("text")
            json.string(text)
        }
        guard let version = made?.int("version"), version != PolicyPage.file else {
            throw ConsoleError.notFound("version")
        }
        return try await putInForce(version, visit)
    }

    private func putInForce(_ version: Int64, _ visit: SiteVisit) async throws -> PageLink {
        let name = version == PolicyPage.file ? "file" : String(version)
        let operation = PageLink("v1", "policies", name, "activate")
        let seen = visit.request.said("seen")
        try await api.send("POST", operation, by: visit.request) { json in
            // What somebody else has put in force meanwhile is not overridden unseen.
            if !seen.isEmpty {
                json.key("expects_active")
                json.int(seen == "file" ? nil : Int64(seen))
            }
            json.note(visit.request)
        }
        return PageLink("policy")
    }

    /// What stands in the form, with the ends of lines that policies have.
    private static func text(of visit: SiteVisit) -> String {
        let text = visit.request.form.first { $0.name == "text" }?.value ?? ""
        return text.split(separator: "\r\n", omittingEmptySubsequences: false)
            .joined(separator: "\n")
    }
}
