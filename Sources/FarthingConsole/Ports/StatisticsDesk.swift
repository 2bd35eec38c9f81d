package import FarthingCore

/// What the journal's entries add up to; implemented by whoever keeps the sums.
///
/// Every question may be asked of all entries up to now: what is answered counts each entry that was
/// durable when it was asked.
package protocol StatisticsDesk: Sendable {
    /// How many calls were admitted in an account of a window, by its key; 0 for one without any.
    func calls(in account: AccountKey) async throws -> Int64

    /// What some agents did, in their order: one question for all lines of a list.
    ///
    /// - Throws: ``ConsoleError`` 503 where it cannot be read.
    func activity(of agents: [AgentActivity.Question]) async throws -> [AgentActivity]

    /// The sums of calls between two times, grouped.
    ///
    /// - Throws: ``ConsoleError`` 503 where they cannot be read.
    func sums(_ question: StatisticsQuestion) async throws -> [StatisticsSum]

    /// How often each reason that begins with `prefix` was given: for calls that were admitted, and
    /// for those that were refused, repeats included. Those refused because an account was paused
    /// count for none: nobody had asked the rules.
    ///
    /// - Parameter prefix: `rule:`, or what begins with it; others are not counted.
    func reasons(prefix: String) async throws -> [String: Int64]

    /// Runs, the latest begun first, at most as many as asked for.
    func runs(_ question: RunsQuestion) async throws -> [RunStatement]

    /// A run with the runs below it; nil where there is none.
    ///
    /// - Parameter workspace: nil for whichever has one of the name, the latest begun.
    func run(_ name: String, workspace: String?) async throws -> RunTree?

    /// Entries by what they are about.
    ///
    /// - Throws: ``ConsoleError`` 422 for a place that is none, 503 where they cannot be read.
    func entries(_ question: EntryQuestion) async throws -> EntryPage

    /// The values of a field that entries have, in the order of their bytes: those behind one, at most so
    /// many.
    func values(of field: EntryField, after: String?, limit: Int) async throws -> [String]

    /// The number of the entry behind all that answers count.
    func countedUntil() async throws -> Int64
}

/// Who keeps sums alone has no runs, and no entries to show.
extension StatisticsDesk {
    package func runs(_ question: RunsQuestion) async throws -> [RunStatement] { [] }

    package func run(_ name: String, workspace: String?) async throws -> RunTree? { nil }

    package func entries(_ question: EntryQuestion) async throws -> EntryPage {
        EntryPage(rows: [], next: nil)
    }

    package func values(
        of field: EntryField,
        after: String?,
        limit: Int
    ) async throws -> [String] { [] }

    package func countedUntil() async throws -> Int64 { 0 }

    /// Asks for one after the other.
    package func activity(
        of agents: [AgentActivity.Question]
    ) async throws -> [AgentActivity] {
        var found: [AgentActivity] = []
        for question in agents {
            var activity = AgentActivity(
                callsToday: try await calls(in: question.account),
                lastCallAtMs: nil
            )
            for limit in AgentActivity.lastEntries where activity.lastCallAtMs == nil {
                let last = AgentActivity.last(limit, of: question.agent)
                activity.lastCallAtMs = AgentActivity.lastCallAtMs(try await entries(last).rows)
            }
            found.append(activity)
        }
        return found
    }
}

/// What an agent did.
package struct AgentActivity: Hashable, Sendable {
    /// Whose is asked for.
    package struct Question: Hashable, Sendable {
        /// The agent's id.
        package var agent: String
        /// The account whose calls are counted.
        package var account: AccountKey

        package init(agent: String, account: AccountKey) {
            self.agent = agent
            self.account = account
        }
    }

    /// Calls that were admitted in the account.
    package var callsToday: Int64
    /// When it last asked for something; nil for never.
    package var lastCallAtMs: Int64?

    /// How many entries about an agent are looked through for its last call: nearly always the last one
    /// is of it, and what operators do between two calls is less than the rest.
    package static let lastEntries = [1, 20]

    /// The last entries about an agent.
    package static func last(_ limit: Int, of agent: String) -> EntryQuestion {
        EntryQuestion(terms: [(field: .agent, value: agent)], limit: limit)
    }

    /// When the last call was made; what was done to the agent is none of its calls.
    ///
    /// - Parameter rows: the latest first.
    package static func lastCallAtMs(_ rows: [EntryRow]) -> Int64? {
        rows.first { $0.hold != nil || $0.kind == "refusal" }?.atMs
    }

    package init(callsToday: Int64, lastCallAtMs: Int64?) {
        self.callsToday = callsToday
        self.lastCallAtMs = lastCallAtMs
    }
}

/// Which sums are asked for.
package struct StatisticsQuestion: Sendable {
    /// From when, in milliseconds UTC, inclusive; whole hours are counted.
    package var fromMs: Int64
    /// Until when, exclusive.
    package var toMs: Int64
    /// What they are grouped by; nil for one sum.
    package var by: Dimension?
    /// Whether each hour has sums of its own.
    package var isHourly: Bool
    /// Only calls of these, as `project: default`: beside that of ``by`` and one other dimension at most,
    /// and of that only where the two are kept together: an agent or a run with a model or a tool.
    package var filter: [Dimension: String]
    /// Groups by what became of the calls instead of ``by``: `allow`, `downgrade`, `shadow`, or a refusal's
    /// code.
    package var isByDecision: Bool = false
    /// Only calls of which this became; with no other filter but `project`.
    package var decision: String?

    package init(
        fromMs: Int64 = 0,
        toMs: Int64 = Int64.max,
        by: Dimension? = nil,
        isHourly: Bool = false,
        filter: [Dimension: String] = [:]
    ) {
        self.fromMs = fromMs
        self.toMs = toMs
        self.by = by
        self.isHourly = isHourly
        self.filter = filter
    }
}

/// What some calls add up to.
package struct StatisticsSum: Hashable, Sendable {
    /// The value of what it is grouped by; empty for calls without one.
    package var value: String
    /// The hour's start in milliseconds UTC; nil where hours are added up.
    package var hourMs: Int64?
    /// The unit of the money: a currency, as ISO 4217 writes it.
    package var currency: String
    /// Calls that were admitted.
    package var calls: Int64
    /// Calls that were refused, repeats included.
    package var refused: Int64
    /// What the admitted ones cost, in nano-units; what is held for open ones is not in it.
    package var costNanos: Int64
    /// What the refused ones would have cost at most, in nano-units.
    package var refusedNanos: Int64
    /// Tokens, where they are known.
    package var inputTokens: Int64
    package var outputTokens: Int64
    /// Distinct agents among the calls, where it is grouped by tool over all time; else 0.
    package var agents: Int64

    package init(
        value: String,
        hourMs: Int64? = nil,
        currency: String,
        calls: Int64,
        refused: Int64 = 0,
        costNanos: Int64,
        refusedNanos: Int64 = 0,
        inputTokens: Int64 = 0,
        outputTokens: Int64 = 0,
        agents: Int64 = 0
    ) {
        self.value = value
        self.hourMs = hourMs
        self.currency = currency
        self.calls = calls
        self.refused = refused
        self.costNanos = costNanos
        self.refusedNanos = refusedNanos
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.agents = agents
    }
}
