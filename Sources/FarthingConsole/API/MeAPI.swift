import FarthingCore

/// `/v1/me`: who asks.
package struct MeAPI: Sendable {
    let people: People
    let sessions: Sessions
    let keys: any KeyDesk

    package init(people: People, sessions: Sessions, keys: any KeyDesk) {
        self.people = people
        self.sessions = sessions
        self.keys = keys
    }

    package var routes: [Route] { [Route("GET", "/v1/me", .principal(nil), get)] }

    private func get(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try QueryMembers(request).check()
        let principal = request.principal ?? .anybody
        return .json { json in
            json.key("approves")
            json.texts(people.approves(of: principal))
            json.key("expires_at_ms")
            json.int(expiresAtMs(of: principal, request))
            json.key("kind")
            switch principal.kind {
            case .adminToken: json.string("admin_token")
            case .person: json.string("person")
            case .key: json.string("key")
            case .nobody: json.string("nobody")
            }
            json.key("name")
            json.string(principal.name)
            json.key("permissions")
            json.texts(Permission.allCases.filter(principal.permissions.contains).map(\.rawValue))
            json.key("workspace")
            json.string(principal.workspace)
        }
    }

    private func expiresAtMs(of principal: Principal, _ request: ConsoleRequest) -> Int64? {
        switch principal.kind {
        case .person: sessions.endsAtMs(of: request)
        case .key(let key): keys.expiresAtMs(ofKey: key.id)
        case .adminToken, .nobody: nil
        }
    }
}
