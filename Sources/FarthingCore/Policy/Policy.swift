/// Everything that a budget owner has said, for one tenant.
public struct Policy: Hashable, Sendable {
    /// The most budgets that one policy may have: a call is matched against all of them.
    public static let budgetsMax = 1_000
    /// The most rules that one policy may have.
    public static let rulesMax = 1_000

    /// Names the policy in entries: the file's name, or what the operator calls it.
    public var id: String
    /// The version of the language; 1.
    public var version: Int64
    /// Whose policy it is.
    public var tenant: String
    /// False applies the whole policy in shadow: counted and recorded, nothing refused.
    public var isEnforced: Bool
    /// What happens to a call whose model has no price.
    public var unpriced: Unpriced
    /// True lets a call pass that no budget matches.
    public var allowsUnmatched: Bool
    /// The budgets, in the order given; the order has no meaning.
    public var budgets: [Budget]
    /// The rules, in the order given; the order has no meaning.
    public var rules: [Rule]
    /// The operator's own prices, in place of the book's; at most ``PriceOverride/overridesMax``.
    public var prices: [PriceOverride]
    /// The operator's own exchange rates, before the built-in ones; at most
    /// ``ExchangeRate/ratesMax``.
    public var rates: [ExchangeRate]
    /// When the policy counts; at another time its budgets match nothing, and its rules say nothing.
    public var effective: EffectiveDates
    /// Of which dimensions no value is kept.
    public var privacy: Privacy

    /// What happens to a call whose model has no price.
    public enum Unpriced: Hashable, Sendable {
        /// The call is refused.
        case refuse
        /// The call is priced at this much, in nanos per million tokens of input and of output.
        case ceiling(nanosPerMillion: Int64)
    }

    /// Makes a policy; ``CompiledPolicy`` checks its bounds.
    public init(
        id: String,
        version: Int64 = 1,
        tenant: String = "default",
        isEnforced: Bool = true,
        unpriced: Unpriced = .refuse,
        allowsUnmatched: Bool = false,
        budgets: [Budget] = [],
        rules: [Rule] = [],
        prices: [PriceOverride] = [],
        rates: [ExchangeRate] = [],
        effective: EffectiveDates = .always,
        privacy: Privacy = Privacy()
    ) {
        self.id = id
        self.version = version
        self.tenant = tenant
        self.isEnforced = isEnforced
        self.unpriced = unpriced
        self.allowsUnmatched = allowsUnmatched
        self.budgets = budgets
        self.rules = rules
        self.prices = prices
        self.rates = rates
        self.effective = effective
        self.privacy = privacy
    }
}
