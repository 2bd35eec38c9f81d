import FarthingCore
import Synchronization

@testable import FarthingConsole

/// Sums over a journal in memory, by looking at each entry anew at each question.
final class MemoryStatistics: StatisticsDesk {
    private struct State: Sendable {
        var entries: [Entry] = []
        var budgets: [Budget] = []
        var isDown = false
    }

    /// A call as the entries tell it.
    private struct Call {
        var admission: Entry.Admission
        var atMs: Int64
        /// Nil while it is open.
        var amounts: [Int64]?
        var isGivenBack = false
    }

    private let state = Mutex(State())

    /// Takes an entry of the journal.
    func take(_ entry: Entry) {
        state.withLock { state in
            state.entries.append(entry)
            switch entry.body {
            case .setBudget(let budget, _, _):
                state.budgets.removeAll { $0.id == budget.id }
                state.budgets.append(budget)
            case .removeBudget(let id): state.budgets.removeAll { $0.id == id }
            default: break
            }
        }
    }

    /// The budgets that were set and not removed.
    var budgets: [Budget] { state.withLock { $0.budgets } }

    /// The journal.
    var entries: [Entry] { state.withLock { $0.entries } }

    /// Has every question fail, or no more.
    func setDown(_ isDown: Bool) { state.withLock { $0.isDown = isDown } }

    func calls(in account: AccountKey) async throws -> Int64 {
        try check()
        return Int64(
            calls.filter { call in
                !call.isGivenBack && call.admission.lines.contains { $0.account == account }
            }.count
        )
    }

    func sums(_ question: StatisticsQuestion) async throws -> [StatisticsSum] {
        try check()
        // What is not kept is no answer here either.
        _ = try StatisticsPlan(question)
        var sums: [String: StatisticsSum] = [:]
        var agents: [String: Set<String>] = [:]
        for call in calls {
            guard let amounts = call.amounts, let amount = amounts.first,
                (question.fromMs..<question.toMs).contains(call.atMs)
            else { continue }
            let scope = call.admission.context.scope
            guard question.filter.allSatisfy({ scope[$0.key] == $0.value }) else { continue }
            let value = question.by.flatMap { scope[$0] } ?? ""
            let budget = call.admission.lines.first?.account.budget
            let unit = budgets.first { $0.id == budget }?.unit.name ?? "USD"
            let name = unit + "/" + value
            var sum =
                sums[name] ?? StatisticsSum(value: value, currency: unit, calls: 0, costNanos: 0)
            sum.calls += 1
            sum.costNanos += amount
            agents[name, default: []].insert(scope[.agent] ?? "")
            if question.by == .tool { sum.agents = Int64(agents[name]?.count ?? 0) }
            sums[name] = sum
        }
        return Array(sums.values)
    }

    func reasons(prefix: String) async throws -> [String: Int64] {
        try check()
        var counts: [String: Int64] = [:]
        for (index, entry) in entries.enumerated() {
            switch entry.body {
            case .hold(let admission), .charge(let admission, _):
                count(admission.context, 1, prefix, in: &counts)
            case .refusal(let refused) where refused.refusal.code != .paused:
                count(refused.context, 1, prefix, in: &counts)
            case .refusals(let repeats) where repeats.code != .paused && repeats.first < index:
                guard case .refusal(let refused) = entries[Int(repeats.first)].body else {
                    continue
                }
                count(refused.context, repeats.count, prefix, in: &counts)
            default: break
            }
        }
        return counts
    }

    private func count(
        _ context: CallContext,
        _ times: Int64,
        _ prefix: String,
        in counts: inout [String: Int64]
    ) {
        for reason in context.reasons where reason.hasPrefix(prefix) {
            counts[reason, default: 0] += times
        }
    }

    private func check() throws {
        if state.withLock({ $0.isDown }) {
            throw ConsoleError(503, "statistics_behind", "The sums cannot be read.")
        }
    }

    private var calls: [Call] {
        var calls: [Call] = []
        var places: [HoldID: Int] = [:]
        for entry in entries {
            switch entry.body {
            case .hold(let admission):
                places[admission.id] = calls.count
                calls.append(Call(admission: admission, atMs: entry.atMs))
            case .charge(let admission, let amounts):
                calls.append(Call(admission: admission, atMs: entry.atMs, amounts: amounts))
            case .settle(let settlement):
                if let place = places[settlement.hold.id] {
                    calls[place].amounts = settlement.amounts
                }
            case .release(let hold, _), .expire(let hold, _, false):
                if let place = places[hold.id] { calls[place].isGivenBack = true }
            case .expire(let hold, let held, true):
                if let place = places[hold.id] { calls[place].amounts = held }
            default: break
            }
        }
        return calls
    }
}
