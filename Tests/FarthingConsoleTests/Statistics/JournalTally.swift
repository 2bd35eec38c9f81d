import FarthingCore

@testable import FarthingConsole

/// What a journal's calls come to, added up once more from whole entries, the way that exports tell them:
/// slowly, with everything in memory.
struct JournalTally {
    /// Dollars, as `farthing receipts export` has them, and refunds in their own currency.
    var nanos: [String: Int64] = [:]
    /// By agent and currency.
    var byAgent: [String: [String: Int64]] = [:]
    /// By hour and currency.
    var byHour: [Int64: [String: Int64]] = [:]
    var calls: [String: Int64] = [:]
    var refused: [String: Int64] = [:]
    var accounts: [AccountKey: Int64] = [:]
    var tokens: Int64 = 0

    private var budgets: [(id: String, generation: Int64, budget: Budget)] = []
    private var admitted: [Int64: Entry.Admission] = [:]
    private var entries: [Entry] = []

    init(_ stored: [[UInt8]]) throws {
        for bytes in stored {
            let document = try JSONDocument(bytes)
            guard let entry = Entry(document.root) else { throw Unreadable() }
            entries.append(entry)
            take(entry, Int64(entries.count - 1))
        }
    }

    struct Unreadable: Error {}

    private mutating func take(_ entry: Entry, _ sequence: Int64) {
        switch entry.body {
        case .setBudget(let budget, let generation, _):
            budgets.append((id: budget.id, generation: generation, budget: budget))
        case .hold(let admission):
            admitted[sequence] = admission
            admit(admission)
        case .charge(let admission, let amounts):
            admitted[sequence] = admission
            admit(admission)
            add(cost(admission.lines, amounts, nil), 1, admission.context.scope, entry.atMs)
        case .move(_, let moves):
            for move in moves {
                admitted[move.hold.openedSequence]?.lines[move.line].account = move.account
            }
        case .settle(let settlement):
            guard settlement.kind != .weaker,
                let call = admitted[settlement.hold.openedSequence]
            else { return }
            let scope = call.context.scope
            add(cost(call.lines, settlement.amounts, settlement.usage), 1, scope, entry.atMs)
            tokens += settlement.usage.map { $0.inputTokens + $0.outputTokens } ?? 0
            guard let corrects = settlement.corrects else { return }
            switch entries[Int(corrects)].body {
            case .settle(let before):
                add(cost(call.lines, before.amounts, before.usage), -1, scope, entry.atMs)
                tokens -= before.usage.map { $0.inputTokens + $0.outputTokens } ?? 0
            case .expire(_, let held, isCharged: true):
                add(cost(call.lines, held, nil), -1, scope, entry.atMs)
            case .charge(_, let amounts):
                add(cost(call.lines, amounts, nil), -1, scope, entry.atMs)
            default: break
            }
        case .expire(let hold, let held, isCharged: true):
            guard let call = admitted[hold.openedSequence] else { return }
            add(cost(call.lines, held, nil), 1, call.context.scope, entry.atMs)
        case .refund(let account, let change):
            guard case .money(let currency)? = unit(account) else { return }
            var scope = Scope()
            for agent in ["a1", "a2", "a3"] where account.scope == "agent=\(agent)" {
                scope[.agent] = agent
            }
            add((currency, change.amount), -1, scope, entry.atMs)
        case .refusal(let refusal):
            refused[refusal.context.scope[.agent] ?? "", default: 0] += 1
        case .refusals(let repeats):
            guard case .refusal(let first) = entries[Int(repeats.first)].body else { return }
            refused[first.context.scope[.agent] ?? "", default: 0] += repeats.count
        default: break
        }
    }

    private mutating func admit(_ admission: Entry.Admission) {
        calls[admission.context.scope[.agent] ?? "", default: 0] += 1
        for account in Set(admission.lines.map(\.account)) {
            let window = definition(account)?.window
            guard let window, window != .call, window != .run else { continue }
            accounts[account, default: 0] += 1
        }
    }

    private mutating func add(
        _ cost: (currency: String, nanos: Int64),
        _ sign: Int64,
        _ scope: Scope,
        _ atMs: Int64
    ) {
        let nanos = sign * cost.nanos
        self.nanos[cost.currency, default: 0] += nanos
        byAgent[scope[.agent] ?? "", default: [:]][cost.currency, default: 0] += nanos
        byHour[atMs / 3_600_000 * 3_600_000, default: [:]][cost.currency, default: 0] += nanos
    }

    /// A reset begins a generation without a definition of its own.
    private func definition(_ account: AccountKey) -> Budget? {
        budgets.filter { $0.id == account.budget && $0.generation <= account.generation }
            .max { $0.generation < $1.generation }?.budget
    }

    private func unit(_ account: AccountKey) -> BudgetUnit? { definition(account)?.unit }

    private func cost(
        _ lines: [Entry.Admission.Line],
        _ amounts: [Int64],
        _ usage: SettledUsage?
    ) -> (currency: String, nanos: Int64) {
        let units = lines.map { line in
            unit(line.account).map { LineUnit(unit: $0, rateNanos: line.rateNanos) }
        }
        let pairs = Array(zip(units, amounts))
        if let exact = pairs.filter({ $0.0 == .dollars }).map(\.1).max() { return ("USD", exact) }
        if let usage { return ("USD", usage.costNanos) }
        let converted = pairs.compactMap { unit, amount in
            unit.flatMap { $0.followsCost ? $0.dollars(within: amount) : nil }
        }
        if let dollars = converted.max() { return ("USD", dollars) }
        for (unit, _) in pairs {
            guard case .money(let currency)? = unit?.unit else { continue }
            return (currency, pairs.filter { $0.0?.unit == unit?.unit }.map(\.1).max() ?? 0)
        }
        return ("USD", 0)
    }
}
