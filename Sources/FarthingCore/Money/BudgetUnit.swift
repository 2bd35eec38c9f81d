/// What a budget counts: money in one currency, tokens, calls, concurrent calls, or named credits.
///
/// An amount in a money unit is in nano-units of the currency; in every other unit it is whole.
public enum BudgetUnit: Hashable, Sendable {
    /// Money, in nano-units of the currency with this ISO 4217 code (three capital letters).
    case money(String)
    /// Tokens of input and output together.
    case tokens
    /// Calls, each counting one from its settlement on.
    case calls
    /// Calls in flight: each counts one while it is held, nothing once it is settled.
    case concurrent
    /// Credits with a name of the operator's own.
    case credits(String)

    /// The unit as policies and entries write it: `USD`, `tokens`, `calls`, `concurrent`, `credits:NAME`.
    public var name: String {
        switch self {
        case .money(let currency): currency
        case .tokens: "tokens"
        case .calls: "calls"
        case .concurrent: "concurrent"
        case .credits(let name): "credits:" + name
        }
    }

    /// Whether its amounts are nano-units of a currency.
    package var isMoney: Bool {
        if case .money = self { return true }
        return false
    }

    /// Reads what ``name`` writes; nil for anything else.
    public init?(name: String) {
        switch name {
        case "tokens": self = .tokens
        case "calls": self = .calls
        case "concurrent": self = .concurrent
        default:
            if name.hasPrefix("credits:"), name.utf8.count > 8 {
                self = .credits(String(name.dropFirst(8)))
            } else if name.utf8.count == 3, name.utf8.allSatisfy({ $0 >= 65 && $0 <= 90 }) {
                self = .money(name)
            } else {
                return nil
            }
        }
    }
}
