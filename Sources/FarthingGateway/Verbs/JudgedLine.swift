import FarthingCore

/// One budget beside what a call needs of it, for those who only ask.
struct JudgedLine {
    private let budget: Budget
    private let line: BudgetLine
    private let needed: Int64
    private var limit: Int64
    private var spent: Int64 = 0
    private var held: Int64 = 0
    private var free: Int64
    private var isPaused = false

    init(
        _ line: BudgetLine,
        needed: Int64,
        of budget: Budget,
        _ accounts: [AccountStatement],
        _ allowance: HoldStatement?
    ) {
        self.budget = budget
        self.line = line
        self.needed = needed
        limit = budget.limit
        free = limit
        if line.isDrawn {
            let left = allowance?.lines.first { $0.account.budget == line.budget }?.held
            limit = left ?? 0
            free = limit
            return
        }
        let open = accounts.last { account in
            account.key.budget == line.budget && account.key.scope == line.scope
        }
        if let open {
            limit = Int64(clamping: Int128(open.limit) + Int128(open.topUps))
            spent = open.spent
            held = open.held
            free = open.free
            isPaused = open.isPaused || open.isFrozen
        }
        // A share at which the budget blocks or pauses is where it ends.
        let cap = Int128(limit) * Int128(budget.blocksAtBasisPoints) / 10_000
        free = min(free, Int64(clamping: max(0, cap - Int128(spent) - Int128(held))))
    }

    /// Why the budget would refuse; nil when it would not.
    var reason: String? {
        guard line.isEnforced else { return nil }
        if isPaused { return "budget \"\(line.budget)\" is paused" }
        guard needed > free else { return nil }
        let shown = [needed, free, limit].map { BudgetUnit.shown($0, line.unit) }
        return "budget \"\(line.budget)\": \(shown[0]) needed, \(shown[1]) of \(shown[2]) free"
    }

    /// The shares that the call would pass; nil where it counts without being refused.
    func reached(_ index: Int) -> ReachedThreshold? {
        guard line.isEnforced else { return nil }
        // What is drawn from an allowance passes no share: it was judged when that was carved.
        guard !line.isDrawn else {
            return needed > free
                ? ReachedThreshold(
                    line: index,
                    basisPoints: nil,
                    passedBasisPoints: 0,
                    isLimit: true
                ) : nil
        }
        let used = Int128(spent) + Int128(held) + Int128(needed)
        let passed =
            limit == 0
            ? Int128(Int64.max) : (used * 10_000 + Int128(limit) - 1) / Int128(limit)
        let isLimit = isPaused || needed > free
        guard isLimit || budget.thresholds.contains(where: { $0.atBasisPoints < passed })
        else { return nil }
        return ReachedThreshold(
            line: index,
            basisPoints: nil,
            passedBasisPoints: Int64(clamping: passed),
            isLimit: isLimit
        )
    }

    func write(to json: inout JSONWriter) {
        json.beginObject()
        json.key("budget")
        json.string(line.budget)
        json.key("scope")
        json.string(line.scope)
        json.key("unit")
        json.string(line.unit.name)
        json.key("enforced")
        json.bool(line.isEnforced)
        json.key("fits")
        json.bool(!isPaused && needed <= free)
        let numbers: [(StaticString, Int64)] = [
            ("limit", limit), ("spent", spent), ("held", held), ("needed", needed),
            ("remaining", free),
        ]
        for (name, number) in numbers {
            json.key(name)
            json.int(number)
        }
        json.endObject()
    }
}
