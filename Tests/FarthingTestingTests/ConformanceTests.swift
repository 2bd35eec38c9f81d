import Farthing
import FarthingCore
import FarthingTesting
import Testing

@Suite("The conformance suite")
struct ConformanceTests {
    @Test("the memory ledger passes every case", arguments: LedgerConformance.caseNames)
    func memory(name: String) async {
        let suite = LedgerConformance(fresh: { MemoryLedger() })
        #expect(await suite.run(caseNamed: name) == [])
    }

    @Test("a ledger that keeps everything passes the cases for durable ones")
    func durable() async {
        let suite = LedgerConformance(fresh: { MemoryLedger() }, reopen: { $0 })
        #expect(await suite.run() == [])
    }

    @Test("a ledger that forgets when it is opened again fails")
    func forgetful() async {
        let suite = LedgerConformance(
            fresh: { MemoryLedger() },
            reopen: { _ in MemoryLedger() }
        )
        #expect(await !suite.run().isEmpty)
    }

    @Test("a ledger that loses releases fails, and says at what")
    func losesReleases() async {
        let suite = LedgerConformance(fresh: { LosingLedger() })
        let failures = await suite.run()
        #expect(failures.contains { $0.expectation.hasPrefix("held in a") })
        #expect(failures.allSatisfy { LedgerConformance.caseNames.contains($0.caseName) })
    }

    @Test("an unknown case is a failure, not a pass")
    func unknownCase() async {
        let suite = LedgerConformance(fresh: { MemoryLedger() })
        #expect(await suite.run(caseNamed: "no such case").count == 1)
    }

    @Test("every case has a name of its own")
    func names() {
        #expect(Set(LedgerConformance.caseNames).count == LedgerConformance.caseNames.count)
        #expect(LedgerConformance.caseNames.count >= 40)
    }
}

/// Says that it released a hold, and did nothing.
private final class LosingLedger: Ledger {
    private let inner = MemoryLedger()

    func submit(
        _ commands: [Command],
        nowMs: Int64,
        done: @escaping @Sendable (Result<[Outcome], LedgerError>) -> Void
    ) {
        let kept = commands.map { command in
            if case .release = command { return Command.tick }
            return command
        }
        inner.submit(kept, nowMs: nowMs) { result in
            done(
                result.map { outcomes in
                    outcomes.map { $0 == .unchanged ? .released(sequence: 0) : $0 }
                }
            )
        }
    }

    func accounts() async throws(LedgerError) -> [AccountStatement] { try await inner.accounts() }

    func openHolds(limit: Int) async throws(LedgerError) -> [HoldStatement] {
        try await inner.openHolds(limit: limit)
    }

    func approvals(limit: Int) async throws(LedgerError) -> [ApprovalStatement] {
        try await inner.approvals(limit: limit)
    }
}
