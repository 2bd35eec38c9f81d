import FarthingCore

/// The events of alerts: the console keeps each as an item of the registry.
extension EventMapper {
    /// Where alerts are kept.
    private static let collection = "alerts"

    /// The event of an alert; nil for another item, and for one that is removed.
    static func alert(_ change: RegistryChange, _ place: EventPlace, _ atMs: Int64) -> Event? {
        guard change.collection == collection, let document = change.document,
            let root = try? JSONDocument(document).root, let type = type(root)
        else { return nil }
        var event = Event(type, place: place, atMs: atMs)
        event.budget = root.member("budget")?.string
        event.scope = root.member("scope")?.string.flatMap { $0.isEmpty ? nil : $0 }
        event.unit = root.member("unit")?.string.flatMap { BudgetUnit(name: $0) }
        event.limit = root.member("limit")?.int64
        event.spent = root.member("spent")?.int64
        event.windowEndsMs = root.member("windowEndsMs")?.int64
        if event.budget != nil { event.held = root.member("held")?.int64 }
        if let percent = root.member("ratePercent")?.int64 { event.add("rate_percent", percent) }
        if let usedUpMs = root.member("usedUpMs")?.int64 { event.set("used_up", timeMs: usedUpMs) }
        return event
    }

    private static func type(_ root: JSONNode) -> EventType? {
        switch root.member("kind")?.string {
        case "burnRate": .alertBurnRate
        case "exhaustion": .alertExhaustion
        case "unaccounted": .alertUnaccounted
        default: nil
        }
    }
}
