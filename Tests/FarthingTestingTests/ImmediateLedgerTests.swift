import Farthing
import FarthingCore
import FarthingTesting
import Testing

@Suite("A ledger that answers at once")
struct ImmediateLedgerTests {
    @Test("passes every case, one command at a time", arguments: LedgerConformance.caseNames)
    func conforms(name: String) async {
        let suite = LedgerConformance(fresh: { OneByOne() })
        #expect(await suite.run(caseNamed: name) == [])
    }

    @Test("a hold that was forgotten is unknown, one that is remembered is answered from memory")
    func forgets() async throws {
        let ledger = MemoryLedger(closedHoldsMax: 2)
        let budget = Budget(id: "all", unit: .money("USD"), limit: 1_000, window: .total)
        _ = ledger.applyNow(.setBudget(budget, opening: [:]), nowMs: 1)
        let ids = (0..<3).map { HoldID(random: $0, 7) }
        for id in ids {
            _ = ledger.holdNow(request(id, base: 10), nowMs: 2)
            _ = ledger.settleNow(settlement(id, 9), nowMs: 3)
        }
        guard case .refused(let refusal) = ledger.settleNow(settlement(ids[0], 9), nowMs: 4) else {
            Issue.record("the oldest of three is still known where two are kept")
            return
        }
        #expect(refusal.code == .unknownHold)
        guard case .settled(let again) = ledger.settleNow(settlement(ids[2], 9), nowMs: 5) else {
            Issue.record("the latest is not known any more")
            return
        }
        #expect(again.isRepeated)
        #expect(try await ledger.accounts().map(\.spent) == [27])
        #expect(try await ledger.openHolds(limit: 9).isEmpty)
    }

    @Test("a hold whose time is over settles late, by the command that meets it open")
    func expires() async throws {
        let ledger = MemoryLedger()
        let budget = Budget(id: "all", unit: .money("USD"), limit: 1_000, window: .total)
        _ = ledger.applyNow(.setBudget(budget, opening: [:]), nowMs: 1)
        let id = HoldID(random: 1, 1)
        _ = ledger.holdNow(request(id, base: 10, isSent: false), nowMs: 2)
        let outcome = ledger.settleNow(settlement(id, 9), nowMs: 200)
        guard case .settled(let settled) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(settled.isLate)
        #expect(try await ledger.accounts().map(\.spent) == [9])
    }

    private func request(_ id: HoldID, base: Int64, isSent: Bool = true) -> HoldRequest {
        HoldRequest(
            id: id,
            lines: [HoldLine(budget: "all", scope: "", base: base)],
            expiresAtMs: 100,
            isSent: isSent,
            context: CallContext(
                principal: "key",
                provider: "openai",
                modelRequested: "m",
                modelResolved: "m",
                policyID: "",
                policyVersion: 0,
                isEnforced: true,
                priceBook: "",
                scope: Scope()
            )
        )
    }

    private func settlement(_ id: HoldID, _ amount: Int64) -> SettleRequest {
        SettleRequest(id: id, amounts: [amount], evidence: .reported)
    }
}

/// Hands every command to the immediate side of a ledger in memory.
private final class OneByOne: Ledger {
    private let ledger = MemoryLedger()

    func submit(
        _ commands: [Command],
        nowMs: Int64,
        done: @escaping @Sendable (Result<[Outcome], LedgerError>) -> Void
    ) {
        guard commands.count <= LedgerLimits.commandsMax else {
            ledger.submit(commands, nowMs: nowMs, done: done)
            return
        }
        let outcomes = commands.map { command in
            switch command {
            case .hold(let request): ledger.holdNow(request, nowMs: nowMs)
            case .settle(let request): ledger.settleNow(request, nowMs: nowMs)
            default: ledger.applyNow(command, nowMs: nowMs)
            }
        }
        done(.success(outcomes))
    }

    func accounts() async throws(LedgerError) -> [AccountStatement] {
        try await ledger.accounts()
    }

    func openHolds(limit: Int) async throws(LedgerError) -> [HoldStatement] {
        try await ledger.openHolds(limit: limit)
    }

    func approvals(limit: Int) async throws(LedgerError) -> [ApprovalStatement] {
        try await ledger.approvals(limit: limit)
    }

    func approval(_ id: HoldID) async throws(LedgerError) -> ApprovalStatement? {
        try await ledger.approval(id)
    }
}
