/// What is wrong with a form, as whoever filled it in knows it: by the labels of its fields.
enum FormWords {
    /// The labels by the fields' names.
    private static let labels: [String: String] = [
        "id": "Id", "limit": "Limit", "window": "Window", "countFrom": "It counts",
        "timezone": "Time zone",
        "per": "An account for each", "match": "Counts calls with", "scope": "Account",
        "amount": "Amount", "note": "Note", "name": "Name", "cost": "Cost of one call",
        "workspace": "Workspace", "category": "Category", "description": "Description",
        "days": "Days until it expires", "word": "The word to confirm", "text": "Policy",
        "decision": "Decision", "version": "Version", "from": "From", "to": "To",
        "agent": "Agent", "team": "Team", "model": "Model", "tool": "Tool",
        "unknown_tools": "Tools without a price",
        "approval_minutes": "Minutes that an approval waits",
        "session_minutes": "Minutes that a sign-in lasts", "alerts": "Alerts",
        "burn_rate_percent": "Alert at this pace, in percent",
        "exhaustion_minutes": "Alert when a budget is used up within, in minutes",
        "unaccounted": "Alert above so much unaccounted spend in a day",
    ]

    /// The forms' fields by the names that the API has for them.
    private static let fields: [String: String] = [
        "cost_nanos": "cost", "expires_at_ms": "days", "confirm": "word", "policy": "text",
        "approval_hold_ms": "approval_minutes", "session_ms": "session_minutes",
        "exhaustion_within_ms": "exhaustion_minutes", "unaccounted_nanos": "unaccounted",
    ]

    /// Members that only gather others.
    private static let wrappers: Set<Substring> = ["definition", "alerts", "call"]

    /// The same error about the form's own fields, each by its label.
    ///
    /// - Parameter path: the form's address.
    static func said(_ error: ConsoleError, of path: String) -> ConsoleError {
        var said = error
        said.faults = error.faults.map { fault in
            let name = field(fault.place)
            let label = label(name, of: path)
            return .init(name, label.map { "\($0): \(fault.detail)" } ?? fault.detail)
        }
        return said
    }

    /// The form's field that a place in a request is of, as `limit` for `/definition/limit`.
    static func field(_ place: String) -> String {
        let parts = place.split(separator: "/")
        let rest = parts.count > 1 ? parts.drop { wrappers.contains($0) } : parts[...]
        let name = String(rest.first ?? "")
        return fields[name] ?? name
    }

    private static func label(_ name: String, of path: String) -> String? {
        // A key's scope is what it may be used for; a budget's is an account.
        if name == "scope", path.hasPrefix("/keys") { return "May be used for" }
        return labels[name]
    }
}

extension ConsoleError {
    /// That one field of a form is wrong.
    static func field(_ name: String, _ detail: String) -> ConsoleError {
        var error = ConsoleError(422, "invalid", detail)
        error.faults = [.init(name, detail)]
        return error
    }
}
