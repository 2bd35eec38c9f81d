public import FarthingCore

/// Who and what the calls of the running task are for; child tasks inherit it.
///
/// Read by every call of a governor, a session or a guard, and set with `withScope`,
/// `withRun`, `withCustody` and `withCapability`. Several may be
/// open at once: they are values of tasks and never of the process.
public struct SpendContext: Sendable {
    /// What holds where nothing was set: nothing.
    public static let empty = SpendContext()

    /// The running task's context.
    public static var current: SpendContext { Storage.shared?.context ?? .empty }

    /// The same where it is only looked at; nil where nothing was set.
    static var shared: Shared? { Storage.shared }

    /// A task's context in one piece, so that who reads it copies nothing.
    final class Shared: Sendable {
        let context: SpendContext

        init(_ context: SpendContext) { self.context = context }
    }

    /// Team, user, agent, run and tags of the calls.
    public package(set) var scope = Scope()
    /// The run that the calls belong to; nil outside of one.
    public package(set) var run: Run?
    /// What the calls are trusted with; nil for what the governor's options say.
    public package(set) var capability: Capability?
    /// What reads have proven and writes may rely on; nil outside of `withCustody`.
    public package(set) var custody: Custody?
    /// The local limits around the task.
    package var pools = PoolStack()

    private enum Storage {
        @TaskLocal static var shared: Shared?
    }

    /// One run of an agent: what attempts and idempotency keys are counted by.
    public struct Run: Hashable, Sendable {
        /// The run's id, as the program named it.
        public let id: String
    }

    /// Under what facts are kept: an id that cannot be guessed, and whom they are about.
    public struct Custody: Hashable, Sendable {
        /// The session's id; whoever has it has its facts.
        public let id: String
        /// Whom the facts are about, such as `["user": "alice"]`.
        public let scope: [String: String]
    }

    /// Runs `body` with a context in which `change` was made.
    package static func with<Value>(
        _ change: (inout SpendContext) -> Void,
        _ body: () async throws -> Value
    ) async rethrows -> Value {
        var context = current
        change(&context)
        return try await Storage.$shared.withValue(Shared(context), operation: body)
    }

    /// The same for a body that does not wait.
    package static func with<Value>(
        _ change: (inout SpendContext) -> Void,
        _ body: () throws -> Value
    ) rethrows -> Value {
        var context = current
        change(&context)
        return try Storage.$shared.withValue(Shared(context), operation: body)
    }
}
