import FarthingCore
import Synchronization

/// Calls that were given up at their time limit and are running still, by tool: a tool that hangs uses
/// up its own share and nobody else's.
package final class Orphans: Sendable {
    private let toolMax: Int
    private let count = Atomic(0)
    private let late = Atomic(0)
    private let tools = Mutex<[GuardKey: Int]>([:])

    package init(toolMax: Int) {
        self.toolMax = max(1, toolMax)
    }

    /// How many are running.
    package var running: Int { count.load(ordering: .relaxed) }
    /// How many have ended, whose results were dropped.
    var ended: Int { late.load(ordering: .relaxed) }

    /// Whether the tool has room for one more that might not stop.
    func hasRoom(_ key: GuardKey) -> Bool {
        guard running > 0 else { return true }
        return tools.withLock { $0[key, default: 0] } < toolMax
    }

    func begin(_ key: GuardKey) {
        count.add(1, ordering: .relaxed)
        tools.withLock { $0[key, default: 0] += 1 }
    }

    func end(_ key: GuardKey) {
        tools.withLock { tools in
            guard let left = tools[key], left > 1 else {
                tools[key] = nil
                return
            }
            tools[key] = left - 1
        }
        late.add(1, ordering: .relaxed)
        count.subtract(1, ordering: .relaxed)
    }
}
