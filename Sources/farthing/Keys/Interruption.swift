#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Ends the process as `kill -9` would, at a point that a test names: no other way leads there
/// surely. Nothing happens unless `FARTHING_TEST_INTERRUPT_AT` names the point.
enum Interruption {
    private static let wanted = getenv("FARTHING_TEST_INTERRUPT_AT").map { String(cString: $0) }

    /// A delegation's length where no test can wait for an hour: `FARTHING_TEST_DELEGATION_MS`.
    static let delegationMs = getenv("FARTHING_TEST_DELEGATION_MS").flatMap {
        Int64(String(cString: $0))
    }

    static func at(_ point: String) {
        if wanted == point { kill(getpid(), SIGKILL) }
    }
}
