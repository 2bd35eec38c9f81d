import Logging
import Synchronization

/// Says whose connections are refused, a line every ten seconds at most: a stranger that tries again
/// and again must not fill the log.
final class SidecarStrangers: Sendable {
    private static let gap = Duration.seconds(10)

    private let logger: Logger
    private let clock = ContinuousClock()
    private let told = Mutex<ContinuousClock.Instant?>(nil)

    init(_ logger: Logger) { self.logger = logger }

    /// Takes note of a user who is not allowed.
    func note(_ user: UInt32) {
        let now = clock.now
        let isDue = told.withLock { told in
            if let told, now - told < Self.gap { return false }
            told = now
            return true
        }
        guard isDue else { return }
        logger.warning(
            "the sidecar refuses a user; --sidecar-users names those who may connect",
            metadata: ["user": "\(user)"]
        )
    }
}
