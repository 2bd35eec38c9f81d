public import FarthingCore

/// A policy of agentguard-spend 0.1.x, as its JSON says it and before it is given our meaning.
public struct AgentguardPolicy: Hashable, Sendable {
    /// The most caps that are read: each window has a handful at most.
    public static let capsMax = 100

    /// Names the policy in the peer's decisions.
    public var id: String
    /// For people; decides nothing.
    public var name: String
    /// Whom the policy is about; a member that is nil or empty fits every call.
    public var scope: AgentguardScope
    /// The limits, in the order in which the peer judges them.
    public var caps: [Cap]
    /// What becomes of what the caps decide.
    public var mode: Mode
    /// Copied into the peer's decisions; decides nothing.
    public var version: Int64
    /// When the policy begins, as written; the peer never reads it.
    public var effectiveFrom: String?
    /// What a call must be trusted with.
    public var requiredCapability: Capability?

    /// One limit.
    public struct Cap: Hashable, Sendable {
        /// US cents; the peer takes any number, one below zero too.
        public var amountCents: Int64
        /// Over what it counts.
        public var window: AgentguardWindow
        /// What happens to a call that would take the window past the amount.
        public var action: Action
        /// The model that takes the call, for `downgrade`.
        public var downgradeTo: String?
        /// For people.
        public var reason: String?

        /// Makes a cap.
        public init(
            amountCents: Int64,
            window: AgentguardWindow,
            action: Action,
            downgradeTo: String? = nil,
            reason: String? = nil
        ) {
            self.amountCents = amountCents
            self.window = window
            self.action = action
            self.downgradeTo = downgradeTo
            self.reason = reason
        }
    }

    /// What a cap does, and what the peer decides; from the mildest to the strictest.
    public enum Action: String, Hashable, Sendable, Comparable, CaseIterable {
        case allow, shadow, downgrade, block

        /// Whether `left` is the milder.
        public static func < (left: Action, right: Action) -> Bool { left.rank < right.rank }

        private var rank: Int {
            switch self {
            case .allow: 0
            case .shadow: 1
            case .downgrade: 2
            case .block: 3
            }
        }
    }

    /// What becomes of a decision.
    public enum Mode: String, Hashable, Sendable, CaseIterable {
        case enforce, shadow
        /// As `enforce`, but that a model without a price passes.
        case canary
    }

    /// Makes a policy.
    public init(
        id: String,
        name: String = "",
        scope: AgentguardScope,
        caps: [Cap],
        mode: Mode,
        version: Int64 = 1,
        effectiveFrom: String? = nil,
        requiredCapability: Capability? = nil
    ) {
        self.id = id
        self.name = name
        self.scope = scope
        self.caps = caps
        self.mode = mode
        self.version = version
        self.effectiveFrom = effectiveFrom
        self.requiredCapability = requiredCapability
    }
}
