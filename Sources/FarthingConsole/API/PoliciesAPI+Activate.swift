import FarthingCore

/// Versions that are put in force.
extension PoliciesAPI {
    func activate(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try mayLook(request)
        try QueryMembers(request).check()
        let found = try await wanted(request)
        var body = try BodyMembers(request)
        body.refuseNull("note")
        let hasExpected = body.has("expects_active")
        let expected = body.integer("expects_active", PolicyVersion.numbers)
        let note = body.note()
        try body.check()
        let current = try await shelf.inForce()
        let active = current?.policy.version
        guard !hasExpected || active == expected else {
            throw ConsoleError(
                409,
                "conflict",
                active.map { "Version \($0) is in force now; look at that." }
                    ?? "No version is in force; the policy's file is."
            )
        }
        let number = found?.policy.number ?? PolicyInForce.file
        // Where nothing was ever put in force, the file is.
        let standing = current?.policy ?? PolicyInForce(number: PolicyInForce.file)
        return try await put(
            standing.number == number ? standing : standing.replaced(by: number),
            found,
            current,
            request,
            note
        )
    }

    func rollBack(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try mayLook(request)
        try QueryMembers(request).check()
        var body = try BodyMembers(request)
        body.refuseNull("note")
        let note = body.note()
        try body.check()
        let current = try await shelf.inForce()
        let next = current?.policy.rolledBack
        let found = try await find(next?.version)
        guard let next, found != nil || next.version == nil else {
            throw ConsoleError(
                409,
                "conflict",
                "There was no version before the one that is in force."
            )
        }
        return try await put(next, found, current, request, note)
    }

    // MARK: Parts

    /// A version with the registry's version of it.
    private typealias Stored = (policy: PolicyVersion, version: Int64)

    /// The version that a path names; nil for the file.
    ///
    /// - Throws: ``ConsoleError`` 404 where there is none.
    private func wanted(_ request: ConsoleRequest) async throws -> Stored? {
        let word = request.parameter("version")
        if word == Self.fileWord { return nil }
        guard let found = try await find(Int64(word)) else {
            throw ConsoleError.notFound("version")
        }
        return found
    }

    private func find(_ number: Int64?) async throws -> Stored? {
        guard let number else { return nil }
        return try await shelf.find(number)
    }

    /// Makes a version that in force, or the file, durably; where that cannot be, it is undone.
    ///
    /// - Parameter found: nil for the file.
    private func put(
        _ next: PolicyInForce,
        _ found: Stored?,
        _ current: (policy: PolicyInForce, version: Int64)?,
        _ request: ConsoleRequest,
        _ note: String
    ) async throws -> ConsoleAnswer {
        try await check(found?.policy)
        var edits = [edit(next, current.map { .version($0.version) } ?? .absent)]
        var version = found?.policy
        version?.activatedAtMs = desk.clockMs()
        if let version, let found { edits.append(edit(version, .version(found.version))) }
        let before = try await desk.store.budgets()
        let done: ConsoleDesk.Done
        do {
            done = try await desk.change(edits, by: request.principal, note: note)
        } catch let error as ConsoleError where error.code == "stale" {
            throw ConsoleError(409, "conflict", "Another version was put in force meanwhile.")
        }
        do {
            try await desk.policies.putInForce()
        } catch {
            try await undo(done, current?.policy, found?.policy, request)
            guard let error = error as? ConsoleError, error.status == 422 else { throw error }
            throw ConsoleError(409, "policy_fault", error.detail)
        }
        let after = try await desk.store.budgets()
        let shown = version
        return .json { json in
            if let shown {
                Self.write(shown, active: shown.number, to: &json)
            } else {
                Self.writeFile(isActive: true, to: &json)
            }
            Self.writeChange(from: before, to: after, &json)
            json.key("replaced")
            json.int(current?.policy.version)
        }
    }

    /// - Throws: ``ConsoleError`` 409 where what is to be in force has an error.
    private func check(_ version: PolicyVersion?) async throws {
        let text =
            if let version { try await self.text(of: version) } else { try await tools.file() }
        let review = try await tools.review(text)
        if review.isValid { return }
        let error = Self.error(review.findings.filter(\.isError), at: "/version")
        throw ConsoleError(409, "policy_fault", error.detail)
    }

    /// What is stored must be what is in force.
    ///
    /// - Parameters:
    ///   - current: what was in force; nil where nobody had put anything in force.
    ///   - version: what was to be; nil for the file.
    private func undo(
        _ done: ConsoleDesk.Done,
        _ current: PolicyInForce?,
        _ version: PolicyVersion?,
        _ request: ConsoleRequest
    ) async throws {
        let expects = done.items.map { RegistryEdit.Expectation.version($0.version) }
        guard let first = expects.first else { return }
        var back = edit(current ?? PolicyInForce(number: PolicyInForce.file), first)
        if current == nil { back.document = nil }
        var edits = [back]
        if let version, expects.count == 2 { edits.append(edit(version, expects[1])) }
        try await desk.change(
            edits,
            by: request.principal,
            note: "undone: it could not be put in force"
        )
    }

    private func edit(
        _ policy: PolicyInForce,
        _ expects: RegistryEdit.Expectation
    ) -> RegistryEdit {
        RegistryEdit(
            collection: PolicyInForce.collection,
            id: PolicyInForce.id,
            document: policy.document,
            expects: expects
        )
    }

    private func edit(
        _ version: PolicyVersion,
        _ expects: RegistryEdit.Expectation
    ) -> RegistryEdit {
        RegistryEdit(
            collection: PolicyVersion.collection,
            id: PolicyVersion.id(version.number),
            document: version.document,
            expects: expects
        )
    }

    /// Which budgets begin, end, or have another meaning.
    private static func writeChange(
        from before: [Budget],
        to after: [Budget],
        _ json: inout JSONWriter
    ) {
        let old = Dictionary(before.map { ($0.id, $0) }) { $1 }
        let new = Dictionary(after.map { ($0.id, $0) }) { $1 }
        let changed = new.values.filter { budget in
            old[budget.id].map { !budget.keepsAccounts(of: $0) } ?? false
        }
        json.key("changed")
        json.texts(changed.map(\.id).sorted(by: utf8Precedes))
        json.key("closed")
        json.texts(old.keys.filter { new[$0] == nil }.sorted(by: utf8Precedes))
        json.key("opened")
        json.texts(new.keys.filter { old[$0] == nil }.sorted(by: utf8Precedes))
    }
}
