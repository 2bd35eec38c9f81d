import GRPCCore
import Synchronization

/// What the sidecar has done since it started, in numbers.
package final class SidecarCounters: Sendable {
    /// The numbers at a moment.
    package struct Counts: Sendable {
        /// Calls by the name of their rpc, whatever became of them.
        package var calls: [String: Int64] = [:]
        /// Calls that ended with another status than OK, by that.
        package var errors: [String: Int64] = [:]
        /// Decisions by their answer, in the protocol's words.
        package var decisions: [String: Int64] = [:]
        /// Events by what was acknowledged.
        package var events: [String: Int64] = [:]
    }

    private let counts = Mutex(Counts())
    private let running = Atomic(0)

    package init() {}

    package var now: Counts { counts.withLock { $0 } }

    /// Calls that are not answered yet.
    package var openCount: Int { running.load(ordering: .relaxed) }

    /// Counts a call that comes; how many are open with it, on all connections.
    func begin(_ method: String) -> Int {
        counts.withLock { $0.calls[method, default: 0] += 1 }
        return running.add(1, ordering: .relaxed).newValue
    }

    func end() { running.subtract(1, ordering: .relaxed) }

    func note(_ error: any Error) {
        let code =
            (error as? RPCError)?.code ?? (error is CancellationError ? .cancelled : .unknown)
        counts.withLock { $0.errors["\(code)", default: 0] += 1 }
    }

    func note(_ decision: Wire.DecisionResponse.Decision) {
        let name =
            switch decision {
            case .continue: "CONTINUE"
            case .degrade: "DEGRADE"
            case .skip: "SKIP"
            case .stop: "STOP"
            case .stopRunProjection: "STOP_RUN_PROJECTION"
            case .requireApproval: "REQUIRE_APPROVAL"
            case .unspecified, .UNRECOGNIZED: "UNSPECIFIED"
            }
        counts.withLock { $0.decisions[name, default: 0] += 1 }
    }

    func note(_ status: Wire.TraceEventAck.Status) {
        let name = status == .accepted ? "ACCEPTED" : "REJECTED"
        counts.withLock { $0.events[name, default: 0] += 1 }
    }
}
