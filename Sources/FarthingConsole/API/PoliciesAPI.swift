import FarthingCore
import Synchronization

/// `/v1/policies`: the policy by which every call is judged, version by version.
///
/// It is everybody's: who has one workspace has no part in it.
package struct PoliciesAPI: Sendable {
    /// The word for the policy's file where a version's number may stand.
    static let fileWord = "file"
    /// The longest body: a policy, of which JSON may write each byte as several.
    private static let bodyBytesMax = 4 << 20

    let desk: ConsoleDesk
    let tools: any PolicyToolDesk
    let shelf: PolicyShelf
    let backtests = OneAtATime()

    package init(desk: ConsoleDesk, tools: any PolicyToolDesk) {
        self.desk = desk
        self.tools = tools
        shelf = PolicyShelf(desk.store)
    }

    package var routes: [Route] {
        [
            Route("GET", "/v1/policies", .principal(.read), list),
            route("", .administer, upload),
            Route("GET", "/v1/policies/{version}", .principal(.read), get),
            route("/check", .read, check),
            route("/diff", .read, diff),
            route("/backtest", .operate, backtest),
            route("/explain", .read, explain),
            route("/{version}/activate", .administer, activate),
            route("/roll-back", .administer, rollBack),
        ]
    }

    private func route(
        _ path: String,
        _ permission: Permission,
        _ handler: @escaping Route.Handler
    ) -> Route {
        Route(
            "POST",
            "/v1/policies" + path,
            .principal(permission),
            bodyBytesMax: Self.bodyBytesMax,
            handler
        )
    }

    /// One long question at a time, of all who ask.
    final class OneAtATime: Sendable {
        private let isBusy = Atomic(false)

        /// - Throws: ``ConsoleError`` 429 while another is answered.
        func begin() throws {
            guard isBusy.exchange(true, ordering: .acquiring) == false else {
                var error = ConsoleError(
                    429,
                    "too_many_requests",
                    "Another backtest is under way; try again when it has ended."
                )
                error.fields = [("retry-after", "5")]
                throw error
            }
        }

        func end() { isBusy.store(false, ordering: .releasing) }
    }

    // MARK: Reading

    private func list(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try mayLook(request)
        var query = QueryMembers(request)
        let page = query.page()
        let state = query.word("state", PolicyVersion.State.self)
        let before = page.after.map { Int64($0) }
        if let before, before == nil { query.fault("cursor", "is none that this list has given") }
        try query.check()
        let active = try await shelf.inForce()?.policy.version
        let versions = try await versions().reversed().filter { version in
            (state == nil || version.state(active: active) == state)
                && ((before ?? nil).map { version.number < $0 } ?? true)
        }
        return page.answer(
            Array(versions.prefix(page.limit + 1)),
            place: { String($0.number) }
        ) { version, json in
            Self.write(version, active: active, to: &json)
        }
    }

    private func get(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try mayLook(request)
        try QueryMembers(request).check()
        let active = try await shelf.inForce()?.policy.version
        let word = request.parameter("version")
        if word == Self.fileWord || word == "active" && active == nil {
            let file = try await tools.file()
            return .json { json in
                Self.writeFile(isActive: active == nil, to: &json)
                json.key("format")
                json.string(file.format.rawValue)
                json.key("text")
                json.string(String(decoding: file.bytes, as: UTF8.self))
            }
        }
        guard let number = word == "active" ? active : Int64(word),
            let version = try await shelf.find(number)?.policy
        else { throw ConsoleError.notFound("version") }
        let text = try await text(of: version)
        return .json { json in
            Self.write(version, active: active, to: &json)
            json.key("text")
            json.string(String(decoding: text.bytes, as: UTF8.self))
        }
    }

    // MARK: Uploading

    /// How often a number is chosen again that somebody else has taken.
    private static let attemptsMax = 4

    private func upload(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try mayLook(request)
        try QueryMembers(request).check()
        var body = try BodyMembers(request)
        body.refuseNull("text", "format", "note")
        let text = body.policyText("")
        let note = body.note()
        try body.check()
        guard let text else { throw ConsoleError.notFound("text") }
        let review = try await tools.review(text)
        guard review.isValid, let hash = review.hash else {
            throw Self.error(review.findings.filter(\.isError), at: "/text")
        }
        let parts = PolicyShelf.parts(of: text)
        for attempt in 1...Self.attemptsMax {
            let version = PolicyVersion(
                number: (try await versions().last?.number ?? 0) + 1,
                format: text.format,
                hash: hash,
                note: note,
                createdAtMs: desk.clockMs(),
                createdBy: request.principal?.name ?? "anybody",
                findings: review.findings,
                parts: parts.count
            )
            do {
                try await desk.change(
                    PolicyShelf.edits(version, parts: parts),
                    by: request.principal,
                    note: note
                )
            } catch let error as ConsoleError
                where error.code == "stale" && attempt < Self.attemptsMax
            {
                continue
            }
            return ConsoleAnswer.json(201) { Self.write(version, active: nil, to: &$0) }
                .with("location", "/v1/policies/\(version.number)")
        }
        throw ConsoleError(409, "conflict", "Others upload policies; try again.")
    }

    // MARK: Parts of all of them

    func mayLook(_ request: ConsoleRequest) throws {
        guard request.principal?.workspace == nil else {
            throw ConsoleError(
                403,
                "forbidden",
                "The policy is of all workspaces; who has one sees what it decides."
            )
        }
    }

    /// All of them, the oldest first.
    private func versions() async throws -> [PolicyVersion] {
        var all: [PolicyVersion] = []
        var after: String?
        while true {
            let items = try await desk.store.registry(
                PolicyVersion.collection,
                after: after,
                limit: 1_000
            )
            all += items.compactMap { PolicyVersion($0) }
            guard let last = items.last, items.count == 1_000 else { return all }
            after = last.id
        }
    }

    /// The text of a version.
    ///
    /// - Throws: ``ConsoleError`` 503 where it is not all there.
    func text(of version: PolicyVersion) async throws -> PolicyText {
        guard let text = try await shelf.text(of: version) else {
            throw ConsoleError(
                503,
                "ledger_unavailable",
                "The text of this version cannot be read."
            )
        }
        return text
    }

    /// For a policy that cannot be taken.
    ///
    /// - Parameter place: where it stands in the body.
    static func error(_ findings: [PolicyReview.Finding], at place: String) -> ConsoleError {
        let shown = findings.prefix(3).map { finding in
            let path = finding.path.isEmpty ? "" : finding.path + ": "
            return "line \(finding.line): \(path)\(PolicyFaultText.text(finding.message))"
        }
        var error = ConsoleError(
            422,
            "invalid",
            "The policy is wrong: " + shown.joined(separator: "; ") + "."
        )
        error.faults = findings.prefix(PolicyVersion.findingsMax).map { finding in
            let path = finding.path.isEmpty ? "" : finding.path + ": "
            return ConsoleError.Fault(
                place,
                path + PolicyFaultText.text(finding.message),
                at: finding.line > 0 && finding.column > 0
                    ? .init(line: finding.line, column: finding.column) : nil
            )
        }
        return error
    }

    /// Writes the members of an answer about the policy's file, which has no number.
    static func writeFile(isActive: Bool, to json: inout JSONWriter) {
        json.key("state")
        json.string((isActive ? PolicyVersion.State.active : .retired).rawValue)
        json.key("version")
        json.null()
    }

    /// Writes the members of an answer.
    static func write(_ version: PolicyVersion, active: Int64?, to json: inout JSONWriter) {
        json.key("activated_at_ms")
        json.int(version.activatedAtMs)
        json.key("created_at_ms")
        json.int(version.createdAtMs)
        json.key("created_by")
        json.string(version.createdBy)
        json.key("findings")
        json.beginArray()
        for finding in version.findings { finding.write(to: &json) }
        json.endArray()
        json.key("format")
        json.string(version.format.rawValue)
        json.key("hash")
        json.string(version.hash)
        json.key("note")
        json.string(version.note)
        json.key("state")
        json.string(version.state(active: active).rawValue)
        json.key("version")
        json.int(version.number)
    }
}
