import FarthingCore

/// One caller's course: what it asks of the ledger, step by step.
struct Scenario: Sendable {
    enum Course: CaseIterable, Sendable {
        /// Hold, settle.
        case plain
        /// Hold unsent, dispatch, extend, settle.
        case stream
        /// Hold, release.
        case released
        /// Hold and settle in one.
        case charge
        /// Hold with a key, settle, and the same key again.
        case retried
        /// Hold, and never another word: it expires.
        case forgotten
        /// Hold, settle as estimated, settle as reported.
        case corrected
        /// Hold, expire unsent, settle late.
        case late
    }

    static let sharedBudget = "crash-shared"
    static let smallBudget = "crash-small"
    /// Far enough that a trial ends before the shared budget does.
    private static let sharedLimit: Int64 = 500_000_000_000_000
    /// So little that an agent's account is soon full and refuses.
    private static let smallLimit: Int64 = 300_000_000
    private static let agents = 40

    static let budgets: [Command] = [
        .setBudget(
            Budget(id: sharedBudget, unit: .money("USD"), limit: sharedLimit, window: .total),
            opening: [:]
        ),
        .setBudget(
            Budget(
                id: smallBudget,
                per: [.agent],
                unit: .money("USD"),
                limit: smallLimit,
                window: .total
            ),
            opening: [:]
        ),
    ]

    private let course: Course
    private let id: HoldID
    private let retryID: HoldID
    private let lines: [HoldLine]
    private let expiresAfterMs: Int64
    private let amount: Int64
    private var step = 0

    init(using random: inout Random) {
        course = Course.allCases[random.below(Course.allCases.count)]
        id = HoldID(random: random.next(), random.next())
        retryID = HoldID(random: random.next(), random.next())
        let agent = "agent=a\(random.below(Scenario.agents))"
        amount = 1 + Int64(random.below(2_000_000))
        let isSmall = random.chance(40)
        lines =
            [
                HoldLine(
                    budget: Scenario.sharedBudget,
                    scope: "",
                    base: amount,
                    perMillionOutput: 900
                )
            ]
            + (isSmall ? [HoldLine(budget: Scenario.smallBudget, scope: agent, base: amount)] : [])
        let isBrief = course == .forgotten || course == .late
        expiresAfterMs = isBrief ? Int64(1 + random.below(40)) : 600_000
    }

    /// What the caller asks next, and for which hold; nil when it is done.
    mutating func next(nowMs: Int64) -> (command: Command, id: HoldID)? {
        defer { step += 1 }
        switch (course, step) {
        case (.charge, 0): return (.charge(request(id, nowMs)), id)
        case (.charge, _): return nil
        case (_, 0): return (.hold(request(id, nowMs)), id)
        case (.plain, 1), (.retried, 1), (.late, 1): return (settle(.reported, amount), id)
        case (.retried, 2): return (.hold(request(retryID, nowMs)), retryID)
        case (.stream, 1): return (.dispatch(id), id)
        case (.stream, 2): return (.extend(extended(nowMs)), id)
        case (.stream, 3): return (settle(.metered, amount / 2), id)
        case (.released, 1): return (.release(id, why: "not sent"), id)
        case (.corrected, 1): return (settle(.estimated, amount), id)
        case (.corrected, 2): return (settle(.reported, amount / 3), id)
        default: return nil
        }
    }

    /// How long the caller waits before its next step, in milliseconds.
    var pauseMs: Int64 { course == .late && step == 1 ? expiresAfterMs + 2 : 0 }

    private func request(_ id: HoldID, _ nowMs: Int64) -> HoldRequest {
        HoldRequest(
            id: id,
            key: course == .retried
                ? IdempotencyKey(name: "crash/\(self.id)", contentHash: "same") : nil,
            lines: lines,
            expiresAtMs: nowMs + expiresAfterMs,
            isSent: course != .stream && course != .late,
            projectedNanos: amount,
            context: Scenario.context
        )
    }

    private func extended(_ nowMs: Int64) -> ExtendRequest {
        ExtendRequest(
            id: id,
            lines: lines.map { line in
                var line = line
                line.base += 1_000
                return line
            },
            output: OutputBound(),
            expiresAtMs: nowMs + expiresAfterMs
        )
    }

    private func settle(_ evidence: Evidence, _ amount: Int64) -> Command {
        .settle(SettleRequest(id: id, amounts: lines.map { _ in amount }, evidence: evidence))
    }

    private static let context = CallContext(
        principal: "key-crash",
        provider: "openai",
        modelRequested: "gpt-5-mini",
        modelResolved: "gpt-5-mini",
        policyID: "crash",
        policyVersion: 1,
        isEnforced: true,
        priceBook: "0f343b0931126a20f133d67c2b018a3b",
        scope: Scope()
    )
}
