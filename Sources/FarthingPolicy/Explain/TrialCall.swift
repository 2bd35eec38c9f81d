package import FarthingCore

/// One call as a trial judges it: what a client would ask for, without its content.
package struct TrialCall: Hashable, Sendable {
    /// Who and what the call is for, provider and model included.
    package var scope: Scope
    /// Tokens of input.
    package var inputTokens: Int64
    /// The most tokens of output; nil for as many as the model can make.
    package var outputTokens: Int64?
    /// What the call costs at the most, in nanos, where it is stated and not priced by the book.
    package var statedNanos: Int64?
    /// What it would cost with other models, where that is stated too.
    package var otherNanos: [String: Int64]
    /// What the caller's key is trusted with.
    package var capability: Capability?
    /// What is known of the call's run.
    package var run: RunFacts?
    /// Whether the answer comes as a stream, which some budgets hold for in steps.
    package var isStream: Bool

    package init(
        scope: Scope,
        inputTokens: Int64 = 0,
        outputTokens: Int64? = 0,
        statedNanos: Int64? = nil,
        otherNanos: [String: Int64] = [:],
        capability: Capability? = nil,
        run: RunFacts? = nil,
        isStream: Bool = false
    ) {
        self.scope = scope
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.statedNanos = statedNanos
        self.otherNanos = otherNanos
        self.capability = capability
        self.run = run
        self.isStream = isStream
    }

    /// The model that the call asks for; empty where it names none.
    package var model: String { scope[.model] ?? "" }

    /// The same call for another model.
    func renamed(to model: String) -> TrialCall {
        var call = self
        if !model.isEmpty { call.scope[.model] = model }
        return call
    }
}
