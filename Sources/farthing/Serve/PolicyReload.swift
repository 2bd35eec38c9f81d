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

    /// Where the policy lies where no version of the console's is in force.
    var file: PolicyFile { source.file }

    /// Reads the files and puts them in force; what is wrong with one changes nothing.
    func run() async throws(Failure) -> ReloadReport {
        guard await turn.begin() else {
            throw Failure(.unavailable, "too many reloads wait for their turn; try again")
        }
        defer { turn.end() }
        do throws(Failure) {
            let report = try await read()
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

    private func read() async throws(Failure) -> ReloadReport {
        let state = state
        let standing = try await source.putInForce { policy, prices in
            state.setPolicy(policy, prices: prices)
        }
        for warning in standing.loaded.warnings { logger.warning("\(warning)") }
        return ReloadReport(file: standing.loaded.place, standing)
    }
}
