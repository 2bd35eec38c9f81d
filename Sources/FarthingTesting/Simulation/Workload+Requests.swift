import FarthingCore

extension Workload {
    static let agents = ["a1", "a2", "a3"]

    mutating func hold(_ model: Model) -> HoldRequest {
        var lines: [HoldLine] = []
        for budget in budgets where random.chance(55) {
            lines.append(line(budget, model))
        }
        if lines.isEmpty, let budget = random.pick(budgets) { lines = [line(budget, model)] }
        if random.chance(1) { lines.append(contentsOf: lines.prefix(1)) }
        if random.chance(1), !lines.isEmpty { lines[0].base = -1 }
        if random.chance(2) { lines.append(HoldLine(budget: "unknown", scope: "", base: 1)) }
        var key: IdempotencyKey?
        if random.chance(25) {
            let name = "key-\(random.int(1...8))"
            let content = random.chance(92) ? "same" : "other"
            key = IdempotencyKey(name: name, contentHash: content)
        }
        let lives: [Int64] = [700, 5_000, 5_000, 60_000, 120_000, 120_000, 7_200_000]
        let life = random.chance(2) ? 0 : random.pick(lives) ?? 0
        let source = random.chance(18) ? source(model, &lines) : nil
        for index in lines.indices where random.chance(5) {
            lines[index].rateNanos = random.int(1...2_000_000_000)
        }
        return HoldRequest(
            id: newID(),
            key: key,
            lines: lines,
            output: output(),
            expiresAtMs: clockMs + life,
            isSent: random.chance(45),
            projectedNanos: 1,
            recordsRefusal: random.chance(90),
            blames: random.chance(20) ? Int(random.int(0...3)) : nil,
            recordsThreshold: random.chance(50),
            source: source,
            approval: random.chance(source == nil ? 12 : 35) ? ask() : nil,
            bound: random.chance(60) ? bound() : nil,
            context: random.pick(Workload.contexts) ?? Workload.contexts[0]
        )
    }

    /// A hold to draw from, mostly an open one; some lines ask for what it has left, or one unit more.
    private mutating func source(_ model: Model, _ lines: inout [HoldLine]) -> HoldID {
        let id = anyHold(model)
        guard let index = model.openHold(id) else { return id }
        let source = model.holds[index]
        for place in lines.indices {
            guard let own = source.lines.first(where: { $0.account.budget == lines[place].budget })
            else { continue }
            switch random.int(1...10) {
            case 1: lines[place].base = own.held + random.int(0...1)
            case 2...7:
                lines[place].base = random.int(0...max(1, own.held / 2))
                lines[place].perMillionOutput /= 8
            default: break
            }
        }
        return id
    }

    private mutating func bound() -> HoldBound {
        HoldBound(
            nanosUSD: random.int(0...50_000),
            tokens: random.int(0...800),
            calls: random.int(1...2)
        )
    }

    private mutating func ask() -> ApprovalAsk {
        let within: [Int64] = [60_000, 600_000, 3_600_000, 86_400_000]
        return ApprovalAsk(
            subject: random.chance(2) ? "" : "run \(random.int(1...4))",
            terms: ApprovalTerms(
                group: "finance",
                needed: random.int(1...2),
                withinMs: random.pick(within) ?? 60_000
            ),
            reasons: random.chance(50) ? ["cost"] : [],
            limitIsReason: random.chance(50)
        )
    }

    /// Mostly for, and mostly by somebody who may.
    mutating func vote(_ model: Model) -> Command {
        let voters = ["alice", "alice", "bob", "bob", "carol"]
        let others = ["agent-one", "agent-two", ""]
        return .vote(
            ApprovalVote(
                id: anyApproval(model),
                voter: random.pick(random.chance(85) ? voters : others) ?? "",
                isFor: random.chance(75)
            )
        )
    }

    mutating func anyApproval(_ model: Model) -> HoldID {
        let open = model.approvals.filter(\.state.isOpen)
        if random.chance(80), let found = random.pick(Array(open.suffix(6))) { return found.id }
        return random.pick(model.approvals)?.id ?? newID()
    }

    mutating func charge(_ model: Model) -> HoldRequest {
        var request = hold(model)
        if random.chance(3), let index = random.pick(model.open) {
            request.id = model.holds[index].id
        }
        return request
    }

    /// Mostly one of a few rules, seldom what only a budget says.
    mutating func refusedCall() -> RefusedCall {
        let rule = random.pick(["dear", "tool", "steps"]) ?? ""
        let isUnmatched = random.chance(25)
        return RefusedCall(
            id: newID(),
            code: random.chance(6) ? .overLimit : isUnmatched ? .unmatched : .rule,
            rule: isUnmatched ? nil : random.chance(2) ? String(repeating: "r", count: 200) : rule,
            projectedNanos: random.int(-1...1_000),
            context: random.pick(Workload.contexts) ?? Workload.contexts[0]
        )
    }

    private mutating func output() -> OutputBound {
        if random.chance(40) { return OutputBound() }
        let wanted = random.int(0...500)
        let least = random.chance(50) ? wanted : random.int(0...wanted)
        let expected = random.chance(25) ? wanted + random.int(0...400) : random.int(0...wanted)
        return OutputBound(wanted: wanted, least: least, expected: expected)
    }

