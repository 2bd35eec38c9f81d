import FarthingCore

/// Adds up what settled calls would have counted in budgets that they did not know.
struct OpeningCount {
    struct Target: Hashable {
        var budget: Budget
        var fromMs: Int64
    }

    private let targets: [Target]
    private var units: UnitHistory
    /// What a dollar is in the currencies of the targets.
    private let rates: [String: Int64]
    private var open: [HoldID: AdmittedCall] = [:]
    /// Where edits have moved lines of holds while these were open.
    private var moved: [HoldID: [Int: AccountKey]] = [:]
    /// The amounts per account scope, by the id of each budget.
    private(set) var sums: [String: [String: Int64]] = [:]

    init(_ budgets: [Budget], units: UnitHistory, rates: [String: Int64], nowMs: Int64) {
        self.units = units
        self.rates = rates
        targets = Self.targets(budgets, nowMs)
    }

    /// The windows that are open, which say what counts: none for budgets that begin at nothing.
    static func targets(_ budgets: [Budget], _ nowMs: Int64) -> [Target] {
        budgets.compactMap { budget in
            if budget.countsFromNow || budget.unit == .concurrent { return nil }
            switch budget.window {
            case .call: return nil
            case .rolling(let lengthMs): return Target(budget: budget, fromMs: nowMs - lengthMs)
            default:
                let interval = budget.window.interval(containing: nowMs, zone: budget.zone)
                return Target(budget: budget, fromMs: interval.startMs)
            }
        }
    }

    /// The earliest window's start; nil when there is nothing to count.
    var fromMs: Int64? { targets.map(\.fromMs).min() }

    mutating func take(_ entry: Entry, find: (Int64) throws -> Entry?) throws {
        switch entry.body {
        case .setBudget(let budget, let generation, _): units.note(budget, generation)
        case .hold(let admission):
            open[admission.id] = AdmittedCall(admission, entry.atMs)
        case .charge(let admission, let amounts):
            let call = AdmittedCall(admission, entry.atMs)
            // It was charged as it was held: its bound is what it cost.
            add(CallCost(asHeld: call, amounts, units), of: call, sign: 1)
        case .settle(let settlement): try take(settlement, find)
        case .expire(let hold, let held, let isCharged):
            guard let call = open.removeValue(forKey: hold.id), isCharged else { return }
            add(CallCost(asHeld: call, held, units), of: call, sign: 1)
        case .release(let hold, _): open[hold.id] = nil
        case .move(_, let moves):
            for move in moves {
                moved[move.hold.id, default: [:]][move.line] = move.account
                open[move.hold.id]?.lines[move.line].account = move.account
            }
        default: break
        }
    }

    private mutating func take(
        _ settlement: Entry.Settlement,
        _ find: (Int64) throws -> Entry?
    ) throws {
        if settlement.kind == .weaker { return }
        if let call = open.removeValue(forKey: settlement.hold.id) {
            add(CallCost(call, settlement, units), of: call, sign: 1)
            return
        }
        // A correction, or a hold from before the window.
        guard let opening = try find(settlement.hold.openedSequence),
            case .hold(let admission) = opening.body
        else { return }
        var call = AdmittedCall(admission, opening.atMs)
        for (line, account) in moved[admission.id] ?? [:] { call.lines[line].account = account }
        add(CallCost(call, settlement, units), of: call, sign: 1)
        guard let corrected = settlement.corrects, let earlier = try find(corrected) else { return }
        switch earlier.body {
        case .settle(let before): add(CallCost(call, before, units), of: call, sign: -1)
        case .expire(_, let held, true):
            add(CallCost(asHeld: call, held, units), of: call, sign: -1)
        default: break
        }
    }

    private mutating func add(_ cost: CallCost, of call: AdmittedCall, sign: Int64) {
        for target in targets
        where call.admittedMs >= target.fromMs && target.budget.match.matches(call.scope) {
            let amount = cost.amount(in: target.budget.unit, rates)
            guard amount != 0 else { continue }
            let scope = call.scope.key(per: target.budget.per)
            let sum = sums[target.budget.id]?[scope] ?? 0
            sums[target.budget.id, default: [:]][scope] =
                min(Money.maxNanos, max(0, sum + sign * amount))
        }
    }
}
