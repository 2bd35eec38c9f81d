import FarthingCore

/// An agent with what the book and the statistics say of its day.
struct AgentView: Sendable {
    /// What an agent may do.
    enum State: String, Hashable, Sendable, CaseIterable {
        case active
        /// Its calls are refused: by somebody's word, or because one went past its limit.
        case paused
        /// Its calls are refused by the kill switch, whatever budgets they count in.
        case killed
        /// It is out of use, and its key with it.
        case retired
    }

    var agent: Agent
    var currency: String
    var account: AccountStatement
    /// Calls that were admitted in the account.
    var callsToday: Int64
    /// When it was last heard of; nil for never.
    var lastCallAtMs: Int64?
    /// Whether its key is in use, and when that ends.
    var hasKey: Bool
    var keyExpiresAtMs: Int64?
    var version: Int64
    /// Whether the kill switch stops it.
    var isKilled: Bool

    var state: State { Self.state(of: agent, isKilled: isKilled, isPaused: account.isPaused) }

    static func state(of agent: Agent, isKilled: Bool, isPaused: Bool) -> State {
        if agent.isRetired { return .retired }
        if isKilled { return .killed }
        return isPaused ? .paused : .active
    }

    /// Writes the members of an answer.
    func write(to json: inout JSONWriter) {
        json.key("calls_today")
        json.int(callsToday)
        json.key("created_at_ms")
        json.int(agent.createdAtMs)
        json.key("currency")
        json.string(currency)
        json.key("daily_limit_nanos")
        json.int(agent.dailyLimitNanos ?? 0)
        json.key("day_ends_ms")
        json.int(account.windowEndsMs)
        json.key("held_nanos")
        json.int(account.held)
        json.key("id")
        json.string(agent.id)
        json.key("is_registered")
        json.bool(true)
        json.key("key")
        if hasKey {
            Self.writeKey(agent.keyID, expiresAtMs: keyExpiresAtMs, to: &json)
        } else {
            json.null()
        }
        json.key("last_call_at_ms")
        json.int(lastCallAtMs)
        json.key("name")
        json.string(agent.name)
        json.key("remaining_nanos")
        json.int(agent.isRetired ? 0 : account.free)
        json.key("spent_today_nanos")
        json.int(account.spent)
        json.key("state")
        json.string(state.rawValue)
        json.key("version")
        json.int(version)
        json.key("workspace")
        json.string(agent.workspace)
    }

    /// Writes a key of an agent, without its secret.
    static func writeKey(_ id: String, expiresAtMs: Int64?, to json: inout JSONWriter) {
        json.beginObject()
        json.key("expires_at_ms")
        json.int(expiresAtMs)
        json.key("id")
        json.string(id)
        json.endObject()
    }
}
