/// What a receipt says of a call's usage.
public struct SettledUsage: Hashable, Sendable {
    /// Input tokens of all sorts.
    public var inputTokens: Int64
    /// Output tokens of all sorts.
    public var outputTokens: Int64
    /// The call's cost in nanos.
    public var costNanos: Int64
    /// How the call ended: `complete`, `cut`, `clientGone`, `timeout`, …
    public var ending: String
    /// Where the cost comes from; nil where it is not the price of a usage, but what was held or
    /// what somebody stated.
    public var priced: PricedUsage? {
        get { pricedBox?.value }
        set { pricedBox = newValue.map(Boxed.init) }
    }

    private var pricedBox: Boxed<PricedUsage>?

    /// Makes a statement of usage.
    public init(
        inputTokens: Int64,
        outputTokens: Int64,
        costNanos: Int64,
        ending: String,
        priced: PricedUsage? = nil
    ) {
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.costNanos = costNanos
        self.ending = ending
        pricedBox = priced.map(Boxed.init)
    }
}
