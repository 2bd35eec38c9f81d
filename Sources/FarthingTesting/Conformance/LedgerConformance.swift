public import FarthingCore

/// What every ledger must do: a list of named cases, to be run against a driver of your own.
///
/// ```swift
/// let failures = await LedgerConformance(fresh: { MyLedger() }).run()
/// ```
///
/// Needs no testing framework; a failure is a value.
public struct LedgerConformance: Sendable {
    /// One expectation that a ledger did not meet.
    public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// The case: a sentence that should be true of every ledger.
        public let caseName: String
        /// What was expected where.
        public let expectation: String
        /// What came instead.
        public let got: String

        /// All three in one line.
        public var description: String { "\(caseName): expected \(expectation), got \(got)" }
    }

    private let fresh: @Sendable () async throws -> any Ledger
    private let reopen: (@Sendable (any Ledger) async throws -> any Ledger)?

    /// Makes the suite for one driver.
    ///
    /// - Parameters:
    ///   - fresh: makes an empty ledger; called once for each case.
    ///   - reopen: for durable ledgers, shuts the given one down and opens its storage again; nil
    ///     leaves out the cases that need it.
    public init(
        fresh: @escaping @Sendable () async throws -> any Ledger,
        reopen: (@Sendable (any Ledger) async throws -> any Ledger)? = nil
    ) {
        self.fresh = fresh
        self.reopen = reopen
    }

    /// The names of all cases, those for durable ledgers last.
    public static var caseNames: [String] { cases.map(\.name) }

    /// Runs every case; empty when the ledger passes.
    public func run() async -> [Failure] {
        var failures: [Failure] = []
        for name in LedgerConformance.caseNames { failures += await run(caseNamed: name) }
        return failures
    }

    /// Runs one case; empty when the ledger passes, or when it needs `reopen` and there is none.
    public func run(caseNamed name: String) async -> [Failure] {
        guard let found = LedgerConformance.cases.first(where: { $0.name == name }) else {
            return [Failure(caseName: name, expectation: "a case of this name", got: "none")]
        }
        if found.isDurable, reopen == nil { return [] }
        do {
            let trial = Trial(name, ledger: try await fresh(), reopen: reopen)
            await found.body(trial)
            return trial.failures
        } catch {
            return [Failure(caseName: name, expectation: "a fresh ledger", got: "\(error)")]
        }
    }

    static let cases: [ConformanceCase] =
        limitCases + thresholdCases + outputCases + refusalCases + keyCases + expiryCases
        + extendCases + settleCases + absurdCases + evidenceCases + operatorCases + budgetCases
        + windowCases
        + unitCases + batchCases + sourceCases + approvalCases + approvalEndCases
        + moveCases + durableCases + durableApprovalCases + durableMoveCases
}

/// One case: a name that is a claim, and the commands that put it to the test.
struct ConformanceCase: Sendable {
    let name: String
    let isDurable: Bool
    let body: @Sendable (Trial) async -> Void

    init(
        _ name: String,
        isDurable: Bool = false,
        _ body: @escaping @Sendable (Trial) async -> Void
    ) {
        self.name = name
        self.isDurable = isDurable
        self.body = body
    }
}
