import FarthingCore
import FarthingReceipts
import FarthingSQLite
import FarthingTesting
import Testing

@Suite("Another policy takes back what it does not ask for")
struct ApprovalChangeTests {
    private static let finance = ApprovalTerms(group: "finance")

    private static func policy(_ terms: ApprovalTerms?) -> Policy {
        var asks = Budget(id: "asks", unit: .money("USD"), limit: 1_000, window: .total)
        asks.thresholds =
            terms.map { terms in
                [5_000].compactMap { Threshold(atBasisPoints: $0, action: .approve(terms)) }
            } ?? []
        let plain = Budget(id: "plain", unit: .money("USD"), limit: 1_000, window: .total)
        return Policy(id: "policy", budgets: terms == nil ? [plain] : [asks, plain])
    }

    private static func change(
        _ ledger: SQLiteLedger,
        _ folder: TestFolder,
        _ policy: Policy,
        hash: String
    ) async throws -> BudgetChange {
        try await ledger.change(
            to: policy.budgets,
            policy: (id: policy.id, hash: hash),
            asking: policy,
            reader: try JournalReader(folder.folder),
            done: { _ in }
        )
    }

    private static func ask(_ number: UInt64) -> Command {
        .hold(
            HoldRequest(
                id: Sample.id(number),
                lines: ["asks", "plain"].map { HoldLine(budget: $0, scope: "", base: 300) },
                expiresAtMs: Sample.startMs + 60_000,
                isSent: false,
                approval: ApprovalAsk(subject: "s\(number)", terms: finance),
                context: CallContext(
                    principal: "key",
                    provider: "openai",
                    modelRequested: "m",
                    modelResolved: "m",
                    policyID: "policy",
                    policyVersion: 1,
                    isEnforced: true,
                    priceBook: "book",
                    scope: Scope()
                )
            )
        )
    }

    @Test("in its own commit, before the budgets change", arguments: [true, false])
    func withdraws(_ keepsBudget: Bool) async throws {
        let folder = try TestFolder()
        let ledger = try await folder.open()
        _ = try await Self.change(ledger, folder, Self.policy(Self.finance), hash: "1")
        for number in UInt64(1)...2 { _ = try await ledger.one(Self.ask(number)) }
        let vote = ApprovalVote(id: Sample.id(2), voter: "alice", isFor: true)
        _ = try await ledger.one(.vote(vote))
        #expect(try await ledger.accounts().map(\.held) == [300, 300])
        let same = try await Self.change(ledger, folder, Self.policy(Self.finance), hash: "2")
        #expect(same.withdrawn.isEmpty)

        let other = Self.policy(keepsBudget ? ApprovalTerms(group: "finance", needed: 2) : nil)
        let change = try await Self.change(ledger, folder, other, hash: "3")
        #expect(change.withdrawn == [Sample.id(1), Sample.id(2)] && change.version == 3)
        #expect(try await ledger.approvals(limit: 9).map(\.state) == [.withdrawn, .withdrawn])
        #expect(try await ledger.accounts().allSatisfy { $0.held == 0 })
        await ledger.close()

        var batches: [[String]] = []
        try JournalReader(folder.folder).forEach { batch in
            batches.append(
                JournalLines(batch.lines).map { String(decoding: $0, as: UTF8.self) }
            )
        }
        let batch = try #require(batches.first { $0[0].contains("approvalWithdraw") })
        #expect(batch[0].contains("policy 3 asks otherwise"))
        #expect(batch[1].contains("approvalWithdraw") && batch[2].contains("setPolicy"))
        #expect(try folder.verify().isWhole)
    }

    @Test("what has run out in that moment is in nobody's way")
    func expired() async throws {
        let folder = try TestFolder()
        let ledger = try await folder.open()
        _ = try await Self.change(ledger, folder, Self.policy(Self.finance), hash: "1")
        _ = try await ledger.one(Self.ask(1))
        folder.clock.advance(byMs: Self.finance.withinMs)
        let change = try await Self.change(ledger, folder, Self.policy(nil), hash: "2")
        #expect(change.version == 2)
        #expect(try await ledger.approval(Sample.id(1))?.state == .expired)
        await ledger.close()
    }
}
