import FarthingCore

/// Versions that are put in force.
extension PoliciesAPI {
    func activate(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try mayLook(request)
        try QueryMembers(request).check()
        guard let number = Int64(request.parameter("version")),
            let found = try await shelf.find(number)
        else { throw ConsoleError.notFound("version") }
        var body = try BodyMembers(request)
        body.refuseNull("note")
        let hasExpected = body.has("expects_active")
        let expected = body.integer("expects_active", PolicyVersion.numbers)
        let note = body.note()
        try body.check()
        let current = try await shelf.inForce()
        guard !hasExpected || current?.policy.number == expected else {
            throw ConsoleError(
                409,
                "conflict",
                current.map { "Version \($0.policy.number) is in force now; look at that." }
                    ?? "No version is in force; the policy's file is."
            )
        }
        let isInForce = current?.policy.number == number
        let next = isInForce ? current?.policy : current?.policy.replaced(by: number)
        return try await put(
            next ?? PolicyInForce(number: number),
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
        guard let next = current?.policy.rolledBack, let found = try await shelf.find(next.number)
        else {
            throw ConsoleError(
                409,
                "conflict",
                "There was no version before the one that is in force."
            )
        }
        return try await put(next, found, current, request, note)
    }

    // MARK: Parts

    /// Makes a version that in force, durably; where that cannot be, it is undone.
    private func put(
        _ next: PolicyInForce,
        _ found: (policy: PolicyVersion, version: Int64),
        _ current: (policy: PolicyInForce, version: Int64)?,
        _ request: ConsoleRequest,
        _ note: String
    ) async throws -> ConsoleAnswer {
        let review = try await tools.review(try await text(of: found.policy))
        if !review.isValid {
            let error = Self.error(review.findings.filter(\.isError), at: "/version")
            throw ConsoleError(409, "policy_fault", error.detail)
        }
        var version = found.policy
        version.activatedAtMs = desk.clockMs()
        let before = try await desk.store.budgets()
        let done: ConsoleDesk.Done
        do {
            done = try await desk.change(
                [
                    edit(next, current.map { .version($0.version) } ?? .absent),
                    edit(version, .version(found.version)),
                ],
                by: request.principal,
                note: note
            )
        } catch let error as ConsoleError where error.code == "stale" {
            throw ConsoleError(409, "conflict", "Another version was put in force meanwhile.")
        }
        do {
            try await desk.policies.putInForce()
        } catch {
            try await undo(done, current?.policy, found.policy, request)
            guard let error = error as? ConsoleError, error.status == 422 else { throw error }
            throw ConsoleError(409, "policy_fault", error.detail)
        }
        let after = try await desk.store.budgets()
        return .json { json in
            Self.write(version, active: version.number, to: &json)
            Self.writeChange(from: before, to: after, &json)
            json.key("replaced")
            json.int(current?.policy.number)
        }
    }

    /// What is stored must be what is in force.
    private func undo(
        _ done: ConsoleDesk.Done,
        _ current: PolicyInForce?,
        _ version: PolicyVersion,
        _ request: ConsoleRequest
    ) async throws {
        guard done.items.count == 2 else { return }
        let expects = done.items.map { RegistryEdit.Expectation.version($0.version) }
        var back = edit(current ?? PolicyInForce(number: version.number), expects[0])
        if current == nil { back.document = nil }
        try await desk.change(
            [back, edit(version, expects[1])],
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
