import FarthingCore

/// What a provider's cost says of the calls of which nobody said the cost at the time.
struct CorrectionPlan {
    struct Step {
        var line: ExportKey
        var call: JournalCall
        var costNanos: Int64

        var differenceNanos: Int64 { costNanos - call.costNanos }

        /// The lines' new amounts: money follows the cost, in other currencies at the rate that the
        /// hold froze, and all else stays.
        var amounts: [Int64] {
            zip(call.amounts, call.units).map { amount, unit in
                guard let unit, unit.followsCost else { return amount }
                return unit.amount(ofDollars: costNanos)
            }
        }
    }

    private(set) var steps: [Step] = []
    /// What no uncertain call can have cost, and so stays unexplained.
    private(set) var restNanos: Int128 = 0

    /// Distributes each line's difference over its uncertain calls, the weakest evidence first.
    ///
    /// Lines that match are left alone, and so are costs that a provider has said, and what calls at
    /// a window's ends may explain. A call is never put below nothing nor above what was held for it.
    init(_ reconciliation: Reconciliation) {
        for line in reconciliation.lines where line.status != .matched {
            let difference = line.unexplainedNanos
            let calls = line.uncertain.compactMap { reconciliation.calls[$0] }
                .filter { !$0.lacksRate }
            restNanos += plan(difference, over: calls, of: line.key)
        }
    }

    private mutating func plan(
        _ difference: Int128,
        over calls: [JournalCall],
        of key: ExportKey
    ) -> Int128 {
        var rest = difference
        for evidence in Evidence.allCases.sorted() where evidence < .reported {
            let group = calls.filter { $0.evidence == evidence }
                .sorted { ($0.admittedMs, $0.id.description) < ($1.admittedMs, $1.id.description) }
            let room = group.map { call in
                Int128(rest < 0 ? call.costNanos : max(0, call.mostNanos - call.costNanos))
            }
            let share = Self.share(Int128(rest.magnitude), over: room)
            for (call, part) in zip(group, share) where part > 0 {
                let change = rest < 0 ? -part : part
                let cost = Int64(Int128(call.costNanos) + change)
                steps.append(Step(line: key, call: call, costNanos: cost))
            }
            let placed = share.reduce(0, +)
            rest -= rest < 0 ? -placed : placed
        }
        return rest
    }

    /// Parts of an amount in proportion to `room`, none above its room; their sum is the amount, or
    /// all the room there is.
    static func share(_ amount: Int128, over room: [Int128]) -> [Int128] {
        let total = room.reduce(0, +)
        guard total > 0 else { return room.map { _ in 0 } }
        let amount = min(amount, total)
        var passed: Int128 = 0
        var given: Int128 = 0
        return room.map { part in
            passed += part
            let upTo = Self.scaled(amount, passed, total)
            defer { given = upTo }
            return upTo - given
        }
    }

    /// amount × part / total, rounded down, where the product need not fit.
    private static func scaled(_ amount: Int128, _ part: Int128, _ total: Int128) -> Int128 {
        let product = amount.magnitude.multipliedFullWidth(by: part.magnitude)
        return Int128(total.magnitude.dividingFullWidth(product).quotient)
    }
}
