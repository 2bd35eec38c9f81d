/// What a form has done, as the address of the next page says it: one of these words, and a count.
package enum PageDone: String, Sendable, CaseIterable {
    case paused, resumed, reset, stopped, lifted, created, registered, revoked, saved, approved,
        denied
    case toppedUp = "topped-up"
    case inForce = "in-force"
    case stillPaused = "still-paused"
    /// Of a budget that refuses from the start.
    case createdFull = "created-full"

    /// The sentence for it.
    ///
    /// - Parameter count: of how many accounts; nil where that is no matter.
    package func notice(_ count: Int64?) -> PageNotice {
        guard let count, let verb = accountsVerb else {
            return PageNotice(isWarning ? .warn : .good, sentence)
        }
        if count <= 0 { return PageNotice(.none, "\(verb), and no account is open yet.") }
        return PageNotice(.good, "\(verb) \(counted(count, "account")).")
    }

    private var isWarning: Bool { self == .createdFull || self == .stillPaused }

    /// What accounts were; nil for what is done to none.
    private var accountsVerb: String? {
        switch self {
        case .paused: "Paused"
        case .resumed: "Resumed"
        case .reset: "Reset"
        case .toppedUp: "Topped up"
        case .stopped, .lifted, .created, .createdFull, .registered, .revoked, .saved, .approved,
            .denied, .inForce, .stillPaused:
            nil
        }
    }

    private var sentence: String {
        switch self {
        case .paused: "It is paused: its calls are refused until it is resumed."
        case .resumed: "It is resumed: its calls are admitted again, within its budgets."
        case .reset: "It is reset: it counts from zero again."
        case .toppedUp: "It is topped up until its window ends."
        case .stopped: "It is stopped: nothing more is admitted."
        case .lifted: "It goes on: calls are admitted again, within their budgets."
        case .created: "It is created and in force."
        case .createdFull:
            "It is created and in force, and full already: what was spent in its window counts, so "
                + "that calls are refused. Raise its limit, or remove it and create one that counts "
                + "from now on."
        case .registered: "The tool is registered at this price."
        case .revoked: "The key is revoked: calls with it are refused."
        case .saved: "The settings are saved."
        case .approved: "It is approved."
        case .denied: "It is denied, and its money given back."
        case .inForce: "It is in force."
        case .stillPaused:
            "It is still paused, since all accounts are paused together: resume with no account named."
        }
    }
}

extension PageLink {
    /// The page's address, saying what was done.
    package func saying(_ done: PageDone, _ count: Int64? = nil) -> PageLink {
        let link = adding("done", done.rawValue)
        return count.map { link.adding("count", String($0)) } ?? link
    }
}
