import FarthingCore
import FarthingReceipts
import FarthingSQLite
import Synchronization
import Testing

@Suite("Budgets change all at once, and forget nothing")
struct BudgetChangeTests {
    private struct Rig {
        let folder: TestFolder
        let ledger: SQLiteLedger

        init() async throws {
            folder = try TestFolder()
            ledger = try await folder.open()
        }

        func change(
            _ budgets: [Budget],
            hash: String = "h",
            rates: [String: Int64] = [:]
        ) async throws(LedgerError) -> BudgetChange {
            try await ledger.change(
                to: budgets,
                policy: (id: "policy", hash: hash),
                rates: rates,
                reader: try JournalReader(folder.folder),
                done: { _ in }
            )
        }

        /// What is spent, by budget and scope.
        func spent() async throws -> [String: Int64] {
            var spent: [String: Int64] = [:]
            for account in try await ledger.accounts() {
                let name = [account.key.budget, account.key.scope].filter { !$0.isEmpty }
                spent[name.joined(separator: " ")] = account.spent
            }
            return spent
        }

        /// A call that is over: what it cost, and how many tokens it used.
        func call(_ number: UInt64, version: Int64, _ amounts: [String: Int64], tokens: Int64 = 0)
            async throws
        {
            let request = request(number, version: version, amounts.mapValues { $0 * 2 })
            let usage = SettledUsage(
                inputTokens: tokens,
                outputTokens: 0,
                costNanos: 0,
                ending: "complete"
            )
            let settle = SettleRequest(
                id: request.id,
                amounts: request.lines.map { amounts[$0.budget] ?? 0 },
                evidence: .reported,
                usage: tokens > 0 ? usage : nil
            )
            let outcomes = try await ledger.apply(
                [.hold(request), .settle(settle)],
                nowMs: Sample.startMs
            )
            #expect(outcomes.map { $0.word } == ["held", "settled"])
        }

        func request(
            _ number: UInt64,
            version: Int64,
            _ amounts: [String: Int64],
            bound: HoldBound? = nil
        ) -> HoldRequest {
            var scope = Scope()
            scope[.agent] = "a\(number % 2)"
            return HoldRequest(
                id: Sample.id(number),
                lines: amounts.sorted { $0.key < $1.key }.map {
                    HoldLine(budget: $0.key, scope: "", base: $0.value)
                },
                expiresAtMs: Sample.startMs + 60_000,
                isSent: true,
                bound: bound,
                context: CallContext(
                    principal: "key",
                    provider: "openai",
                    modelRequested: "m",
                    modelResolved: "m",
                    policyID: "policy",
                    policyVersion: version,
                    isEnforced: true,
                    priceBook: "book",
                    scope: scope
                )
            )
        }
    }

    private func budget(
        _ id: String = "a",
        limit: Int64 = 1_000_000,
        unit: BudgetUnit = .money("USD"),
        per: [Dimension] = [],
        window: Window = .day
    ) -> Budget {
        Budget(id: id, per: per, unit: unit, limit: limit, window: window)
    }

    @Test("what changes is told, and the version counts other policies")
    func told() async throws {
        let rig = try await Rig()
        let first = try await rig.change([budget(), budget("b")])
        #expect(first.added == ["a", "b"] && first.version == 1 && first.isNewVersion)
        let same = try await rig.change([budget(), budget("b")])
        #expect(same.added + same.edited + same.restarted + same.removed == [])
        #expect(same.version == 1 && !same.isNewVersion)
        let next = try await rig.change(
            [budget(limit: 5), budget("b", window: .month), budget("c")],
            hash: "other"
        )
        #expect((next.edited, next.restarted, next.added) == (["a"], ["b"], ["c"]))
        #expect(next.version == 2)
        let last = try await rig.change([budget("c")])
        #expect(last.removed.sorted() == ["a", "b"] && last.version == 3)
        await rig.ledger.close()
        let ledger = try await rig.folder.open()
        let again = try await ledger.change(
            to: [budget("c")],
            policy: (id: "policy", hash: "h"),
            reader: JournalReader(rig.folder.folder),
            done: { _ in }
        )
        #expect(again.version == 3 && !again.isNewVersion)
        await ledger.close()
        #expect(try rig.folder.verify().isWhole)
    }

    @Test("a change that the ledger refuses in part leaves everything as it was")
    func allOrNothing() async throws {
        let rig = try await Rig()
        _ = try await rig.change([budget()])
        let entries = try JournalReader(rig.folder.folder).entryCount()
        let calls = Mutex(0)
        do throws(LedgerError) {
            _ = try await rig.ledger.change(
                to: [budget("good"), budget("bad", limit: -1)],
                policy: (id: "policy", hash: "bad"),
                reader: JournalReader(rig.folder.folder),
                done: { _ in calls.withLock { $0 += 1 } }
            )
            Issue.record("it was taken")
        } catch {
            #expect(error.code == .invalid && error.message.contains("bad"))
        }
        #expect(calls.withLock { $0 } == 0)
        #expect(try JournalReader(rig.folder.folder).entryCount() == entries)
        #expect(try await rig.ledger.budgets() == [budget()])
        #expect(try await rig.change([budget(limit: 7)], hash: "good").version == 2)
        await rig.ledger.close()
    }

