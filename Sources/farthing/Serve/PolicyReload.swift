import FarthingConsole
import FarthingCore
import FarthingGateway
import Logging

/// Reads a running server's policy and prices again and puts them in force: wholly, or not at all.
///
/// One at a time: who comes while one is under way waits, and has the files read anew.
final class PolicyReload: Sendable {
    private let source: PolicySource
    private let state: GatewayState
    private let status: PolicyStatus
    private let logger: Logger
    private let turn = Turn()

    init(
        _ source: PolicySource,
        _ state: GatewayState,
        _ status: PolicyStatus,
        _ logger: Logger
    ) {
        self.source = source
        self.state = state
        self.status = status
        self.logger = logger
    }

    /// The policy that is in force.
    var inForce: CompiledPolicy { state.policyNow }

    /// How often what is in force has changed since the start.
    var edition: Int { state.policyEdition }

    /// The same with the rates by which calls count in budgets of other currencies.
    var terms: PolicyTerms {
        // First the policy: a plan by an older one than the rates is found out, and made anew.
        let policy = state.policyNow
        return PolicyTerms(policy: policy, rates: state.pricesNow.rates)
    }

    /// Where the policy lies where no version of the console's is in force.
    var file: PolicyFile { source.file }

    /// Reads the files and puts them in force; what is wrong with one changes nothing.
    ///
    /// - Parameter fromFile: whether the policy's file is to be in force from now on where a version of
    ///   the console's is; else that stays, and the file is not read.
    func run(fromFile: Bool = false) async throws(Failure) -> ReloadReport {
        guard await turn.begin() else {
            throw Failure(.unavailable, "too many reloads wait for their turn; try again")
        }
        defer { turn.end() }
        do throws(Failure) {
            let report = fromFile ? try await readFile() : try await read()
            status.succeeded(version: report.version)
            logger.notice("the policy was read again", metadata: report.metadata)
            return report
        } catch {
            status.failed()
            logger.error(
                "the policy stays as it was",
                metadata: ["file": "\(source.file.path)", "reason": "\(error.message)"]
            )
            throw error
        }
    }

    /// Has the file stand for what was in force; where that cannot be, it is undone.
    private func readFile() async throws(Failure) -> ReloadReport {
        _ = try source.file.read()
        let undo = try await ConsolePolicies.putFileInForce(in: source.ledger)
        do throws(Failure) {
            return try await read()
        } catch {
            try await undo?()
            throw error
        }
    }

    private func read() async throws(Failure) -> ReloadReport {
        let state = state
        let standing = try await source.putInForce { policy, prices in
            state.setPolicy(policy, prices: prices)
        }
        for warning in standing.loaded.warnings { logger.warning("\(warning)") }
        return ReloadReport(source.file, standing)
    }
}
