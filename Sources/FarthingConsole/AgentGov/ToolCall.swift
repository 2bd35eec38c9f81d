import FarthingCore

/// A call of a tool on its way from its announcement to its answer. A class, because it is handed
/// on often and copies of it would cost more than all else.
final class ToolCall: Sendable {
    let key: AccessKey
    let found: Registry.Found
    /// As its caller named the tool.
    let tool: String
    /// What its caller has said that it costs.
    let estimateNanos: Int64
    let costNanos: Int64
    let limitNanos: Int64
    let nowMs: Int64
    /// What the rules have said of it; nothing before they are asked.
    let verdict: RuleVerdict

    init(
        key: AccessKey,
        found: Registry.Found,
        tool: String,
        estimateNanos: Int64,
        limitNanos: Int64,
        nowMs: Int64
    ) {
        self.key = key
        self.found = found
        self.tool = tool
        self.estimateNanos = estimateNanos
        costNanos = found.tool?.costNanos ?? estimateNanos
        self.limitNanos = limitNanos
        self.nowMs = nowMs
        verdict = .silence
    }

    /// The same call with what the rules have said of it.
    init(_ call: ToolCall, _ verdict: RuleVerdict) {
        key = call.key
        found = call.found
        tool = call.tool
        estimateNanos = call.estimateNanos
        costNanos = call.costNanos
        limitNanos = call.limitNanos
        nowMs = call.nowMs
        self.verdict = verdict
    }

    /// What receipts call the tool: one name for all spellings of one.
    var shownTool: String { found.tool?.name ?? tool }
}
