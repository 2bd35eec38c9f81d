package import FarthingCore
import Synchronization

/// The registered tools of a server, with one gate of their guards for all of its front doors.
///
/// In memory: prices are loaded when the server starts and kept in step by whoever changes them;
/// what the guards have counted is forgotten with a restart.
package final class RegisteredTools: Sendable {
    private let book = Mutex(ToolBook())
    private let gate = Mutex(ToolGate())
    private let clock: any SpendClock

    /// Without any tool.
    package init(clock: any SpendClock = SystemClock()) { self.clock = clock }

    /// Takes in what was made durable; what is not of tools changes nothing.
    package func take(_ items: [RegistryItem]) { book.withLock { $0.take(items) } }

    /// A tool of a workspace, by any spelling of its name; nil for one that is not registered.
    package func tool(_ name: String, in workspace: String) -> ToolBook.Priced? {
        book.withLock { $0.tool(name, in: workspace) }
    }

    /// The tools of a workspace behind a normal name, at most `limit`.
    package func tools(of workspace: String, after: String?, limit: Int) -> [ToolBook.Priced] {
        book.withLock { $0.tools(of: workspace, after: after, limit: limit) }
    }

    /// Whether tools that are not registered are refused, of a workspace's agents.
    package func refusesOthers(in workspace: String) -> Bool {
        book.withLock { $0.refusesOthers(in: workspace) }
    }

    /// Asks a tool's guards for a call.
    ///
    /// - Parameters:
    ///   - principal: the id of the key that calls.
    ///   - run: the run that the call belongs to; nil for none.
    package func admit(
        _ tool: RegisteredTool,
        principal: String,
        run: String?
    ) -> ToolGate.Verdict {
        // Most tools have no guards, and their calls wait for nobody here.
        if !tool.guards.judgeCalls { return .admitted(nil) }
        let now = clock.boundedNanos
        return gate.withLock { $0.admit(tool, principal: principal, run: run, nowNanos: now) }
    }

    /// Gives back what a call took that does not take place.
    package func cancel(_ pass: ToolGate.Pass) {
        let now = clock.boundedNanos
        gate.withLock { $0.cancel(pass, nowNanos: now) }
    }

    /// Tells how a call ended that was let through.
    package func leave(_ pass: ToolGate.Pass, _ end: ToolGate.End) {
        let now = clock.boundedNanos
        gate.withLock { $0.leave(pass, end, nowNanos: now) }
    }
}
