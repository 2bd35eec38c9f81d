import FarthingCore

/// The numbers of a call that some rules can tell apart: for each constant the number below it,
/// itself, and the one above.
struct DiffPoints {
    /// What a call has where no rule asks.
    static let usualNanos: Int64 = 1_000_000
    static let usualTokens: Int64 = 1_000

    private var nanos: [Int64]
    private var tokens: [Int64]
    private var measures: [(measure: RunMeasure, values: [Int64])] = []
    private var capabilities: [Capability?] = [nil]

    init(_ rules: [Rule]) {
        var constants: [String: Set<Int64>] = [:]
        for condition in rules.flatMap(\.conditions) {
            switch condition {
            case .cost(_, let value): constants["cost", default: []].insert(value)
            case .tokens(_, let value): constants["tokens", default: []].insert(value)
            case .run(let measure, _, let value):
                constants[measure.rawValue, default: []].insert(value)
            case .scope: break
            }
        }
        func around(_ key: String) -> [Int64]? {
            constants[key].map { values in
                var points: Set<Int64> = []
                for value in values { points.formUnion([value - 1, value, value + 1]) }
                return points.filter { $0 >= 0 && $0 <= Money.maxNanos }.sorted()
            }
        }
        // The usual call first: what is shown is to be read by people.
        nanos = [Self.usualNanos] + (around("cost") ?? [])
        tokens = [Self.usualTokens] + (around("tokens") ?? [])
        for measure in RunMeasure.allCases {
            if let values = around(measure.rawValue) { measures.append((measure, values)) }
        }
        let asksForCapability = rules.contains { rule in
            if case .require = rule.action { true } else { false }
        }
        if asksForCapability { capabilities += Capability.allCases.map(\.self) }
    }

    /// One call of each kind; nil where there are more than ``DiffProof/pointsMax``.
    func facts(_ scope: Scope) -> [CallFacts]? {
        var runs: [RunFacts?] = [nil]
        for (measure, values) in measures {
            let known = runs.isEmpty ? [nil] : runs
            let bases = known.map { $0 ?? RunFacts(steps: 1, attempts: 1, identical: 1) }
            runs += bases.flatMap { base in values.map { base.with(measure, $0) } }
            guard runs.count <= DiffProof.pointsMax else { return nil }
        }
        let (count, overflow) = (nanos.count * tokens.count * capabilities.count)
            .multipliedReportingOverflow(by: runs.count)
        guard !overflow, count <= DiffProof.pointsMax else { return nil }
        var facts: [CallFacts] = []
        facts.reserveCapacity(count)
        for run in runs {
            for capability in capabilities {
                for nanos in nanos {
                    for tokens in tokens {
                        facts.append(
                            CallFacts(
                                scope: scope,
                                costNanos: nanos,
                                tokens: tokens,
                                capability: capability,
                                run: run
                            )
                        )
                    }
                }
            }
        }
        return facts
    }
}

extension RunFacts {
    fileprivate func with(_ measure: RunMeasure, _ value: Int64) -> RunFacts {
        var run = self
        switch measure {
        case .steps: run.steps = value
        case .attempts: run.attempts = value
        case .identical: run.identical = value
        case .projected: run.projectedBasisPoints = value
        }
        return run
    }
}