    @Test("a new meaning begins at what the window shows, in every unit that is known of a call")
    func openings() async throws {
        let rig = try await Rig()
        _ = try await rig.change([budget()], hash: "1")
        try await rig.call(1, version: 1, ["a": 100], tokens: 7)
        try await rig.call(2, version: 1, ["a": 50], tokens: 3)
        _ = try await rig.change([budget(window: .month)], hash: "2")
        #expect(try await rig.spent() == ["a": 150])
        _ = try await rig.change([budget(unit: .tokens)], hash: "3")
        #expect(try await rig.spent() == ["a": 10])
        try await rig.call(3, version: 3, ["a": 4])
        _ = try await rig.change([budget(unit: .calls)], hash: "4")
        #expect(try await rig.spent() == ["a": 3])
        // The tokens of the third call are no nanos, though it counted in the same budget.
        _ = try await rig.change([budget()], hash: "5")
        #expect(try await rig.spent() == ["a": 150])
        _ = try await rig.change([budget(per: [.agent])], hash: "6")
        #expect(try await rig.spent() == ["a agent=a0": 50, "a agent=a1": 100])
        let euros = budget(unit: .money("EUR"))
        _ = try await rig.change([euros], hash: "7", rates: ["EUR": 900_000_000])
        #expect(try await rig.spent() == ["a": 135])
        await rig.ledger.close()
        #expect(try rig.folder.verify().isWhole)
    }

    @Test("a budget that was taken out comes back with what its window shows")
    func removedAndBack() async throws {
        let rig = try await Rig()
        _ = try await rig.change([budget(), budget("b")], hash: "1")
        try await rig.call(1, version: 1, ["a": 100, "b": 100])
        _ = try await rig.change([budget("b")], hash: "2")
        try await rig.call(2, version: 2, ["b": 11])
        _ = try await rig.change([budget(), budget("b")], hash: "3")
        #expect(try await rig.spent() == ["a": 111, "b": 111])
        await rig.ledger.close()
    }

    @Test("a call that was charged as it was held counts with its bound in another unit")
    func bounds() async throws {
        let rig = try await Rig()
        _ = try await rig.change([budget()], hash: "1")
        let bound = HoldBound(nanosUSD: 40, tokens: 9, calls: 2)
        let request = rig.request(1, version: 1, ["a": 40], bound: bound)
        _ = try await rig.ledger.apply([.hold(request)], nowMs: Sample.startMs)
        // It expires, and was sent.
        _ = try await rig.ledger.apply([.tick], nowMs: Sample.startMs + 70_000)
        _ = try await rig.change([budget(unit: .tokens)], hash: "2")
        #expect(try await rig.spent() == ["a": 9])
        _ = try await rig.change([budget(unit: .calls)], hash: "3")
        #expect(try await rig.spent() == ["a": 2])
        await rig.ledger.close()
    }

    @Test("a change whose commit fails is not known to be made, and is made when it is asked again")
    func failedCommit() async throws {
        let rig = try await Rig()
        _ = try await rig.change([budget()], hash: "1")
        try execute(
            """
            CREATE TRIGGER broken BEFORE INSERT ON batches BEGIN SELECT RAISE(ABORT, 'broken'); END
            """,
            in: rig.folder
        )
        let error = await #expect(throws: LedgerError.self) {
            try await rig.change([budget(limit: 5)], hash: "2")
        }
        #expect(error?.code == .outcomeUnknown)
        try execute("DROP TRIGGER broken", in: rig.folder)
        var change: BudgetChange?
        for _ in 0..<200_000 where change == nil {
            change = try? await rig.change([budget(limit: 5)], hash: "2")
            await Task.yield()
        }
        #expect(change?.version == 2 && change?.edited == ["a"])
        #expect(try await rig.ledger.budgets() == [budget(limit: 5)])
        await rig.ledger.close()
        #expect(try rig.folder.verify().isWhole)
    }

    @Test("no call hears of the new budgets before those who must know do")
    func order() async throws {
        let rig = try await Rig()
        _ = try await rig.change([budget()], hash: "0")
        let inForce = Mutex<Int64>(1)
        let early = Mutex(0)
        let heard = Mutex(0)
        for round in 0..<20 {
            let version = inForce.withLock { $0 }
            for number in 0..<20 {
                let id = UInt64(round * 100 + number + 1)
                let request = rig.request(id, version: version, ["a": 1])
                rig.ledger.submit([.hold(request)], nowMs: Sample.startMs) { result in
                    let isOutdated = (try? result.get().first)?.word == "unknownBudget"
                    if isOutdated, inForce.withLock({ $0 }) == version {
                        early.withLock { $0 += 1 }
                    }
                    heard.withLock { $0 += 1 }
                }
            }
            _ = try await rig.ledger.change(
                to: [budget(window: round % 2 == 0 ? .month : .day)],
                policy: (id: "policy", hash: "\(round + 1)"),
                reader: JournalReader(rig.folder.folder),
                done: { change in inForce.withLock { $0 = change.version } }
            )
        }
        await rig.ledger.close()
        #expect(heard.withLock { $0 } == 400 && early.withLock { $0 } == 0)
        #expect(inForce.withLock { $0 } == 21)
    }
}
