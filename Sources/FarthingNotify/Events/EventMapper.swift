package import FarthingCore

/// Makes events of entries: the journal is their only source, so that each can be told again.
///
/// Takes entries in their order; entries that it has taken before give the same events again.
package struct EventMapper: Sendable {
    package private(set) var exhaustion: ExhaustionLog
    /// The budgets as the journal has defined them last.
    private var budgets: [String: Known] = [:]

    /// In which people are told.
    private let language: Language

    private struct Known: Hashable, Sendable {
        var unit: BudgetUnit
        var limit: Int64
    }

    /// - Parameters:
    ///   - exhaustion: what was known of accounts that refuse.
    ///   - budgets: the budgets as they are, where the journal is not read from its beginning.
    package init(
        exhaustion: ExhaustionLog,
        budgets: [Budget] = [],
        language: Language = .english
    ) {
        self.language = language
        self.exhaustion = exhaustion
        for budget in budgets { note(budget) }
    }

    /// The events of an entry.
    ///
    /// - Parameter find: looks an earlier entry up; nil where it cannot be read.
    package mutating func take(
        _ entry: Entry,
        at sequence: Int64,
        find: (Int64) -> Entry? = { _ in nil }
    ) -> [Event] {
        var events = taken(entry, at: sequence, find: find)
        for index in events.indices { events[index].language = language }
        return events
    }

    private mutating func taken(
        _ entry: Entry,
        at sequence: Int64,
        find: (Int64) -> Entry?
    ) -> [Event] {
        let place = EventPlace(sequence: sequence)
        defer { exhaustion.advance(to: sequence + 1) }
        switch entry.body {
        case .warning(let warning): return [event(warning, place, entry.atMs)]
        case .refusal(let refused): return events(refused, place, entry.atMs)
        case .topUp(let account, let change):
            exhaustion.gaveRoom(budget: account.budget, scope: account.scope, at: sequence)
            return [event(account, change, place, entry.atMs)]
        case .refund(let account, _):
            exhaustion.gaveRoom(budget: account.budget, scope: account.scope, at: sequence)
            return []
        case .reset(let budget, let scope, let generation, let note):
            exhaustion.gaveRoom(budget: budget, scope: scope, at: sequence)
            var event = mark(.budgetReset, budget, scope, note, place, entry.atMs)
            event.add("generation", generation)
            return [event]
        case .pause(let budget, let scope, let note):
            return [mark(.budgetPaused, budget, scope, note, place, entry.atMs)]
        case .resume(let budget, let scope, let note):
            return [mark(.budgetResumed, budget, scope, note, place, entry.atMs)]
        case .freeze(let budget, let note):
            return [mark(.budgetFrozen, budget, nil, note, place, entry.atMs)]
        case .unfreeze(let budget, let note):
            return [mark(.budgetUnfrozen, budget, nil, note, place, entry.atMs)]
        case .setBudget(let budget, _, _):
            if budgets[budget.id]?.limit ?? Int64.max < budget.limit {
                exhaustion.gaveRoom(budget: budget.id, scope: nil, at: sequence)
            }
            note(budget)
            return []
        case .setLimit(let budget, let scope, _, _):
            // Where it is lower, the account's next refusal is told of once more.
            exhaustion.gaveRoom(budget: budget, scope: scope, at: sequence)
            return []
        case .setPolicy(let id, let version, let hash):
            var event = Event(.policyChanged, place: place, atMs: entry.atMs)
            event.add("policy_id", id)
            event.add("policy_version", version)
            event.add("policy_hash", hash)
            return [event]
        case .note(.registry(let change)):
            return Self.alert(change, place, entry.atMs).map { [$0] } ?? []
        default: return Self.approvalEvents(entry, at: place, find: find)
        }
    }

    /// Notes that everything before an entry was looked at.
    package mutating func advance(to sequence: Int64) { exhaustion.advance(to: sequence) }

    private mutating func note(_ budget: Budget) {
        budgets[budget.id] = Known(unit: budget.unit, limit: budget.limit)
    }

    private func event(_ warning: Warning, _ place: EventPlace, _ atMs: Int64) -> Event {
        var event = Event(.budgetWarning, place: place, atMs: atMs)
        event.set(warning.account)
        event.unit = budgets[warning.account.budget]?.unit
        event.limit = warning.limit
        event.spent = warning.spent
        event.shareBasisPoints = warning.atBasisPoints
        return event
    }

    private func event(
        _ account: AccountKey,
        _ change: AccountChange,
        _ place: EventPlace,
        _ atMs: Int64
    ) -> Event {
        var event = mark(
            .budgetToppedUp,
            account.budget,
            account.scope,
            change.note,
            place,
            atMs
        )
        event.unit = budgets[account.budget]?.unit
        event.amount = change.amount
        return event
    }

    private func mark(
        _ type: EventType,
        _ budget: String,
        _ scope: String?,
        _ note: String,
        _ place: EventPlace,
        _ atMs: Int64
    ) -> Event {
        var event = Event(type, place: place, atMs: atMs)
        event.budget = budget
        event.scope = scope
        event.note = note
        return event
    }

    private mutating func events(
        _ refused: Entry.Refused,
        _ place: EventPlace,
        _ atMs: Int64
    ) -> [Event] {
        let refusal = refused.refusal
        var call = Event(.callRefused, place: place, atMs: atMs)
        if let account = refusal.account {
            call.set(account)
            call.unit = refusal.unit
            call.limit = refusal.limit
            call.spent = refusal.spent
            call.held = refusal.held
            call.needed = refusal.needed
            call.windowEndsMs = refusal.windowEndsMs == Int64.max ? nil : refusal.windowEndsMs
        }
        var first = call
        call.principal = refused.context.principal
        call.add("code", refusal.code.rawValue)
        call.add("rule", refusal.rule)
        call.add(refused.context)
        guard refusal.code == .overLimit, let account = refusal.account,
            exhaustion.isFirst(account, at: place.sequence)
        else { return [call] }
        first.type = .budgetExhausted
        first.place = place.next
        return [call, first]
    }
}
