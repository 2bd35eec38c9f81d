import FarthingCore
import FarthingPolicy

/// Policies of every shape that the language has, the same in every run.
struct RandomPolicy {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    }

    /// A policy that compiles.
    mutating func policy() -> Policy {
        var policy = Policy(id: name(), tenant: name())
        policy.isEnforced = below(2) == 0
        policy.allowsUnmatched = below(2) == 0
        policy.effective = dates()
        if below(3) == 0 { policy.unpriced = .ceiling(nanosPerMillion: amount(from: 1)) }
        policy.budgets = (0..<below(5)).map { budget(id: "\(name())\($0)") }
        policy.rules = (0..<below(5)).map { rule(id: "\(name())\($0)") }
        policy.prices = (0..<below(3)).map { price(number: $0) }
        policy.rates = (0..<below(3)).map { number in
            ExchangeRate(
                currency: ["INR", "EUR", "JPY"][number],
                rateNanos: amount(from: 1),
                fromMs: Int64(below(3)) * 10_000 * 86_400_000
            )
        }
        return policy
    }

    private mutating func budget(id: String) -> Budget {
        var budget = Budget(id: id, unit: unit(), limit: amount(from: 0), window: window())
        if budget.unit == .concurrent { budget.window = below(2) == 0 ? .total : .run }
        budget.match = Match(
            dimensions().map { Match.Term(dimension: $0, pattern: pattern()) }
        )
        budget.per = dimensions()
        if budget.window == .run, !budget.per.contains(.run) { budget.per.append(.run) }
        let names = ["Europe/Berlin", "Asia/Kolkata"]
        if below(3) == 0, let zone = PolicyFileSample.zone(names[below(2)]) { budget.zone = zone }
        budget.holdMode = HoldMode.allCases[below(HoldMode.allCases.count)]
        budget.isEnforced = below(3) != 0
        budget.countsFromNow = below(4) == 0
        budget.warnsByDefault = below(4) != 0
        budget.effective = dates()
        budget.thresholds = (0..<below(4)).compactMap { _ in
            Threshold(
                atBasisPoints: Int64(1 + below(10_000)),
                action: thresholdAction(),
                reason: below(2) == 0 ? text() : nil
            )
        }
        return budget
    }

    private mutating func rule(id: String) -> Rule {
        var conditions: [Condition] = []
        if below(2) == 0 { conditions.append(.cost(comparison(), nanos: amount(from: 0))) }
        if below(3) == 0 { conditions.append(.tokens(comparison(), amount(from: 0))) }
        for measure in RunMeasure.allCases where below(4) == 0 {
            conditions.append(.run(measure, comparison(), Int64(below(50_000))))
        }
        conditions += dimensions().map { .scope($0, pattern()) }
        return Rule(
            id: id,
            conditions: conditions,
            action: ruleAction(),
            isEnforced: below(3) != 0,
            reason: below(2) == 0 ? text() : nil,
            effective: dates()
        )
    }

    private mutating func price(number: Int) -> PriceOverride {
        var rates: [Usage.Bucket: Rate] = [:]
        for bucket in Usage.Bucket.allCases
        where below(4) == 0 || [.input, .output].contains(bucket) {
            rates[bucket] = Rate(nanos: Int64(below(1 << 30)), per: bucket.priceUnit)
        }
        return PriceOverride(
            provider: "provider\(number)",
            model: name(),
            variant: PriceVariant.allCases[below(PriceVariant.allCases.count)],
            aboveInputTokens: below(2) == 0 ? -1 : Int64(below(1_000_000)),
            startsAtMs: Int64(below(3)) * 20_000 * 86_400_000,
            rates: rates,
            maxOutputTokens: below(2) == 0 ? nil : Int64(1 + below(100_000))
        )
    }

    private mutating func thresholdAction() -> ThresholdAction {
        switch below(6) {
        case 0: .warn
        case 1: .pause
        case 2: .block
        case 3: .downgrade(to: ladder())
        case 4: .approve(terms())
        default: .wait(deadlineMs: Int64(1 + below(3_600_000)))
        }
    }

    private mutating func ruleAction() -> RuleAction {
        switch below(5) {
        case 0: .block
        case 1: .downgrade(to: ladder())
        case 2: .approve(terms())
        case 3: .require(Capability.allCases[below(4)])
        default: .wait(deadlineMs: Int64(1 + below(3_600)) * 1_000)
        }
    }

    private mutating func ladder() -> [String] {
        (0...below(3)).map { "\(name())\($0)" }
    }

    private mutating func terms() -> ApprovalTerms {
        var terms = ApprovalTerms(group: name(), needed: Int64(1 + below(3)))
        if below(2) == 0 { terms.withinMs = Int64(60 + below(100_000)) * 1_000 }
        if below(2) == 0 { terms.waitMs = Int64(1 + below(60)) * 1_000 }
        return terms
    }

    private mutating func unit() -> BudgetUnit {
        switch below(6) {
        case 0: .tokens
        case 1: .calls
        case 2: .concurrent
        case 3: .credits(below(2) == 0 ? "default" : name())
        default: .money(["USD", "INR", "CHF"][below(3)])
        }
    }

    private mutating func window() -> Window {
        let plain: [Window] = [.call, .run, .minute, .hour, .day, .week, .month, .total]
        if below(3) != 0 { return plain[below(plain.count)] }
        let units: [Int64] = [1, 1_000, 60_000, 3_600_000, 86_400_000]
        return .rolling(lengthMs: max(1_000, units[below(5)] * Int64(1 + below(366))))
    }

    private mutating func dates() -> EffectiveDates {
        guard below(3) == 0 else { return .always }
        let day = Int64(15_000 + below(10_000)) * 86_400_000
        let fromMs = below(2) == 0 ? day : day + Int64(below(86_400_000))
        return EffectiveDates(
            fromMs: below(4) == 0 ? nil : fromMs,
            untilMs: below(2) == 0 ? nil : fromMs + 1 + Int64(below(1_000_000_000))
        )
    }

    private mutating func dimensions() -> [Dimension] {
        let all = Dimension.named + [.tag("cell"), .tag("a b"), .tag("x:y&z")]
        var found: [Dimension] = []
        for dimension in all where below(6) == 0 { found.append(dimension) }
        return found
    }

    private mutating func pattern() -> Glob {
        guard let glob = Glob(below(3) == 0 ? "\(name())*?\n\t\"" : name()) else {
            preconditionFailure("short and not empty")
        }
        return glob
    }

    private mutating func comparison() -> Comparison { Comparison.allCases[below(5)] }

    private mutating func amount(from least: Int64) -> Int64 {
        switch below(5) {
        case 0: least
        case 1: Money.maxNanos
        case 2: Int64(1 + below(1_000)) * 1_000_000
        case 3: Int64(1 + below(1_000)) * 10_000_000
        default: Int64(1 + below(1 << 40))
        }
    }

    /// Names with all that YAML could stumble over.
    private mutating func name() -> String {
        let name = text().unicodeScalars.filter {
            ![.format, .lineSeparator].contains($0.properties.generalCategory)
        }
        let isBlank = name.allSatisfy { $0.properties.generalCategory == .spaceSeparator }
        return isBlank ? "a" : String(String.UnicodeScalarView(name))
    }

    /// Reasons may have what nobody can see in them.
    private mutating func text() -> String {
        let parts = [
            "a", "Ab-c", "off", "null", "~", "1", "1e3", "-", "# no", "x: y", "[", "{{", "]",
            "&and",
            "R&D", "*star", "!tag", "'", "\"", "\\", "%", "@", "`", "é", "e\u{301}", "代", "🙂",
            "\u{2028}", "z\u{FEFF}", "\u{202E}", "> 1", "| x", "? ", ", ", "  ", "true", "\u{A0}",
        ]
        var name = ""
        for _ in 0...below(3) { name += parts[below(parts.count)] }
        return name
    }

    private mutating func below(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(((state ^ state >> 33) &* 0xFF51_AFD7_ED55_8CCD) >> 33) % bound
    }
}
