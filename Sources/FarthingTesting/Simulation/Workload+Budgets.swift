import FarthingCore

extension Workload {
    mutating func budget(_ id: String) -> Budget {
        let unit = random.pick(Workload.units) ?? .tokens
        var budget = Budget(
            id: id,
            per: random.chance(50) ? [.agent] : [],
            unit: unit,
            limit: limit(unit),
            window: window(),
            zone: random.pick(Workload.zones) ?? .utc,
            isEnforced: random.chance(85)
        )
        budget.thresholds = thresholds()
        budget.warnsByDefault = random.chance(50)
        return budget
    }

    private static let units: [BudgetUnit] = [
        .money("USD"), .money("USD"), .money("USD"), .tokens, .calls, .concurrent,
        .credits("gold"),
    ]

    static let zones: [ZoneRules] = [
        .utc, SampleZone.halfHour, SampleZone.summer, SampleZone.west,
    ]

    private mutating func limit(_ unit: BudgetUnit) -> Int64 {
        switch unit {
        case .money: random.int(1_000...1_000_000)
        case .tokens: random.int(1_000...10_000)
        case .calls: random.int(3...20)
        case .concurrent: random.int(1...6)
        case .credits: random.int(10...500)
        }
    }

    private mutating func window() -> Window {
        let windows: [Window] = [
            .call, .run, .minute, .hour, .day, .day, .week, .month, .total, .total,
            .rolling(lengthMs: 1_000), .rolling(lengthMs: 10_000), .rolling(lengthMs: 64_000),
            .rolling(lengthMs: 3_600_000),
        ]
        return random.pick(windows) ?? .total
    }

    private mutating func thresholds() -> [Threshold] {
        var thresholds: [Threshold?] = []
        if random.chance(30) { thresholds.append(Threshold(atBasisPoints: 5_000, action: .warn)) }
        if random.chance(20) { thresholds.append(Threshold(atBasisPoints: 8_000, action: .warn)) }
        if random.chance(15) {
            thresholds.append(Threshold(atBasisPoints: random.int(7_000...10_000), action: .block))
        }
        if random.chance(15) {
            thresholds.append(Threshold(atBasisPoints: random.int(7_000...10_000), action: .pause))
        }
        return thresholds.compactMap { $0 }
    }

    /// A limit for one account: mostly near what is used of it, sometimes nothing, sometimes out of
    /// bounds.
    mutating func setLimit(_ model: Model) -> Command {
        let id = anyBudgetID()
        let scope = anyScope(id)
        var limit: Int64? = model.budgets[id].map { self.limit($0.definition.unit) }
        if random.chance(40), let key = model.currentKey(id, scope) {
            limit = max(0, model.spent(key) + model.held(key) + random.int(-1...20))
        }
        switch random.int(1...20) {
        case 1...4: limit = nil
        case 5: limit = 0
        case 6: limit = random.chance(50) ? -1 : 900_000_000_000_000_001
        case 7: limit = 1_000_000_000_000
        default: break
        }
        return .setLimit(budget: id, scope: scope, limit: limit, note: "")
    }

    /// An edit of a budget: of what keeps its accounts, or of what they mean.
    mutating func edit(_ model: Model) -> Command {
        guard let old = random.pick(budgets) else { return .tick }
        var budget = model.budgets[old.id]?.definition ?? old
        var opening: [String: Int64] = [:]
        switch random.int(1...14) {
        case 1...3: budget.limit = limit(budget.unit)
        case 4...5: budget.thresholds = thresholds()
        case 6: budget.isEnforced.toggle()
        case 7:
            budget.window = window()
            budget.countsFromNow = random.chance(40)
            opening[anyScope(budget.id)] = random.int(0...budget.limit)
        case 8: budget.zone = random.pick(Workload.zones) ?? .utc
        case 9: budget.limit = -1
        case 10: budget.per = budget.per.isEmpty ? [.agent] : []
        case 11...12:
            budget.unit = random.pick(Workload.units) ?? .tokens
            budget.limit = limit(budget.unit)
        case 13:
            let pattern = Glob(random.pick(["a1", "*", "b*"]) ?? "*")
            budget.match = Match(pattern.map { [Match.Term(dimension: .agent, pattern: $0)] } ?? [])
        default: break
        }
        return .setBudget(budget, opening: opening)
    }
}
