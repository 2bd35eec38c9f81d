import FarthingCore

/// One case under way: its ledger, its clock, and what went wrong so far.
final class Trial {
    /// 2026-06-15 00:00:00 UTC, a Monday, far from any change of clocks.
    static let startMs: Int64 = 1_781_481_600_000

    private(set) var ledger: any Ledger
    private(set) var failures: [LedgerConformance.Failure] = []
    /// What the case tells the ledger that the time is.
    var nowMs = Trial.startMs
    private let name: String
    private let reopening: (@Sendable (any Ledger) async throws -> any Ledger)?

    init(
        _ name: String,
        ledger: any Ledger,
        reopen: (@Sendable (any Ledger) async throws -> any Ledger)?
    ) {
        self.name = name
        self.ledger = ledger
        reopening = reopen
    }

    // MARK: Expectations

    func expect<Value: Equatable>(_ claim: String, _ got: Value, is wanted: Value) {
        if got == wanted { return }
        fail("\(claim): \(wanted)", got: "\(got)")
    }

    func fail(_ expectation: String, got: String) {
        failures.append(
            LedgerConformance.Failure(caseName: name, expectation: expectation, got: got)
        )
    }

    /// Applies a command and compares its outcome's ``Outcome/summary``.
    @discardableResult
    func expect(_ command: Command, _ summary: String) async -> Outcome {
        let outcome = await apply(command)
        expect(command.line, outcome.summary, is: summary)
        return outcome
    }

    /// Compares an account of the open window.
    func expect(
        _ budget: String,
        _ scope: String = "",
        spent: Int64,
        held: Int64 = 0,
        overrun: Int64 = 0
    ) async {
        let account = await account(budget, scope)
        expect("spent in \(budget)", account?.spent ?? 0, is: spent)
        expect("held in \(budget)", account?.held ?? 0, is: held)
        expect("overrun in \(budget)", account?.overrun ?? 0, is: overrun)
    }

    // MARK: The ledger

    func apply(_ command: Command) async -> Outcome {
        do {
            let outcomes = try await ledger.apply([command], nowMs: nowMs)
            guard let outcome = outcomes.first, outcomes.count == 1 else {
                fail("one outcome for one command", got: "\(outcomes.count)")
                return .unchanged
            }
            return outcome
        } catch {
            fail("an outcome of \(command.line)", got: error.message)
            return .unchanged
        }
    }

    func account(_ budget: String, _ scope: String = "") async -> AccountStatement? {
        await accounts().first { $0.key.budget == budget && $0.key.scope == scope }
    }

    func accounts() async -> [AccountStatement] {
        do {
            return try await ledger.accounts()
        } catch {
            fail("the accounts", got: error.message)
            return []
        }
    }

    func openHolds() async -> [HoldStatement] {
        do {
            return try await ledger.openHolds(limit: 1_000)
        } catch {
            fail("the open holds", got: error.message)
            return []
        }
    }

    func approvals() async -> [ApprovalStatement] {
        do {
            return try await ledger.approvals(limit: 1_000)
        } catch {
            fail("the approvals", got: error.message)
            return []
        }
    }

    func approval(_ number: UInt64) async -> ApprovalStatement? {
        do {
            return try await ledger.approval(Trial.id(number))
        } catch {
            fail("the approval", got: error.message)
            return nil
        }
    }

    /// Shuts the ledger down and opens it again.
    func reopen() async {
        guard let reopening else { return }
        do {
            ledger = try await reopening(ledger)
        } catch {
            fail("the ledger opens again", got: "\(error)")
        }
    }
}

extension Outcome {
    /// The outcome in the words of the cases: `held`, `held 30 tokens`, `refused overLimit`,
    /// `settled late, overrun 20`.
    var summary: String {
        switch self {
        case .held(let held):
            name + (held.outputTokens > 0 ? " \(held.outputTokens) tokens" : "")
        case .settled(let settled):
            name + (settled.overrunNanos > 0 ? " \(settled.overrunNanos)" : "")
        default: name
        }
    }

    /// The refusal, where it is one.
    var refusal: Refusal? {
        if case .refused(let refusal) = self { return refusal }
        return nil
    }

    /// What a settlement says is left and spent in its account.
    var leftAndSpent: [Int64?] {
        guard case .settled(let settled) = self else { return [] }
        return [settled.remainingNanos, settled.spentNanos]
    }

    /// The number of the entry that records it, where there is one.
    var sequence: Int64? {
        switch self {
        case .held(let held): held.sequence
        case .refused(let refusal): refusal.sequence
        case .settled(let settled): settled.sequence
        case .dispatched(let sequence), .released(let sequence), .applied(let sequence): sequence
        case .unchanged: nil
        }
    }
}
