import FarthingCore

/// What a parent run has carved out of its budgets for a child run, as its token says it.
struct Allowance: Sendable, Hashable {
    /// The longest token, in bytes: it is sent with every call of the child.
    static let tokenBytesMax = 4_096
    /// How deep carving may go below the first allowance.
    static let depthMax: Int64 = 8
    /// The longest that an allowance lasts, renewals included: a day, in milliseconds.
    static let lastsMsMax: Int64 = 86_400_000
    /// Patterns of models, or of tools, that one allowance may name.
    static let patternsMax = 16

    /// One account in which the child's calls count as the parent's do.
    struct Line: Sendable, Hashable {
        var budget: String
        var scope: String
        /// Whether money was set aside in it; the calls of the child are then drawn from that. Else
        /// they count there beside the parent's own.
        var isCarved: Bool
    }

    /// The hold that keeps the money.
    var hold: HoldID
    /// The id of the key that carved it.
    var principal: String
    /// The id of the only key that may use it; nil for every key of this server.
    var holder: String?
    /// The run that carved it, where it has a name.
    var parentRun: String?
    /// The run that it is for.
    var run: String
    /// How many more levels may be carved out of it.
    var depth: Int64
    /// When it ends whatever happens, in milliseconds UTC; the hold may end before.
    var endsAtMs: Int64
    /// What was carved in dollars; nil where no money was.
    var nanos: Int64?
    /// Which models may be called: one of each list's patterns must fit. Each level adds its own.
    var models: [[Glob]]
    /// The same for tools.
    var tools: [[Glob]]
    var lines: [Line]
}

extension Allowance {
    /// Throws where this key may not use it.
    func check(_ key: AccessKey) throws(RequestRefusal) {
        if let holder, holder != key.id { throw .allowanceOfAnother }
    }

    /// Throws where nothing more may be spent under it. Whether its hold is still open, the ledger
    /// knows.
    func check(nowMs: Int64) throws(RequestRefusal) {
        guard nowMs < endsAtMs else { throw .allowanceExpired }
    }

    /// Throws where a call is for what it does not allow, or comes too late.
    func check(model: String?, tool: String?, nowMs: Int64) throws(RequestRefusal) {
        try check(nowMs: nowMs)
        if let model, !Self.allows(models, model) {
            throw .allowanceForbids("model", model, models)
        }
        if let tool, !Self.allows(tools, tool) { throw .allowanceForbids("tool", tool, tools) }
    }

    private static func allows(_ levels: [[Glob]], _ value: String) -> Bool {
        levels.allSatisfy { level in level.contains { $0.matches(value) } }
    }

    /// The scope of a child's call: its run is the one that the allowance is for.
    func claim(_ scope: inout Scope) throws(RequestRefusal) {
        if let own = scope[.run], own != run {
            throw .claim("x-farthing-run", "the allowance is for another run")
        }
        scope[.run] = run
        scope[RunFields.parentRun] = parentRun
    }

    /// A call's budgets with those of the allowance, which come first: what is carved is drawn from
    /// it, whatever account the child would have there; what is not counts in both accounts.
    func joined(
        _ lines: [BudgetLine],
        _ budgets: [Budget],
        _ policy: Policy,
        _ rates: ExchangeRates,
        atMs: Int64
    ) -> (lines: [BudgetLine], budgets: [Budget]) {
        var joined: (lines: [BudgetLine], budgets: [Budget]) = ([], [])
        for line in self.lines {
            guard let budget = policy.budgets.first(where: { $0.id == line.budget }),
                line.isCarved || budget.effective.contains(atMs)
            else { continue }
            joined.lines.append(
                BudgetLine(
                    budget: budget.id,
                    scope: line.scope,
                    unit: budget.unit,
                    rateNanos: rates.lineUnit(budget.unit, atMs: atMs).rateNanos,
                    isEnforced: budget.isEnforced && policy.isEnforced,
                    isDrawn: line.isCarved
                )
            )
            joined.budgets.append(budget)
        }
        let parents = joined.lines
        for (line, budget) in zip(lines, budgets) {
            let isThere = parents.contains { other in
                other.budget == line.budget && (other.isDrawn || other.scope == line.scope)
            }
            if isThere { continue }
            joined.lines.append(line)
            joined.budgets.append(budget)
        }
        return joined
    }
}

extension RequestRefusal {
    private static func allowance(_ code: String, _ message: String) -> RequestRefusal {
        RequestRefusal(403, code, type: "permission_error", message, param: "x-farthing-allowance")
    }

    static let allowanceInvalid = allowance(
        "allowance_invalid",
        "The allowance is none that this server has signed. Send it as it was answered (fa_…)."
    )
    static let allowanceExpired = allowance(
        "allowance_expired",
        "The allowance's time is over. Its parent run can carve another."
    )
    static let allowanceOfAnother = allowance(
        "allowance_of_another_key",
        "The allowance was carved for another Farthing key."
    )

    static func allowanceForbids(
        _ what: String,
        _ value: String,
        _ levels: [[Glob]]
    ) -> RequestRefusal {
        let allowed = levels.map { $0.map(\.pattern).joined(separator: ", ") }
        return allowance(
            "allowance_forbids_\(what)",
            "The allowance does not allow the \(what) '\(value)'. It allows: "
                + allowed.joined(separator: "; and of these: ") + "."
        )
    }

    static let allowanceDepth = allowance(
        "allowance_depth",
        "Nothing more may be carved out of this allowance: its depth is 0. Its parent can carve one "
            + "with a greater depth."
    )
}
