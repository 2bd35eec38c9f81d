public import FarthingCore

/// A call as agentguard-spend is asked about it: what it will cost is estimated before.
public struct AgentguardCall: Hashable, Sendable {
    /// What the caller says; the peer guesses it from the model where it is empty.
    public var provider: String
    /// The model's name, exactly.
    public var model: String
    /// Any number: the peer takes one below zero, and a price below zero from it.
    public var inputTokens: Int64
    /// As for the input.
    public var outputTokens: Int64
    /// Whom the call is for.
    public var scope: AgentguardScope
    /// What the caller says that it may do; the peer believes it.
    public var capabilityClaim: Capability?

    /// Makes a call.
    public init(
        provider: String,
        model: String,
        inputTokens: Int64,
        outputTokens: Int64,
        scope: AgentguardScope,
        capabilityClaim: Capability? = nil
    ) {
        self.provider = provider
        self.model = model
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.scope = scope
        self.capabilityClaim = capabilityClaim
    }
}
