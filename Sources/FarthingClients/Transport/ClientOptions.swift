public import Farthing
public import FarthingCore

/// What can be set of a client or a transport.
public struct ClientOptions: Sendable {
    /// How long to wait.
    public struct Timeouts: Hashable, Sendable {
        /// For a connection to come about, in milliseconds; 1...600,000.
        public var connectMs: Int64
        /// For the next byte of an answer, in milliseconds; 1...86,400,000. Models that think are
        /// silent for minutes.
        public var silenceMs: Int64

        /// Ten seconds for a connection, ten minutes of silence.
        public init(connectMs: Int64 = 10_000, silenceMs: Int64 = 600_000) {
            self.connectMs = min(max(1, connectMs), 600_000)
            self.silenceMs = min(max(1, silenceMs), 86_400_000)
        }
    }

    /// Where the provider listens; nil for its own address. What stands behind it is the provider's
    /// own path, `/v1/…` with OpenAI's.
    public var baseURL: String?
    /// Fields that every request carries: an organisation, beta names.
    public var fields: [ProviderRequest.Field] = []
    /// How long to wait.
    public var timeouts = Timeouts()
    /// How often a call that failed and was not billed is made again; each time as a call of its
    /// own. 0...10.
    public var retriesMax = 0
    /// How long a hold lasts that nothing renews, in milliseconds, 1,000...86,400,000; it is renewed
    /// while a call runs.
    public var holdMs: Int64 = SpendRequest.expiresInMs
    /// The longest plain answer that is taken, in bytes.
    public var answerBytesMax = 64 << 20
    /// Whether what a request leaves to the settings of a project is written in: OpenAI's standard
    /// tier.
    public var pinsServiceTier = true
    /// Whether a provider that counts a request's input free of charge is asked where the bound of
    /// it does not fit and the count may.
    public var asksForCount = true
    /// For how long a stream that its reader has left is heard out, so that it is billed right; in
    /// milliseconds, 0...60,000.
    public var drainMs: Int64 = 2_000
    /// A session that every call of the client is bound by, wherever it is made, beside the limits
    /// around the task; nil for these alone.
    public var session: BudgetedSession?
    /// Counts the input of a request, where the app knows better than a bound by bytes; nil, or
    /// more than the bound, leaves that. Too low a count admits calls that cost more than is held
    /// for them.
    public var inputTokens: (@Sendable (_ model: String, _ body: [UInt8]) -> Int64?)?

    /// The defaults.
    public init() {}

    /// Throws for what would be charged and never read, or never admitted.
    func check() throws(SpendError) {
        guard (1_000...86_400_000).contains(holdMs), answerBytesMax > 0 else {
            throw SpendError(
                .invalid,
                "An option is out of bounds: holdMs lies from 1,000 to 86,400,000, and "
                    + "answerBytesMax above 0."
            )
        }
    }
}

/// What one call has cost.
public struct CallBill: Hashable, Sendable {
    /// The hold.
    public let id: HoldID
    /// What was charged, in nano-dollars.
    public let costNanos: Int64
    /// How well that is known: as the provider has reported it, as it was counted here, or not at
    /// all, where what was held is charged.
    public let evidence: Evidence
    /// The model that the call went to.
    public let model: String
    /// The model that was asked for.
    public let modelRequested: String
    /// The output limit that was written into the request because more did not fit; nil where it
    /// was left alone.
    public let outputLimitTokens: Int64?
    /// Why it is another call than was asked for; empty for most.
    public let reasons: [String]
    /// The journal's entry; nil where only local limits hold the call, or it is not durable yet.
    public let sequence: Int64?
    /// False where the ledger has not confirmed it: the hold's expiry charges what was held then.
    public let isBooked: Bool
}
