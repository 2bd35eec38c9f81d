import FarthingCore

/// `/v1/holds`: who has the headroom.
package struct HoldsAPI: Sendable {
    /// Open holds that are looked through: as many as a book is made for.
    private static let openMax = 1_000_000

    private let desk: ConsoleDesk

    package init(desk: ConsoleDesk) { self.desk = desk }

    package var routes: [Route] { [Route("GET", "/v1/holds", .principal(.read), list)] }

    /// Which holds come first.
    private enum Order: String, CaseIterable {
        case newest, oldest, largest
    }

    private func list(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        var query = QueryMembers(request)
        let page = query.page()
        let budget = query.name("budget", lengthMax: 128)
        let scope = query.text("scope", 0...1_024)
        let agent = query.name("agent", lengthMax: 256)
        let run = query.name("run", lengthMax: 256)
        let key = query.name("key", lengthMax: 64)
        let asked = query.name("workspace", lengthMax: 50)
        let order = query.word("order", Order.self) ?? .newest
        if scope != nil, budget == nil {
            query.fault("scope", "is the account of a budget; name that")
        }
        let after = page.after.map { Place($0) }
        if let after, after == nil { query.fault("cursor", "is none that this list has given") }
        try query.check()
        let workspace = try desk.workspaceFilter(asked, for: request.principal)
        let open = try await desk.store.openHolds(limit: Self.openMax)
        var holds: [(place: Place, hold: HoldStatement)] = []
        for hold in open {
            let isOfBudget = hold.lines.contains { line in
                line.account.budget == budget ?? line.account.budget
                    && line.account.scope == scope ?? line.account.scope
            }
            guard budget == nil || isOfBudget,
                workspace.map({ hold.scope[.project] == $0 }) ?? true,
                agent.map({ hold.scope[.agent] == $0 }) ?? true,
                run.map({ hold.scope[.run] == $0 }) ?? true,
                key.map({ hold.principal == $0 }) ?? true
            else { continue }
            let place = Place(amount: order == .largest ? hold.dollars : 0, sequence: hold.sequence)
            if let after = after ?? nil, !place.isBehind(after, order == .oldest) { continue }
            holds.append((place, hold))
        }
        holds.sort { $1.place.isBehind($0.place, order == .oldest) }
        return page.answer(Array(holds.prefix(page.limit + 1)), place: \.place.text) {
            Self.write($0.hold, to: &$1)
        }
    }

    /// Where a hold stands in the list.
    private struct Place: Hashable {
        var amount: Int64
        var sequence: Int64

        init(amount: Int64, sequence: Int64) {
            self.amount = amount
            self.sequence = sequence
        }

        init?(_ text: String) {
            let parts = text.split(separator: " ")
            guard parts.count == 2, let amount = Int64(parts[0]), let sequence = Int64(parts[1])
            else { return nil }
            self.init(amount: amount, sequence: sequence)
        }

        var text: String { "\(amount) \(sequence)" }

        /// Larger amounts come first, and of equal ones the later, or the earlier.
        func isBehind(_ other: Place, _ isOldestFirst: Bool) -> Bool {
            if amount != other.amount { return amount < other.amount }
            return isOldestFirst ? sequence > other.sequence : sequence < other.sequence
        }
    }

    static func write(_ hold: HoldStatement, to json: inout JSONWriter) {
        json.key("agent")
        json.string(hold.scope[.agent])
        json.key("created_at_ms")
        json.int(hold.createdAtMs)
        json.key("expires_at_ms")
        json.int(hold.expiresAtMs)
        json.key("id")
        json.string(hold.id.description)
        json.key("job")
        json.string(hold.job)
        json.key("key_id")
        json.string(hold.principal)
        json.key("lines")
        json.beginArray()
        for line in hold.lines {
            json.beginObject()
            json.key("amount")
            json.int(line.held)
            json.key("budget")
            json.string(line.account.budget)
            json.key("scope")
            json.string(line.account.scope)
            json.key("unit")
            json.string(line.unit.name)
            json.endObject()
        }
        json.endArray()
        json.key("model")
        json.string(hold.scope[.model])
        json.key("receipt")
        json.int(hold.sequence)
        json.key("run")
        json.string(hold.scope[.run])
        json.key("sent")
        json.bool(hold.isSent)
        json.key("tool")
        json.string(hold.scope[.tool])
        json.key("workspace")
        json.string(hold.scope[.project])
    }
}

extension HoldStatement {
    /// What it holds in dollars, as far as that is known.
    fileprivate var dollars: Int64 {
        var most: Int64 = 0
        for line in lines {
            let unit = LineUnit(unit: line.unit, rateNanos: line.rateNanos)
            if unit.followsCost { most = max(most, unit.dollars(within: line.held)) }
        }
        return most
    }
}