    private mutating func line(_ budget: Budget, _ model: Model) -> HoldLine {
        let budget = model.budgets[budget.id]?.definition ?? budget
        let scope = anyScope(budget.id)
        var line = HoldLine(budget: budget.id, scope: scope, base: 1)
        switch budget.unit {
        case .calls, .concurrent: break
        case .tokens:
            line.base = random.int(0...max(1, budget.limit / 8))
            line.perMillionOutput = 1_000_000
        case .money, .credits:
            line.base = random.int(0...max(1, budget.limit / 6))
            line.perMillionOutput = random.int(0...max(1, budget.limit * 1_000))
        }
        if random.chance(12), let key = model.currentKey(budget.id, scope) {
            // Exactly what is left, or one unit beside it.
            let free = model.cap(key) - model.spent(key) - model.expected(key)
            line.base = max(0, free + random.int(-1...1))
            line.perMillionOutput = 0
        }
        if random.chance(15) { line.thresholdBasisPoints = random.pick([2_500, 5_000, 8_000]) }
        return line
    }

    mutating func extend(_ model: Model) -> Command {
        let id = anyHold(model)
        var lines = requests[id]?.lines ?? []
        if random.chance(20) { lines = [] }
        if random.chance(2) { lines.append(HoldLine(budget: "unknown", scope: "", base: 1)) }
        if let hold = model.openHold(id).map({ model.holds[$0] }), random.chance(40) {
            // All that is left to draw, or one unit more.
            for place in lines.indices.prefix(hold.lines.count) {
                guard let left = model.left(hold.lines[place], hold) else { continue }
                lines[place].base = hold.lines[place].held + left + random.int(0...1)
            }
        }
        var output = output()
        if random.chance(15), let old = requests[id]?.output { output = old }
        return .extend(
            ExtendRequest(
                id: id,
                lines: lines,
                output: output,
                expiresAtMs: clockMs + random.int(0...120_000),
                job: random.chance(10) ? "job \(random.int(0...3))" : nil
            )
        )
    }

    mutating func settle(_ model: Model) -> SettleRequest {
        let id = anyHold(model)
        let evidence = random.pick(Evidence.allCases) ?? .unknown
        var request = SettleRequest(id: id, amounts: [], evidence: evidence)
        guard let index = model.byID[id], !random.chance(10) else { return request }
        let hold = model.holds[index]
        if random.chance(30), case .settled(let known) = hold.state {
            // The same once more.
            request.evidence = known
            request.amounts = hold.lines.map(\.charged)
            return request
        }
        for line in hold.lines {
            switch random.int(1...10) {
            case 1: request.amounts.append(0)
            case 2...6: request.amounts.append(random.int(0...max(0, line.held)))
            case 7...8: request.amounts.append(line.held)
            default: request.amounts.append(line.held + random.int(0...max(1, line.held * 2)))
            }
        }
        if random.chance(2) { request.amounts.append(1) }
        if random.chance(50) {
            request.usage = SettledUsage(
                inputTokens: 10,
                outputTokens: 20,
                costNanos: 30,
                ending: "complete",
                priced: random.chance(50) ? pricedUsage() : nil
            )
        }
        return request
    }

    private mutating func pricedUsage() -> PricedUsage {
        var usage = Usage.zero
        for bucket in Usage.Bucket.allCases where random.chance(30) {
            usage[bucket] = random.int(0...Usage.bucketMax)
        }
        return PricedUsage(
            usage,
            variants: random.pick([.standard, .batch, .auto]) ?? .standard,
            provider: random.chance(20) ? "openai" : nil,
            model: random.chance(50) ? "gpt-4o-2024-08-06" : nil,
            priceBook: random.chance(20) ? "0f1e" : nil,
            isPolicyPrice: random.chance(20)
        )
    }

    mutating func change(_ model: Model) -> AccountChange {
        let id = anyBudgetID()
        let scope = anyScope(id)
        var amount = random.int(1...max(1, (model.budgets[id]?.definition.limit ?? 10) / 3))
        if random.chance(3) { amount = 0 }
        if random.chance(40), let key = model.currentKey(id, scope) {
            amount = max(1, model.spent(key) + random.int(-1...1))
        }
        let key = random.chance(30) ? "change-\(random.int(1...30))" : ""
        return AccountChange(budget: id, scope: scope, amount: amount, key: key)
    }

    // MARK: Names

    mutating func newID() -> HoldID { HoldID(random: random.next(), random.next()) }

    mutating func anyBudgetID() -> String {
        random.chance(4) ? "unknown" : random.pick(budgets)?.id ?? "unknown"
    }

    mutating func anyScope(_ id: String) -> String {
        guard let budget = budgets.first(where: { $0.id == id }), !budget.per.isEmpty else {
            return ""
        }
        return "agent=" + (random.pick(Workload.agents) ?? "")
    }

    /// Mostly one that is open, sometimes one that is over, rarely one that never was.
    mutating func anyHold(_ model: Model) -> HoldID {
        let roll = random.int(1...100)
        if roll <= 68, let index = random.pick(model.open) { return model.holds[index].id }
        if roll <= 96, !model.holds.isEmpty {
            let latest = Array(model.holds.suffix(20))
            return random.pick(latest)?.id ?? newID()
        }
        return newID()
    }
}
