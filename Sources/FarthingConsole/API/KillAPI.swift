import FarthingCore

/// `/v1/kill`: the switch that stops everything, or a tenant.
package struct KillAPI: Sendable {
    private let kills: Kills

    package init(kills: Kills) { self.kills = kills }

    package var routes: [Route] {
        [
            Route("GET", "/v1/kill", .principal(.read), list),
            Route("POST", "/v1/kill", .principal(.operate), kill),
            Route("POST", "/v1/kill/lift", .principal(.operate), lift),
        ]
    }

    /// What can be stopped here.
    private enum Target: String, CaseIterable {
        case everything, tenant
    }

    private func list(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try QueryMembers(request).check()
        return answer()
    }

    private func kill(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try QueryMembers(request).check()
        var body = try BodyMembers(request)
        let target = target(&body)
        let confirm = body.line("confirm", 1...256)
        if !body.has("confirm") { body.fault("confirm", "must be given") }
        body.refuseNull("confirm", "note")
        let note = body.note()
        try body.check()
        try mayStopAll(request)
        guard let target, confirm == target.name ?? target.kind else {
            throw ConsoleError(
                409,
                "confirmation",
                "Nothing was stopped: confirm must be the word everything, or the tenant's name."
            )
        }
        let outcome = try await kills.kill(target, by: request.principal, note: note)
        return .json { outcome.write(to: &$0) }
    }

    private func lift(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try QueryMembers(request).check()
        var body = try BodyMembers(request)
        let target = target(&body)
        body.refuseNull("note")
        let note = body.note()
        try body.check()
        try mayStopAll(request)
        guard let target else { throw ConsoleError.notFound("target") }
        try await kills.lift(target, by: request.principal, note: note)
        return answer()
    }

    // MARK: Parts

    private func target(_ body: inout BodyMembers) -> KillTarget? {
        body.refuseNull("target", "tenant")
        if !body.has("target") { body.fault("target", "must be given") }
        let kind = body.word("target", Target.self)
        let tenant = body.line("tenant", 1...256)
        switch kind {
        case .everything:
            if tenant != nil { body.fault("tenant", "is for the target tenant") }
            return .everything
        case .tenant:
            if !body.has("tenant") { body.fault("tenant", "must be given") }
            return tenant.map { .tenant($0) }
        case nil: return nil
        }
    }

    private func mayStopAll(_ request: ConsoleRequest) throws {
        guard request.principal?.workspace == nil else {
            throw ConsoleError(
                403,
                "forbidden",
                "Who has one workspace stops its agents and runs, and not those of others."
            )
        }
    }

    private func answer() -> ConsoleAnswer {
        .json { json in
            json.key("items")
            json.beginArray()
            for kill in kills.killSwitch.kills {
                guard Target(rawValue: kill.target.kind) != nil else { continue }
                json.beginObject()
                json.key("at_ms")
                json.int(kill.atMs)
                json.key("by")
                json.string(kill.by)
                json.key("note")
                json.string(kill.note)
                json.key("sequence")
                json.int(kill.sequence)
                json.key("target")
                json.string(kill.target.kind)
                json.key("tenant")
                json.string(kill.target.name)
                json.endObject()
            }
            json.endArray()
        }
    }
}
