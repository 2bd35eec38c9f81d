import FarthingCore

/// `/v1/people`.
package struct PeopleAPI: Sendable {
    let desk: ConsoleDesk
    let people: People
    let sessions: Sessions

    package init(desk: ConsoleDesk, people: People, sessions: Sessions) {
        self.desk = desk
        self.people = people
        self.sessions = sessions
    }

    package var routes: [Route] {
        [
            Route("GET", "/v1/people", .principal(.administer), list),
            Route("PUT", "/v1/people/{person}", .principal(.administer), put),
            Route("DELETE", "/v1/people/{person}", .principal(.administer), remove),
        ]
    }

    private func list(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        var query = QueryMembers(request)
        let page = query.page()
        try query.check()
        var found = people.all(of: request.principal?.workspace)
        if let after = page.after { found = found.filter { utf8Precedes(after, $0.id) } }
        return page.answer(Array(found.prefix(page.limit + 1)), place: \.id) { person, json in
            write(person, people.find(person.id)?.version ?? 1, to: &json)
        }
    }

    private func put(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try QueryMembers(request).check()
        let id = try Self.id(of: request)
        let old = people.find(id)
        try check(old?.person, for: request.principal)
        var body = try BodyMembers(request)
        body.refuseNull("name", "roles", "approves", "note")
        if !body.has("roles") { body.fault("roles", "must be given") }
        let person = RegisteredPerson(
            id: id,
            name: body.line("name", 0...100) ?? "",
            roles: Self.roles(&body),
            workspace: body.text("workspace", 1...50),
            approves: body.groups("approves"),
            createdAtMs: old?.person.createdAtMs ?? desk.clockMs()
        )
        let note = body.note()
        try body.check()
        try checkReach(of: person, for: request.principal)
        let expects = try Revision.expectedByPut(request, version: old?.version)
        let done = try await desk.change(
            [
                RegistryEdit(
                    collection: RegisteredPerson.collection,
                    id: id,
                    document: person.document,
                    expects: expects
                )
            ],
            by: request.principal,
            note: note
        )
        people.take(done.items)
        if old.map({ !person.maySame(as: $0.person) }) ?? true {
            // What somebody may do is in the sessions that were begun before, by groups too.
            sessions.endAll(of: Person.principalName(id))
        }
        let version = done.items.first?.version ?? 1
        let answer = ConsoleAnswer.json(old == nil ? 201 : 200) { write(person, version, to: &$0) }
            .with("etag", Revision.etag(version))
        guard old == nil else { return answer }
        return answer.with("location", "/v1/people/" + FormText.encode(id))
    }

    private func remove(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        var query = QueryMembers(request)
        let note = query.note()
        try query.check()
        let expects = try Revision.expectedOrAny(request)
        let id = People.id(request.parameter("person"))
        guard let old = people.find(id) else { throw ConsoleError.notFound("person") }
        try check(old.person, for: request.principal)
        let done = try await desk.change(
            [
                RegistryEdit(
                    collection: RegisteredPerson.collection,
                    id: id,
                    document: nil,
                    expects: expects
                )
            ],
            by: request.principal,
            note: note
        )
        people.take(done.items)
        sessions.endAll(of: Person.principalName(id))
        return .done
    }

    // MARK: Parts

    private static func id(of request: ConsoleRequest) throws -> String {
        let text = request.parameter("person")
        guard (1...255).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            var error = ConsoleError(422, "invalid", "This is nobody's address or subject.")
            error.faults = [
                ConsoleError.Fault("person", "must have 1 to 255 visible ASCII characters")
            ]
            throw error
        }
        return People.id(text)
    }

    private static func roles(_ body: inout BodyMembers) -> Set<Role> {
        let words = body.texts("roles", 1...16, countMax: Role.allCases.count) ?? []
        let roles = Set(words.compactMap(Role.init(rawValue:)))
        if roles.count < words.count {
            let all = Role.allCases.map(\.rawValue).joined(separator: ", ")
            body.fault("roles", "must name each once, of \(all)")
        }
        return roles
    }

    /// Whoever has one workspace knows of nobody else's people.
    private func check(_ person: RegisteredPerson?, for principal: Principal?) throws {
        guard let workspace = principal?.workspace, let person else { return }
        guard person.workspace == workspace else { throw ConsoleError.notFound("person") }
    }

    /// Nobody gives what reaches further than their own.
    private func checkReach(of person: RegisteredPerson, for principal: Principal?) throws {
        if let workspace = person.workspace {
            guard principal?.mayEnter(workspace) ?? true,
                desk.registry.workspace(workspace) != nil
            else { throw ConsoleError.notFound("workspace") }
        }
        guard principal?.workspace != nil else { return }
        guard person.workspace != nil, person.approves.isEmpty else {
            throw ConsoleError(
                403,
                "forbidden",
                "Who has one workspace lets people into it alone, and into no groups of approvers, "
                    + "which are everybody's."
            )
        }
    }

    // MARK: Answers

    private func write(_ person: RegisteredPerson, _ version: Int64, to json: inout JSONWriter) {
        json.key("approves")
        json.texts(person.approves)
        json.key("created_at_ms")
        json.int(person.createdAtMs)
        json.key("id")
        json.string(person.id)
        json.key("last_sign_in_at_ms")
        json.int(people.signedInAtMs(person.id))
        json.key("name")
        json.string(person.name)
        json.key("roles")
        json.texts(person.sortedRoles.map(\.rawValue))
        json.key("version")
        json.int(version)
        json.key("workspace")
        json.string(person.workspace)
    }
}

extension RegisteredPerson {
    /// Whether a session of `other` says of this one what it may.
    fileprivate func maySame(as other: RegisteredPerson) -> Bool {
        roles == other.roles && workspace == other.workspace
    }
}
