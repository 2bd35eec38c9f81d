public import FarthingCore

/// What a program's budgets are, and where they are kept, as an operator says it outside of the
/// program.
///
/// ```json
/// { "dailyLimit": "5.00 USD", "softLimit": "4.00 USD", "downgradeTo": "gpt-5-mini",
///   "data": "/var/lib/shop/spending", "mode": "enforce", "timezone": "Europe/Berlin" }
/// ```
///
/// or, for budgets that a server keeps, `{ "gateway": { "url": "http://127.0.0.1:8484", "key": "fk_…" } }`.
public struct FarthingConfiguration: Hashable, Sendable {
    /// A running `farthing`; nil where the program keeps its budgets itself.
    public var gateway: Gateway?
    /// The folder for journal and keys; nil for the usual one.
    public var dataFolder: String?
    /// The most that may be spent in a day.
    public var dailyLimit: BudgetLimit?
    /// From when on in the day calls go to another model.
    public var softLimit: BudgetLimit?
    /// The model that takes calls past the soft limit.
    public var downgradeTo: String?
    /// The most that may be spent in a minute.
    public var minuteLimit: BudgetLimit?
    /// False counts and records everything, and refuses nothing.
    public var isEnforced = true
    /// Where the day begins at midnight: an IANA name; nil for UTC.
    public var timezone: String?
    /// Whose budgets these are.
    public var tenant: String?
    /// Which agent the program is.
    public var agent: String?
    /// On whose behalf it runs.
    public var user: String?

    /// One that says nothing yet.
    public init() {}

    /// A running `farthing`, and what it knows the program by.
    public struct Gateway: Hashable, Sendable {
        /// Its address, such as `http://127.0.0.1:8484`; nil where it is reached by a socket.
        public var url: String?
        /// The path of its spend socket; nil where it is reached by an address.
        public var socket: String?
        /// The access key; a secret that no description shows.
        public var key: String

        /// One that is reached by an address.
        public init(url: String, key: String) {
            self.url = url
            self.key = key
        }

        /// One that is reached by a socket.
        public init(socket: String, key: String) {
            self.socket = socket
            self.key = key
        }
    }
}

extension FarthingConfiguration.Gateway: CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// Where it is, without the key; an address that cannot be, and may have a password in it, is
    /// shown as `nowhere`.
    public var description: String { "Gateway(\(place))" }
    /// The same.
    public var debugDescription: String { description }
    /// The same, for `dump`.
    public var customMirror: Mirror {
        Mirror(self, children: ["place": place])
    }

    private var place: String {
        guard let url else { return socket ?? "nowhere" }
        return (try? HTTPAddress(url)) == nil ? "nowhere" : url
    }
}
