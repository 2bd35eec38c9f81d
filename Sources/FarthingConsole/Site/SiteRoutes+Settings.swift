import FarthingCore
import FarthingPages

/// What can be set while the server runs.
extension SiteRoutes {
    var settingsRoutes: [Route] {
        [page("/settings", settings), form("/settings", .administer, save)]
    }

    private static let minuteMs: Int64 = 60_000

    private func settings(_ visit: SiteVisit) async throws -> any Page {
        let isAdmin = visit.principal.permissions.contains(.administer)
        var shown: [SettingsPage.Setting] = []
        var hooks: [SettingsPage.Webhook] = []
        // Who has one workspace sees what is of it alone.
        if isAdmin, visit.principal.workspace == nil {
            if api.has("GET", "/v1/settings") {
                shown = Self.settings(
                    try await api.get(PageLink("v1", "settings"), by: visit.request)
                )
            }
            if api.has("GET", "/v1/webhooks") {
                let list = PageLink("v1", "webhooks", query: [.init("limit", "200")])
                hooks = try await api.get(list, by: visit.request).list("items").map(Self.webhook)
            }
        }
        let counts = desk.registry.counts
        let stopped = killSwitch?.kills.contains { $0.target == .everything } ?? false
        return SettingsPage(
            settings: shown,
            webhooks: hooks,
            facts: [
                .init("Version", pages.version),
                .init("Workspaces", String(desk.registry.workspaces.count)),
                .init("Agents", String(counts.agents)),
                .init("Registered tools", String(counts.tools)),
                .init("Entries of the journal", String(try await desk.statistics.countedUntil())),
            ],
            isStopped: stopped,
            mayStop: mayStopAll(visit)
        )
    }

    private static func settings(_ node: JSONNode) -> [SettingsPage.Setting] {
        let alerts = node.member("alerts")
        func number(_ name: String, _ unitMs: Int64) -> String {
            String((node.int(name) ?? 0) / unitMs)
        }
        return [
            SettingsPage.Setting(
                name: "unknown_tools",
                label: "Tools without a price",
                help: "Whether a call of one costs what its agent says, or is refused.",
                kind: .choice(AgentGov.UnknownTools.allCases.map(\.rawValue)),
                value: node.text("unknown_tools")
            ),
            SettingsPage.Setting(
                name: "approval_minutes",
                label: "Minutes that an approval waits",
                help: "Then the call is refused, and its money given back.",
                kind: .number,
                value: number("approval_hold_ms", minuteMs)
            ),
            SettingsPage.Setting(
                name: "session_minutes",
                label: "Minutes that a sign-in lasts",
                help: "At most; one that is idle ends sooner.",
                kind: .number,
                value: number("session_ms", minuteMs)
            ),
            SettingsPage.Setting(
                name: "alerts",
                label: "Alerts",
                help: "Tell webhooks of spend that runs away.",
                kind: .toggle,
                value: alerts?.isTrue("enabled") ?? false ? "true" : "false"
            ),
            SettingsPage.Setting(
                name: "burn_rate_percent",
                label: "Alert at this pace, in percent",
                help: "100 is the pace that uses a budget up exactly.",
                kind: .number,
                value: String(alerts?.int("burn_rate_percent") ?? 0)
            ),
            SettingsPage.Setting(
                name: "exhaustion_minutes",
                label: "Alert when a budget is used up within, in minutes",
                help: "At the pace of the last hour.",
                kind: .number,
                value: String((alerts?.int("exhaustion_within_ms") ?? 0) / minuteMs)
            ),
            SettingsPage.Setting(
                name: "unaccounted",
                label: "Alert above so much unaccounted spend in a day, in USD",
                help: "Calls whose cost was not told, and is charged as held.",
                kind: .number,
                value: decimal(alerts?.int("unaccounted_nanos") ?? 0)
            ),
        ]
    }

    private static func webhook(_ node: JSONNode) -> SettingsPage.Webhook {
        let delivery = node.member("delivery")
        let isOn = node.isTrue("enabled")
        let isFailing = (delivery?.int("behind") ?? 0) > 0 && (delivery?.int("failed") ?? 0) > 0
        return SettingsPage.Webhook(
            url: node.text("url"),
            events: node.list("types").compactMap(\.string),
            state: !isOn
                ? PageMark("off", .none)
                : isFailing ? PageMark("behind", .warn) : PageMark("on", .good),
            deliveredAtMs: delivery?.int("last_taken_at_ms"),
            failure: isOn ? failure(delivery) : nil
        )
    }

    /// What is to be known of a receiver that takes nothing.
    private static func failure(_ delivery: JSONNode?) -> String? {
        guard let delivery, let reason = delivery.member("last_error")?.string else { return nil }
        let waiting = delivery.int("behind") ?? 0
        return reason + (waiting > 0 ? "; \(waiting) entries wait" : "")
    }

    private static func decimal(_ nanos: Int64) -> String {
        var fraction = String(String(nanos % 1_000_000_000 + 1_000_000_000).dropFirst())
        while fraction.last == "0" { fraction.removeLast() }
        return String(nanos / 1_000_000_000) + (fraction.isEmpty ? "" : "." + fraction)
    }

    // MARK: Saving

    private func save(_ visit: SiteVisit) async throws -> PageLink {
        let request = visit.request
        let old = Self.settings(try await api.get(PageLink("v1", "settings"), by: request))
        // What was left as it was shown is not touched: it may be finer than it was shown.
        var said: [String: String] = [:]
        for setting in old {
            var value = request.said(setting.name)
            if case .toggle = setting.kind, value.isEmpty { value = "false" }
            if value != setting.value { said[setting.name] = value }
        }
        if said.isEmpty { return PageLink("settings") }
        let minutes = try Self.wholes(
            said,
            ["approval_minutes", "session_minutes", "exhaustion_minutes", "burn_rate_percent"]
        )
        let unaccountedNanos = said["unaccounted"].flatMap(Self.nanos)
        guard said["unaccounted"] == nil || unaccountedNanos != nil else {
            throw ConsoleError.field("unaccounted", "a number like 1.50.")
        }
        try await api.send(
            "PATCH",
            PageLink("v1", "settings"),
            by: request,
            fields: [("if-match", "*")]
        ) { json in
            json.key("alerts")
            json.beginObject()
            json.whole("burn_rate_percent", minutes["burn_rate_percent"])
            if let isOn = said["alerts"] {
                json.key("enabled")
                json.bool(isOn == "true")
            }
            json.whole("exhaustion_within_ms", minutes["exhaustion_minutes"], Self.minuteMs)
            json.whole("unaccounted_nanos", unaccountedNanos)
            json.endObject()
            json.whole("approval_hold_ms", minutes["approval_minutes"], Self.minuteMs)
            json.whole("session_ms", minutes["session_minutes"], Self.minuteMs)
            if let word = said["unknown_tools"] {
                json.key("unknown_tools")
                json.string(word)
            }
        }
        return PageLink("settings").saying(.saved)
    }

    private static func wholes(
        _ said: [String: String],
        _ names: [String]
    ) throws -> [String: Int64] {
        var found: [String: Int64] = [:]
        for name in names {
            guard let text = said[name] else { continue }
            guard let number = Int64(text), (0...10_000_000).contains(number) else {
                throw ConsoleError.field(name, "a whole number up to 10,000,000.")
            }
            found[name] = number
        }
        return found
    }
}

extension JSONWriter {
    /// Writes a number in units of something, where there is one.
    fileprivate mutating func whole(_ name: String, _ value: Int64?, _ unit: Int64 = 1) {
        guard let value else { return }
        key(text: name)
        int(value * unit)
    }
}
