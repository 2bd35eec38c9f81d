import FarthingCore

/// Commands of the tests: small numbers, one budget, ids by number.
enum Sample {
    /// 2026-06-15 00:00:00 UTC.
    static let startMs: Int64 = 1_781_481_600_000

    static func id(_ number: UInt64) -> HoldID { HoldID(random: 7, number) }

    static func budget(_ id: String = "a", limit: Int64 = 1_000_000) -> Command {
        .setBudget(
            Budget(id: id, per: [.agent], unit: .money("USD"), limit: limit, window: .total),
            opening: [:]
        )
    }

    static func hold(
        _ number: UInt64,
        _ amount: Int64 = 10,
        agent: String = "",
        key: String? = nil,
        livesMs: Int64 = 60_000,
        isSent: Bool = false,
        nowMs: Int64 = startMs
    ) -> Command {
        .hold(
            HoldRequest(
                id: id(number),
                key: key.map { IdempotencyKey(name: $0, contentHash: "same") },
                lines: [HoldLine(budget: "a", scope: agent, base: amount)],
                expiresAtMs: nowMs + livesMs,
                isSent: isSent,
                context: context
            )
        )
    }

    static func extend(_ number: UInt64, _ amount: Int64, livesMs: Int64 = 60_000) -> Command {
        .extend(
            ExtendRequest(
                id: id(number),
                lines: [HoldLine(budget: "a", scope: "", base: amount)],
                output: OutputBound(),
                expiresAtMs: startMs + livesMs
            )
        )
    }

    static func settle(
        _ number: UInt64,
        _ amounts: [Int64],
        _ evidence: Evidence = .reported
    ) -> Command {
        .settle(SettleRequest(id: id(number), amounts: amounts, evidence: evidence))
    }

    private static let context = CallContext(
        principal: "key-1",
        provider: "openai",
        modelRequested: "gpt-5-mini",
        modelResolved: "gpt-5-mini",
        policyID: "test",
        policyVersion: 1,
        isEnforced: true,
        priceBook: "book",
        scope: Scope()
    )
}

extension Ledger {
    /// Applies one command by itself, at the tests' time.
    func one(_ command: Command, nowMs: Int64 = Sample.startMs) async throws -> Outcome {
        guard let outcome = try await apply([command], nowMs: nowMs).first else {
            throw TestFailure("no outcome")
        }
        return outcome
    }

    /// What is spent and held in an account.
    func sums(_ scope: String = "") async throws -> [Int64] {
        try await accounts().first { $0.key.scope == scope }.map { [$0.spent, $0.held] } ?? []
    }
}

extension Outcome {
    /// The outcome in a word or two.
    var word: String {
        switch self {
        case .held(let held): held.isRepeated ? "held again" : "held"
        case .refused(let refusal): refusal.code.rawValue
        case .dispatched: "dispatched"
        case .settled(let settled):
            settled.isRepeated ? "settled again" : settled.isLate ? "settled late" : "settled"
        case .released: "released"
        case .applied: "applied"
        case .unchanged: "unchanged"
        }
    }
}
