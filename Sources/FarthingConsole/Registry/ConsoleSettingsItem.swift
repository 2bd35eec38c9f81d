package import FarthingCore

/// How the console behaves, as people have set it.
package struct ConsoleSettingsItem: Hashable, Sendable {
    /// The collection of the registry, and the id of the one item in it that this is.
    package static let collection = "settings"
    package static let id = "console"

    /// How long an approval may wait: from a minute to 30 days.
    package static let approvalHoldMsBounds: ClosedRange<Int64> = 60_000...2_592_000_000
    /// How long a sign-in may last: from five minutes to 30 days.
    package static let sessionMsBounds: ClosedRange<Int64> = 300_000...2_592_000_000

    /// When events `alert.*` are made.
    package struct Alerts: Hashable, Sendable {
        package static let burnRatePercentBounds: ClosedRange<Int64> = 100...100_000
        package static let exhaustionWithinMsBounds: ClosedRange<Int64> = 60_000...2_592_000_000

        package var isEnabled = true
        /// Of an account that spends at this share of the pace that would use it up exactly.
        package var burnRatePercent: Int64 = 200
        /// Of an account that will be used up so soon.
        package var exhaustionWithinMs: Int64 = 3_600_000
        /// Of charges of calls whose usage is not known, in a day and nano-dollars.
        package var unaccountedNanos: Int64 = 1_000_000_000

        package init() {}
    }

    /// How long a tool's call waits for a decision.
    package var approvalHoldMs = ToolAsk.usualWaitMs
    /// What a tool costs that is not registered.
    package var unknownTools = AgentGov.UnknownTools.estimate
    /// How long a sign-in lasts.
    package var sessionMs = Sessions.usualLifeMs
    package var alerts = Alerts()

    /// What holds where nobody has set anything.
    package init() {}

    /// Reads a document of the registry; what is not there, or is nothing that this version knows, is
    /// as where nobody has set anything.
    package init(_ node: JSONNode) {
        self.init()
        if let word = node.member("unknownTools")?.string
            .flatMap(AgentGov.UnknownTools.init(rawValue:))
        {
            unknownTools = word
        }
        approvalHoldMs = node.member("approvalHoldMs")?.int64 ?? approvalHoldMs
        sessionMs = node.member("sessionMs")?.int64 ?? sessionMs
        guard let part = node.member("alerts") else { return }
        alerts.isEnabled = part.member("isEnabled")?.bool ?? alerts.isEnabled
        alerts.burnRatePercent = part.member("burnRatePercent")?.int64 ?? alerts.burnRatePercent
        alerts.exhaustionWithinMs =
            part.member("exhaustionWithinMs")?.int64 ?? alerts.exhaustionWithinMs
        alerts.unaccountedNanos = part.member("unaccountedNanos")?.int64 ?? alerts.unaccountedNanos
    }

    /// The document of the registry.
    package var document: [UInt8] {
        RegistryText.object { json in
            json.key("alerts")
            json.beginObject()
            json.key("burnRatePercent")
            json.int(alerts.burnRatePercent)
            json.key("exhaustionWithinMs")
            json.int(alerts.exhaustionWithinMs)
            json.key("isEnabled")
            json.bool(alerts.isEnabled)
            json.key("unaccountedNanos")
            json.int(alerts.unaccountedNanos)
            json.endObject()
            json.key("approvalHoldMs")
            json.int(approvalHoldMs)
            json.key("sessionMs")
            json.int(sessionMs)
            json.key("unknownTools")
            json.string(unknownTools.rawValue)
        }
    }
}
