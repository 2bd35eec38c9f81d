import FarthingCore
import FarthingPages

/// What is done to budgets and their accounts by forms.
extension SiteRoutes {
    func topUp(_ visit: SiteVisit) async throws -> PageLink {
        let budget = try await found(visit)
        if !budget.per.isEmpty, visit.request.said("scope").isEmpty {
            throw ConsoleError.field("scope", "name the account that is topped up.")
        }
        let amount = visit.request.said("amount")
        guard !amount.isEmpty else { throw ConsoleError.field("amount", "say how much, as 5.") }
        // With its unit or without, as people write it.
        let isBare = amount.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || byte == UInt8(ascii: ".")
        }
        return try await change("top-up", .toppedUp, visit) { json in
            json.key("amount")
            json.string(isBare ? amount + " " + budget.unit.name : amount)
        }
    }

    func change(_ verb: String, _ done: PageDone) -> Route {
        form("/budgets/{budget}/" + verb, .operate) { try await change(verb, done, $0) }
    }

    private func change(
        _ verb: String,
        _ done: PageDone,
        _ visit: SiteVisit,
        _ write: (inout JSONWriter) -> Void = { _ in }
    ) async throws -> PageLink {
        let budget = try await found(visit)
        let operation = PageLink("v1", "budgets", budget.id, verb)
        let said = visit.request.said("scope")
        let scope = said.isEmpty ? nil : try await scope(said, of: budget)
        try await api.send("POST", operation, by: visit.request) { json in
            write(&json)
            json.note(visit.request)
            guard let scope else { return }
            json.key("scope")
            json.string(scope)
        }
        let nowMs = desk.clockMs()
        let accounts = try await desk.store.accounts().filter { account in
            account.key.budget == budget.id && account.windowEndsMs > nowMs
                && scope ?? account.key.scope == account.key.scope
        }
        let page = PageLink("budgets", budget.id)
        // One alone does not go on while all are paused together.
        if done == .resumed, scope != nil, accounts.contains(where: \.isPaused) {
            return page.saying(.stillPaused)
        }
        return page.saying(done, Int64(accounts.count))
    }

    /// The account that somebody names, as the list shows it or as its key has it.
    ///
    /// - Throws: ``ConsoleError`` 422 where no account is like that, and no registered agent would have
    ///   it.
    private func scope(_ said: String, of budget: Budget) async throws -> String {
        let keys = try await desk.store.accounts().filter { $0.key.budget == budget.id }
            .map(\.key)
        if let key = keys.first(where: { $0.scope == said }) { return key.scope }
        let shown = keys.filter { self.shown($0) == said }
        if shown.count == 1, let key = shown.first { return key.scope }
        // An agent that has not called today has its account with its first call.
        let prefix = "agent="
        if budget.per == [.agent], said.hasPrefix(prefix),
            desk.registry.agent(String(said.dropFirst(prefix.count))) != nil
        {
            return said
        }
        throw ConsoleError.field(
            "scope",
            shown.isEmpty
                ? "no account is like that."
                : "several accounts are like that; name the agent by its id."
        )
    }

    func createBudget(_ visit: SiteVisit) async throws -> PageLink {
        let id = visit.request.said("id")
        let match = try Self.pairs(visit.request.said("match"), of: "match")
        let per = visit.request.said("per").split(separator: ",").map { String($0).trimmedOfSpace }
        let operation = PageLink("v1", "budgets")
        let made = try await api.send("POST", operation, by: visit.request) { json in
            json.key("definition")
            json.beginObject()
            if visit.request.said("countFrom") == "now" {
                json.key("countFrom")
                json.string("now")
            }
            json.key("id")
            json.string(id)
            json.key("limit")
            json.string(visit.request.said("limit"))
            if !match.isEmpty {
                json.key("match")
                json.pairs(match)
            }
            if !per.isEmpty {
                json.key("per")
                json.texts(per)
            }
            for name in ["timezone", "window"] where !visit.request.said(name).isEmpty {
                json.key(text: name)
                json.string(visit.request.said(name))
            }
            json.endObject()
            if let workspace = visit.workspace {
                json.key("workspace")
                json.string(workspace)
            }
        }
        let isFull = made.map { $0.list("warnings").contains { _ in true } } ?? false
        return PageLink("budgets", id).saying(isFull ? .createdFull : .created)
    }

    /// Dimensions and values as forms have them: `team=finance, model=gpt-5*`.
    ///
    /// - Throws: ``ConsoleError`` 422 for what is none.
    static func pairs(
        _ text: String,
        of field: String
    ) throws -> [(name: String, value: String)] {
        try text.split(separator: ",").map { part in
            let halves = part.split(separator: "=", maxSplits: 1).map { String($0).trimmedOfSpace }
            guard halves.count == 2, halves.allSatisfy({ !$0.isEmpty }) else {
                throw ConsoleError.field(
                    field,
                    "dimensions and values are written as team=finance, agent=researcher."
                )
            }
            return (name: halves[0], value: halves[1])
        }
    }
}
