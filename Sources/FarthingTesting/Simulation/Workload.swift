import FarthingCore

/// Makes up commands: a busy, careless and dishonest set of callers, the same for the same seed.
struct Workload: Sendable {
    var random: SeededGenerator
    var clockMs: Int64
    private(set) var budgets: [Budget] = []
    /// What was asked for, by hold, so that it can be extended.
    var requests: [HoldID: HoldRequest] = [:]
    private var recent: [Command] = []
    private var setUp: [Command] = []

    static let contexts = [("agent-one", "a1"), ("agent-two", "a2")].map { principal, agent in
        CallContext(
            principal: principal,
            provider: "scripted",
            modelRequested: "model",
            modelResolved: "model",
            policyID: "simulation",
            policyVersion: 1,
            isEnforced: true,
            priceBook: "none",
            scope: scope(of: agent)
        )
    }

    private static func scope(of agent: String) -> Scope {
        var scope = Scope()
        scope[.agent] = agent
        return scope
    }

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        // Near the days on which the clocks are changed, a month's end, a leap day that is none.
        let starts: [Int64] = [
            1_774_742_400_000, 1_792_886_000_000, 1_798_750_000_000, 1_803_850_000_000,
            1_790_000_000_000,
        ]
        clockMs = (random.pick(starts) ?? 0) + random.int(0...3_600_000)
        for number in 0...random.int(2...5) { budgets.append(budget("budget-\(number)")) }
        setUp = budgets.map { .setBudget($0, opening: [:]) }.reversed()
        if seed % 50 == 7 { setUp.insert(contentsOf: crowd(), at: 0) }
    }

    /// The next command; the model tells what there is to act on.
    mutating func command(_ model: Model) -> Command {
        if let command = setUp.popLast() { return command }
        let command = random.chance(8) ? again(model) ?? anew(model) : anew(model)
        recent.append(command)
        if recent.count > 8 { recent.removeFirst() }
        if case .hold(let request) = command { requests[request.id] = request }
        return command
    }

    /// One call more than may wait for approval at a time, each of its own subject.
    private mutating func crowd() -> [Command] {
        guard let budget = budgets.first else { return [] }
        return (0...100).map { number in
            .hold(
                HoldRequest(
                    id: newID(),
                    lines: [HoldLine(budget: budget.id, scope: "", base: 0)],
                    expiresAtMs: clockMs + 1_000,
                    isSent: false,
                    approval: ApprovalAsk(
                        subject: "crowd \(number)",
                        terms: ApprovalTerms(group: "finance")
                    ),
                    context: Workload.contexts[1]
                )
            )
        }
    }

    /// A command of late once more, as after a lost reply.
    private mutating func again(_ model: Model) -> Command? {
        guard let command = random.pick(recent) else { return nil }
        let request: HoldRequest
        switch command {
        case .hold(let found): request = found
        // A store finds a charge without a key by its id.
        case .charge(let found) where found.key != nil: request = found
        default: return command
        }
        guard let index = model.byID[request.id], model.holds[index].state != .open else {
            return command
        }
        // A store finds a closed hold again by the client's key only.
        guard let key = request.key, model.byKey[key.name] == index,
            !model.open.contains(where: { model.holds[$0].key?.name == key.name })
        else { return nil }
        return command
    }

    private mutating func anew(_ model: Model) -> Command {
        let standing = budgets.contains { budget in
            guard let facts = model.budgets[budget.id] else { return false }
            return facts.isFrozen || facts.isPaused || facts.isRemoved
                || !facts.pausedScopes.isEmpty
        }
        if standing, random.chance(12) { return repair(model) }
        switch random.int(1...100) {
        case ...30: return .hold(hold(model))
        case ...34: return model.approvals.isEmpty ? .hold(hold(model)) : vote(model)
        case ...41: return .charge(charge(model))
        case ...47: return .dispatch(anyHold(model))
        case ...60: return extend(model)
        case ...76: return .settle(settle(model))
        case ...81: return .release(anyHold(model), why: "not sent")
        case ...85: return .correct(settle(model), note: "by hand")
        case ...88: return .topUp(change(model))
        case ...91: return .refund(change(model))
        default: return rare(model)
        }
    }

    private mutating func rare(_ model: Model) -> Command {
        let id = anyBudgetID()
        let scope = random.chance(60) ? anyScope(id) : nil
        switch random.int(1...18) {
        case 1: return .reset(budget: id, scope: scope, note: "")
        case 2...4: return edit(model)
        case 5: return random.chance(30) ? .removeBudget(id) : .tick
        case 6: return .setPolicy(id: "simulation", version: 1, hash: "none")
        case 7: return .pause(budget: id, scope: scope, note: "")
        case 8: return .resume(budget: id, scope: scope, note: "")
        case 9: return .freeze(budget: id, note: "")
        case 10: return .unfreeze(budget: id, note: "")
        case 11: return .balance
        case 12: return .withdrawApproval(anyApproval(model), note: "by hand")
        case 13: return vote(model)
        case 14: return .refuse(refusedCall())
        case 15: return .note(logNote())
        case 16...18: return setLimit(model)
        default: return .tick
        }
    }

    /// Lifts what would let nothing pass for the rest of the seed.
    private mutating func repair(_ model: Model) -> Command {
        for budget in budgets {
            guard let facts = model.budgets[budget.id] else { continue }
            if facts.isRemoved { return .setBudget(facts.definition, opening: [:]) }
            if facts.isFrozen { return .unfreeze(budget: budget.id, note: "") }
            if facts.isPaused { return .resume(budget: budget.id, scope: nil, note: "") }
            if let scope = facts.pausedScopes.sorted(by: utf8Precedes).first {
                return .resume(budget: budget.id, scope: scope, note: "")
            }
        }
        return .tick
    }

    // MARK: Time

    /// Lets time pass: mostly a little, sometimes to the very edge of something, sometimes back.
    mutating func step(_ model: Model) {
        guard setUp.isEmpty else { return }
        switch random.int(1...100) {
        case ...55: clockMs += random.int(0...300)
        case ...70: clockMs += random.int(1_000...6_000)
        case ...78: clockMs += random.int(60_000...600_000)
        case ...81: clockMs += random.int(3_600_000...28_800_000)
        case ...87:
            guard let next = model.open.map({ model.holds[$0].expiresAtMs }).min() else { return }
            clockMs = next + random.int(-1...1)
        case ...94:
            let ends = budgets.map { model.currentWindow($0).end }.filter { $0 < .max }
            guard let end = random.pick(ends) else { return }
            clockMs = end + random.int(-1...1)
        case ...98: clockMs -= random.int(1...60_000)
        default: clockMs += random.int(86_400_000...200_000_000)
        }
    }
}
