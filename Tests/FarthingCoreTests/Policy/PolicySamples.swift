import FarthingCore

/// Short ways to make the parts of a policy.
enum PolicySample {
    static func glob(_ pattern: String) -> Glob {
        guard let glob = Glob(pattern) else { preconditionFailure("no pattern: \(pattern)") }
        return glob
    }

    static func term(_ dimension: Dimension, _ pattern: String) -> Match.Term {
        Match.Term(dimension: dimension, pattern: glob(pattern))
    }

    static func budget(_ id: String, _ terms: [Match.Term] = []) -> Budget {
        Budget(id: id, match: Match(terms), unit: .money("USD"), limit: 1_000_000_000, window: .day)
    }
}

/// Random numbers that are the same in every run.
struct PolicyTestGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state ^ state >> 33) &* 0xFF51_AFD7_ED55_8CCD
    }
}
