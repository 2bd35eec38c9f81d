import FarthingCore

/// What the journal says of a window and a model.
struct JournalSums {
    var calls: Int64 = 0
    var inputTokens: Int64 = 0
    var outputTokens: Int64 = 0
    var costNanos: Int64 = 0

    mutating func add(_ call: JournalCall) {
        calls += 1
        inputTokens += call.inputTokens
        outputTokens += call.outputTokens
        costNanos = Int64(clamping: Int128(costNanos) + Int128(call.costNanos))
    }
}

/// One line of the comparison: a window, a provider and a model, or all of its models.
struct ReconciledLine {
    enum Status: String {
        case matched
        /// The journal has more than the provider.
        case oursHigher = "ours_higher"
        /// The journal has calls of which the provider says nothing.
        case missing
        /// The provider has more than the journal: traffic that went past it.
        case unaccounted
    }

    var key: ExportKey
    var theirs: ExportFigures
    var ours = JournalSums()
    /// Of ours, what the provider may have counted in a neighbouring window.
    var leaving = JournalSums()
    /// Of neighbouring windows' calls, what the provider may have counted in this one.
    var entering = JournalSums()
    /// What part of our cost rests on something other than the provider's word.
    var uncertainNanos: Int64 = 0
    /// The calls with such a cost.
    var uncertain: [HoldID] = []
    var status = Status.matched

    init(_ key: ExportKey, theirs: ExportFigures) {
        self.key = key
        self.theirs = theirs
    }

    mutating func add(_ call: JournalCall) {
        ours.add(call)
        guard call.isUncertain else { return }
        uncertainNanos = Int64(clamping: Int128(uncertainNanos) + Int128(call.costNanos))
        uncertain.append(call.id)
    }

    /// How much more the provider says than we do, in nanos; nil where it states no cost.
    var differenceNanos: Int64? {
        theirs.cost.map { ExactAmount.nanos($0 - Int128(ours.costNanos) * ExactAmount.perNano) }
    }

    /// The same less what calls at the window's ends may explain; zero where no cost is stated.
    var unexplainedNanos: Int128 {
        let difference = Int128(differenceNanos ?? 0)
        if difference < 0 { return min(0, difference + Int128(leaving.costNanos)) }
        return max(0, difference - Int128(entering.costNanos))
    }

    /// Decides the status: by cost where it is stated, else by tokens, else by calls.
    mutating func judge(_ tolerance: Tolerance) {
        var below = false
        var above = false
        for figure in judged {
            let verdict = tolerance.verdict(figure)
            below = below || verdict < 0
            above = above || verdict > 0
        }
        if above {
            status = .unaccounted
        } else if below {
            status = isNothing ? .missing : .oursHigher
        } else {
            status = .matched
        }
    }

    private var isNothing: Bool { judged.allSatisfy { $0.theirs == 0 } }

    private var judged: [Tolerance.Figure] {
        if let cost = theirs.cost {
            let scale = { (nanos: Int64) in Int128(nanos) * ExactAmount.perNano }
            return [
                Tolerance.Figure(
                    ours: scale(ours.costNanos),
                    theirs: cost,
                    leaving: scale(leaving.costNanos),
                    entering: scale(entering.costNanos),
                    // Each of our calls is rounded up to a nano.
                    slack: scale(ours.calls)
                )
            ]
        }
        var figures: [Tolerance.Figure] = []
        if let count = theirs.inputTokens { figures.append(figure(count, \.inputTokens)) }
        if let count = theirs.outputTokens { figures.append(figure(count, \.outputTokens)) }
        if figures.isEmpty, let count = theirs.requests { figures.append(figure(count, \.calls)) }
        return figures
    }

    private func figure(
        _ count: Int64,
        _ part: KeyPath<JournalSums, Int64>
    ) -> Tolerance.Figure {
        Tolerance.Figure(
            ours: Int128(ours[keyPath: part]),
            theirs: Int128(count),
            leaving: Int128(leaving[keyPath: part]),
            entering: Int128(entering[keyPath: part])
        )
    }
}

/// How far two figures may be apart and still match.
struct Tolerance {
    /// In millionths of the larger figure.
    var millionths: Int64

    struct Figure {
        var ours: Int128
        var theirs: Int128
        /// Ours that may stand in a neighbouring window of theirs.
        var leaving: Int128 = 0
        /// Neighbours' that may stand in this window of theirs.
        var entering: Int128 = 0
        var slack: Int128 = 0
    }

    /// Reads per cent with up to four decimals, from 0 to 100; nil for anything else.
    init?(percent text: String) {
        guard let amount = ExactAmount.parse(text) else { return nil }
        // One per cent is 10,000 millionths; the amount counts in 10⁻¹⁸.
        let (millionths, rest) = amount.quotientAndRemainder(dividingBy: 100_000_000_000_000)
        guard rest == 0, (0...1_000_000).contains(millionths) else { return nil }
        self.millionths = Int64(millionths)
    }

    /// Below zero where ours is higher, above where theirs is, zero where they match.
    func verdict(_ figure: Figure) -> Int {
        let lowest = figure.ours - figure.leaving - figure.slack
        let highest = figure.ours + figure.entering
        let distance = max(lowest - figure.theirs, figure.theirs - highest, 0)
        let larger = max(figure.ours.magnitude, figure.theirs.magnitude)
        guard distance.magnitude * 1_000_000 > larger * UInt128(millionths) else { return 0 }
        return figure.theirs < lowest ? -1 : 1
    }
}
