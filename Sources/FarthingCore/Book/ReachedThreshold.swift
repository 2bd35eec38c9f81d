/// A line whose own threshold a refused hold would pass, or whose limit refuses it.
public struct ReachedThreshold: Hashable, Sendable {
    /// Which of the request's lines, by its place.
    public var line: Int
    /// The share that the line carried, in basis points; nil where it carried none, and only its
    /// limit refuses it.
    public var basisPoints: Int64?
    /// How much of the limit would be used with this hold, in basis points, rounded up: every share
    /// below it would be passed. `Int64.max` where the limit is zero; 0 where not the budget's limit
    /// refuses, but what is left in the hold from which the line is to be drawn.
    public var passedBasisPoints: Int64
    /// Whether the limit itself, or a threshold that blocks, refuses the line.
    public var isLimit: Bool

    /// Makes a statement about one line.
    public init(line: Int, basisPoints: Int64?, passedBasisPoints: Int64, isLimit: Bool) {
        self.line = line
        self.basisPoints = basisPoints
        self.passedBasisPoints = passedBasisPoints
        self.isLimit = isLimit
    }
}

extension Book {
    /// Every line whose own threshold a refused hold would pass, or whose limit refuses it.
    func reached(_ request: HoldRequest, _ slots: Few<Int>, _ source: Int?) -> [ReachedThreshold] {
        var reached: [ReachedThreshold] = []
        for (index, line) in request.lines.enumerated() {
            let slot = slots[index]
            let budget = accounts[slot].budget
            guard budgets[budget].definition.isEnforced else { continue }
            if let source, let place = sourcePlace(ofBudget: budget, in: source) {
                let left = holds[source].lines[place].held
                guard line.amount(outputTokens: request.output.least) > left else { continue }
                // No threshold is passed and none helps; a cheaper model may.
                reached.append(
                    ReachedThreshold(
                        line: index,
                        basisPoints: nil,
                        passedBasisPoints: 0,
                        isLimit: true
                    )
                )
                continue
            }
            guard let refusal = headroom(for: line, slot: slot, output: request.output).refusal
            else { continue }
            let isLimit = refusal.code != .thresholdReached
            let output = request.output
            let amount =
                isLimit
                ? line.amount(outputTokens: max(output.least, output.expected)) : refusal.needed
            let used =
                Int128(accounts[slot].spent) + Int128(accounts[slot].held)
                + Int128(accounts[slot].expectedBeyondHeld) + Int128(amount)
            let whole = whole(of: slot)
            reached.append(
                ReachedThreshold(
                    line: index,
                    basisPoints: line.thresholdBasisPoints,
                    passedBasisPoints: whole > 0
                        ? Int64(clamping: (used * 10_000 + whole - 1) / whole) : Int64.max,
                    isLimit: isLimit
                )
            )
        }
        return reached
    }
}

extension Refusal {
    /// Whether some line carried a share that is passed: its caller decides again.
    var decidesAgain: Bool { reached.contains { $0.basisPoints != nil } }
}
