import FarthingCore

/// `/v1/settings`.
package struct SettingsAPI: Sendable {
    let desk: ConsoleDesk
    let settings: SettingsInForce

    package init(desk: ConsoleDesk, settings: SettingsInForce) {
        self.desk = desk
        self.settings = settings
    }

    package var routes: [Route] {
        [
            Route("GET", "/v1/settings", .principal(.administer), get),
            Route("PATCH", "/v1/settings", .principal(.administer), edit),
        ]
    }

    private func get(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try check(request)
        let stored = settings.stored
        return answer(stored.settings, stored.version)
    }

    private func edit(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try check(request)
        let old = settings.stored
        var body = try BodyMembers(request)
        let new = body.settings(old.settings)
        let note = body.note()
        try body.check()
        try request.refuseEmptyPatch()
        let expects = try expected(request, old.version)
        do {
            let done = try await desk.change(
                [
                    RegistryEdit(
                        collection: ConsoleSettingsItem.collection,
                        id: ConsoleSettingsItem.id,
                        document: new.document,
                        expects: expects
                    )
                ],
                by: request.principal,
                note: note
            )
            settings.take(done.items)
            return answer(new, done.items.first?.version ?? 1)
        } catch let error as ConsoleError where error.code == "stale" {
            let item = try await desk.store.registryItem(
                ConsoleSettingsItem.collection,
                ConsoleSettingsItem.id
            )
            settings.take(item.map { [$0] } ?? [])
            throw stale(settings.stored.version)
        }
    }

    /// They are everybody's.
    private func check(_ request: ConsoleRequest) throws {
        try QueryMembers(request).check()
        guard request.principal?.workspace == nil else {
            throw ConsoleError(403, "forbidden", "The settings are everybody's, not a workspace's.")
        }
    }

    // MARK: Versions

    /// What the registry must have, by what the request has seen. What holds where nobody has set
    /// anything is version 1 to clients, so that each version here is one more than the registry's.
    private func expected(
        _ request: ConsoleRequest,
        _ version: Int64
    ) throws -> RegistryEdit.Expectation {
        let seen = try Revision.expected(request)
        if case .version(let seen) = seen, seen != version + 1 { throw stale(version) }
        // What is patched is what was read here, whatever the request says.
        return version == 0 ? .absent : .version(version)
    }

    private func stale(_ version: Int64) -> ConsoleError {
        var error = ConsoleError(
            412,
            "stale",
            "The settings were changed meanwhile: they have version \(version + 1). Read them again."
        )
        error.fields = [("etag", Revision.etag(version + 1))]
        return error
    }

    // MARK: Answers

    private func answer(_ settings: ConsoleSettingsItem, _ version: Int64) -> ConsoleAnswer {
        ConsoleAnswer.json { json in
            json.key("alerts")
            json.beginObject()
            json.key("burn_rate_percent")
            json.int(settings.alerts.burnRatePercent)
            json.key("enabled")
            json.bool(settings.alerts.isEnabled)
            json.key("exhaustion_within_ms")
            json.int(settings.alerts.exhaustionWithinMs)
            json.key("unaccounted_nanos")
            json.int(settings.alerts.unaccountedNanos)
            json.endObject()
            json.key("approval_hold_ms")
            json.int(settings.approvalHoldMs)
            json.key("session_ms")
            json.int(settings.sessionMs)
            json.key("unknown_tools")
            json.string(settings.unknownTools.rawValue)
            json.key("version")
            json.int(version + 1)
        }
        .with("etag", Revision.etag(version + 1))
    }
}

extension BodyMembers {
    /// Settings with what is given in the place of what was; faults are noted.
    fileprivate mutating func settings(_ old: ConsoleSettingsItem) -> ConsoleSettingsItem {
        typealias Item = ConsoleSettingsItem
        refuseNull("approval_hold_ms", "unknown_tools", "session_ms", "alerts", "note")
        var new = old
        new.approvalHoldMs =
            integer("approval_hold_ms", Item.approvalHoldMsBounds) ?? old.approvalHoldMs
        new.unknownTools = word("unknown_tools", AgentGov.UnknownTools.self) ?? old.unknownTools
        new.sessionMs = integer("session_ms", Item.sessionMsBounds) ?? old.sessionMs
        guard let alerts = node("alerts"), alerts.kind != .null else { return new }
        guard alerts.kind == .object else {
            fault("alerts", "must be an object")
            return new
        }
        for (name, value) in alerts.members {
            switch name {
            case "enabled":
                if let word = value.bool {
                    new.alerts.isEnabled = word
                } else {
                    fault("alerts/enabled", "must be true or false")
                }
            case "burn_rate_percent":
                set(&new.alerts.burnRatePercent, name, value, Item.Alerts.burnRatePercentBounds)
            case "exhaustion_within_ms":
                set(
                    &new.alerts.exhaustionWithinMs,
                    name,
                    value,
                    Item.Alerts.exhaustionWithinMsBounds
                )
            case "unaccounted_nanos":
                set(&new.alerts.unaccountedNanos, name, value, 0...Money.maxNanos)
            // What was sent is not repeated.
            default: fault("alerts", "has a member that is none of them")
            }
        }
        return new
    }

    private mutating func set(
        _ setting: inout Int64,
        _ name: String,
        _ node: JSONNode,
        _ bounds: ClosedRange<Int64>
    ) {
        guard let number = node.int64, bounds.contains(number) else {
            fault(
                "alerts/" + name,
                "must be a whole number from \(bounds.lowerBound) to \(bounds.upperBound)"
            )
            return
        }
        setting = number
    }
}
