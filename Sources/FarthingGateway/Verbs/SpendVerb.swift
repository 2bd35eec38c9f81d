import NIOHTTP1

/// What can be asked of the ledger over HTTP, under `/v1/spend/`.
enum SpendVerb: String {
    /// What the policy would say; nothing is held.
    case decide
    case hold, dispatch, extend, settle, release
    /// The accounts that the key's calls count in.
    case budgets

    /// The verb of a request; nil when there is none of that name and method.
    init?(method: HTTPMethod, name: Substring) {
        guard let verb = SpendVerb(rawValue: String(name)) else { return nil }
        guard method == (verb == .budgets ? .GET : .POST) else { return nil }
        self = verb
    }
}
