/// What can be set of the proxy for MCP servers.
package struct MCPOptions: Sendable {
    /// What becomes of calls of tools for which no price is registered.
    package enum UnknownTools: Hashable, Sendable {
        case refuse
        /// They cost so many nano-dollars; 0 for nothing.
        case cost(nanos: Int64)
    }

    /// How long a call may take at most, in milliseconds.
    package static let timeoutMs: ClosedRange<Int64> = 1_000...3_540_000
    /// The longest message that can be allowed, in bytes.
    package static let messageBytes: ClosedRange<Int> = 4_096...67_108_864

    /// The run that calls count in; nil makes one for each session.
    package var run: String?
    /// Stands before each tool's name where prices and rules speak of it.
    package var prefix = ""
    package var unknownTools = UnknownTools.refuse
    /// The name of the tool that tells what is left; nil for none.
    package var statusTool: String? = "budget_status"
    /// The longest message in either direction, in bytes.
    package var messageBytesMax = 4 << 20
    /// Calls of tools of one session that may be under way at once.
    package var callsMax = 256
    /// How long a call may take, in milliseconds; ``timeoutMs``.
    package var timeoutMs: Int64 = 600_000
    /// How long calls under way may take to end once the client is gone, in milliseconds.
    package var drainMs: Int64 = 5_000

    /// The defaults.
    package init() {}

    /// How long a hold lasts that nothing closes: longer than the call, so that its end is told
    /// first.
    var holdMs: Int64 { timeoutMs + 60_000 }
}
