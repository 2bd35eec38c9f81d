import FarthingCore

/// The numbers of a call that some rules can tell apart: for each set of conditions that can hold
/// together, one value.
struct DiffPoints {
    /// What a call has where no rule asks.
    static let usualNanos: Int64 = 1_000_000
    static let usualTokens: Int64 = 1_000

    private let nanos: [Int64]
    private let tokens: [Int64]
    private var measures: [(measure: RunMeasure, values: [Int64?])] = []
    private var capabilities: [Capability?] = [nil]

    init(_ rules: [Rule]) {
        var asked: [String: Set<Comparing>] = [:]
        for condition in rules.flatMap(\.conditions) {
            switch condition {
            case .cost(let sign, let value):
                asked["cost", default: []].insert(Comparing(sign: sign, value: value))
            case .tokens(let sign, let value):
                asked["tokens", default: []].insert(Comparing(sign: sign, value: value))
            case .run(let measure, let sign, let value):
                asked[measure.rawValue, default: []].insert(Comparing(sign: sign, value: value))
            case .scope: break
            }
        }
        func kinds(_ key: String, usual: Int64?) -> [Int64?] {
            Comparing.kinds(asked[key] ?? [], usual: usual)
        }
        nanos = kinds("cost", usual: Self.usualNanos).compactMap(\.self)
        tokens = kinds("tokens", usual: Self.usualTokens).compactMap(\.self)
        for measure in RunMeasure.allCases where asked[measure.rawValue] != nil {
            let usual: Int64? = measure == .projected ? nil : 1
            measures.append((measure, kinds(measure.rawValue, usual: usual)))
        }
        let least = rules.compactMap { rule -> Capability? in
            if case .require(let least) = rule.action { least } else { nil }
        }
        var seen: Set<[Bool]> = [least.map { _ in false }]
        for capability in Capability.allCases
        where seen.insert(least.map { capability >= $0 }).inserted {
            capabilities.append(capability)
        }
    }

    /// A comparison with a constant.
    private struct Comparing: Hashable {
        var sign: Comparison
        var value: Int64

        /// One number for each way in which comparisons can hold and fail; the usual one first, since
        /// what is shown is to be read by people.
        static func kinds(_ all: Set<Comparing>, usual: Int64?) -> [Int64?] {
            let all = all.sorted { ($0.value, $0.sign.rawValue) < ($1.value, $1.sign.rawValue) }
            func holds(_ number: Int64?) -> [Bool] {
                all.map { one in number.map { one.sign.holds($0, one.value) } ?? false }
            }
            let around = all.flatMap { [$0.value, $0.value + 1, $0.value - 1] }
            var seen: Set<[Bool]> = [holds(usual)]
            var kinds = [usual]
            for number in around where (0...Money.maxNanos).contains(number) {
                if seen.insert(holds(number)).inserted { kinds.append(number) }
            }
            return kinds
        }
    }

    /// One call of each kind; nil where there are more than ``DiffProof/pointsMax``.
    func facts(_ scope: Scope) -> [CallFacts]? {
        var known = [RunFacts(steps: 1, attempts: 1, identical: 1)]
        for (measure, values) in measures {
            guard known.count * values.count <= DiffProof.pointsMax else { return nil }
            known = known.flatMap { base in values.map { base.with(measure, $0) } }
        }
        let runs = measures.isEmpty ? [nil] : [nil] + known
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
    fileprivate func with(_ measure: RunMeasure, _ value: Int64?) -> RunFacts {
        var run = self
        switch measure {
        case .steps: run.steps = value ?? 1
        case .attempts: run.attempts = value ?? 1
        case .identical: run.identical = value ?? 1
        case .projected: run.projectedBasisPoints = value
        }
        return run
    }
}
