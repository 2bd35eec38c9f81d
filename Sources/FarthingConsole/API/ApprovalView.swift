import FarthingCore

/// What waits for somebody's yes, or has waited: a call that the policy sends to a group, or a tool's
/// call that a rule of its workspace holds.
struct ApprovalView: Sendable {
    /// What is asked for.
    enum Kind: String, Hashable, Sendable {
        case call
        case toolCall = "tool_call"
    }

    /// A vote that was counted.
    struct Vote: Sendable {
        /// As entries name whoever has given it.
        var by: String
        var isFor: Bool
        var note: String
        var atMs: Int64
        var sequence: Int64
    }

    /// What is set aside in one account.
    struct Line: Sendable {
        var budget: String
        var scope: String
        var unit: String
        var amount: Int64
    }

    var id: String
    var kind: Kind
    var state: ApprovalState
    /// Nil where the call has none.
    var workspace: String?
    var agent: String?
    var run: String?
    var keyID: String
    var model: String?
    var tool: String?
    var lines: [Line]
    /// The most that it can cost, in nano-units of ``currency``.
    var costNanos: Int64
    var currency: String
    var reasons: [String]
    /// The group that is asked; nil for whoever may decide.
    var approvers: String?
    var needed: Int64
    var votes: [Vote]
    var askedAtMs: Int64
    var untilMs: Int64
    /// The hold of the call that was made with it.
    var usedBy: String?
    /// The entry that asked for it.
    var sequence: Int64

    /// One of the book's own.
    init(_ approval: ApprovalStatement) {
        id = approval.id.description
        kind = .call
        state = approval.state
        workspace = approval.scope[.project]
        agent = approval.scope[.agent]
        run = approval.scope[.run]
        keyID = approval.principal
        model = CallTarget.model(approval.scope, approval.model)
        tool = approval.scope[.tool]
        lines = approval.lines.map { line in
            // A budget that is not known any more has no unit.
            Line(
                budget: line.budget,
                scope: line.scope,
                unit: line.unit?.name ?? "",
                amount: line.amount
            )
        }
        costNanos = approval.projectedNanos
        currency = "USD"
        reasons = approval.reasons
        approvers = approval.terms.group
        needed = approval.terms.needed
        votes = approval.votes.map { vote in
            Vote(
                by: Self.name(ofVoter: vote.voter),
                isFor: vote.isFor,
                note: vote.note,
                atMs: vote.atMs,
                sequence: vote.sequence
            )
        }
        askedAtMs = approval.askedAtMs
        untilMs = approval.untilMs
        usedBy = approval.usedBy?.description
        sequence = approval.openedSequence
    }

    /// A tool's call.
    ///
    /// - Parameter item: what the registry has of it.
    init(_ ask: ToolAsk, _ item: RegistryItem?, _ registry: Registry, nowMs: Int64) {
        let workspace = registry.workspace(ask.workspace)
        let agent = registry.agent(ask.agent)
        id = ask.id
        kind = .toolCall
        state = Self.state(ask.state(nowMs: nowMs))
        self.workspace = ask.workspace
        self.agent = ask.agent
        run = nil
        keyID = agent?.keyID ?? ""
        model = nil
        tool = ask.tool
        currency = workspace?.currency ?? "USD"
        lines = [
            Line(
                budget: Workspace.agentsBudget(ask.workspace),
                scope: agent?.account ?? "",
                unit: currency,
                amount: ask.costNanos
            )
        ]
        costNanos = ask.costNanos
        reasons = ask.rules.map { registry.rule($0)?.name ?? "rule:\($0)" }
        approvers = nil
        needed = 1
        votes = []
        sequence = max(1, item?.sequence ?? 0)
        if let by = ask.decidedBy, ask.state == .approved || ask.state == .denied {
            votes = [
                Vote(
                    by: by,
                    isFor: ask.state == .approved,
                    note: "",
                    atMs: item?.changedAtMs ?? ask.createdAtMs,
                    sequence: sequence
                )
            ]
        }
        askedAtMs = ask.createdAtMs
        untilMs = ask.untilMs
        usedBy = ask.state == .approved ? ask.hold.description : nil
    }

    /// A yes to a tool's call spends its money at once.
    static func state(_ state: ToolAsk.State) -> ApprovalState {
        switch state {
        case .pending: .pending
        case .approved: .used
        case .denied: .denied
        case .withdrawn: .withdrawn
        case .expired: .expired
        }
    }

    /// The book knows a key by its id alone, and others by their names.
    private static func name(ofVoter voter: String) -> String {
        let isName = voter == Principal.admin.name || voter.hasPrefix(Person.principalName(""))
        return isName ? voter : "key:" + voter
    }

    /// Writes the members of an answer.
    ///
    /// - Parameters:
    ///   - tenant: whose it is.
    ///   - isPeer: whether the state is told in SpendGuard's words.
    func write(to json: inout JSONWriter, tenant: String, isPeer: Bool = false) {
        json.key("agent")
        json.string(agent)
        json.key("approval_id")
        json.string(id)
        json.key("approvers")
        json.string(approvers)
        json.key("asked_at_ms")
        json.int(askedAtMs)
        json.key("cost_nanos")
        json.int(costNanos)
        json.key("created_at")
        json.timestamp(askedAtMs)
        json.key("currency")
        json.string(currency)
        json.key("decision_id")
        json.string(decisionID)
        json.key("entry")
        json.int(sequence)
        json.key("id")
        json.string(id)
        json.key("key_id")
        json.string(keyID)
        json.key("kind")
        json.string(kind.rawValue)
        json.key("lines")
        json.beginArray()
        for line in lines {
            json.beginObject()
            json.key("amount")
            json.int(line.amount)
            json.key("budget")
            json.string(line.budget)
            json.key("scope")
            json.string(line.scope)
            json.key("unit")
            json.string(line.unit)
            json.endObject()
        }
        json.endArray()
        json.key("model")
        json.string(model)
        json.key("needed")
        json.int(needed)
        json.key("reasons")
        json.texts(reasons)
        json.key("run")
        json.string(run)
        json.key("state")
        json.string(isPeer ? ApprovalWord(peer: state).rawValue : state.rawValue)
        json.key("tenant_id")
        json.string(tenant)
        json.key("tool")
        json.string(tool)
        json.key("ttl_expires_at")
        json.timestamp(untilMs)
        json.key("until_ms")
        json.int(untilMs)
        json.key("used_by")
        json.string(usedBy)
        json.key("votes")
        json.beginArray()
        for vote in votes { Self.write(vote, to: &json) }
        json.endArray()
        json.key("workspace")
        json.string(workspace)
    }

    private static func write(_ vote: Vote, to json: inout JSONWriter) {
        json.beginObject()
        json.key("at_ms")
        json.int(vote.atMs)
        json.key("by")
        json.string(vote.by)
        json.key("entry")
        json.int(vote.sequence)
        json.key("for")
        json.bool(vote.isFor)
        json.key("note")
        json.string(vote.note)
        json.endObject()
    }
}
