import FarthingCore
import FarthingGateway
import Logging
import Synchronization

/// Reads a running server's policy and prices again and puts them in force: wholly, or not at all.
///
/// One at a time: who comes while one is under way waits, and has the files read anew.
final class PolicyReload: Sendable {
    /// Those that wait for their turn; more than any operator has terminals.
    private static let waitingMax = 64

    private struct Turn: Sendable {
        var isTaken = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let source: PolicySource
    private let state: GatewayState
    private let status: PolicyStatus
    private let logger: Logger
    private let turn = Mutex(Turn())

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

    /// Reads the files and puts them in force; what is wrong with one changes nothing.
    func run() async throws(Failure) -> ReloadReport {
        guard await begin() else {
            throw Failure(.unavailable, "too many reloads wait for their turn; try again")
        }
        defer { end() }
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
        return ReloadReport(file: source.file.path, standing)
    }

    // MARK: Turns

    /// Waits for the turn; false when too many do.
    private func begin() async -> Bool {
        let isFull = turn.withLock { $0.waiting.count >= Self.waitingMax }
        if isFull { return false }
        await withCheckedContinuation { continuation in
            let isMine = turn.withLock { turn in
                if turn.isTaken {
                    turn.waiting.append(continuation)
                    return false
                }
                turn.isTaken = true
                return true
            }
            if isMine { continuation.resume() }
        }
        return true
    }

    private func end() {
        let next = turn.withLock { turn -> CheckedContinuation<Void, Never>? in
            if turn.waiting.isEmpty {
                turn.isTaken = false
                return nil
            }
            return turn.waiting.removeFirst()
        }
        next?.resume()
    }
}
