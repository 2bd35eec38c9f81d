import FarthingCore
import FarthingPages

/// What waits for somebody's yes: tools' calls, and the ledger's own approvals.
extension SiteRoutes {
    var approvalRoutes: [Route] {
        [
            page("/approvals", approvals),
            form("/approvals/{approval}/decide", .approve, decide),
        ]
    }

    private func approvals(_ visit: SiteVisit) async throws -> any Page {
        let waiting = try await waiting(visit)
        let after = try after(visit)
        let (decided, next) = try await decided(visit, after: after)
        return ApprovalsPage(
            waiting: Array(waiting.prefix(Self.rowsMax)),
            waitingCount: Int64(waiting.count),
            decided: decided,
            more: PageMore(next: next.map { ListPage.cursor($0) }, isFurther: after != nil)
        )
    }

    private func decide(_ visit: SiteVisit) async throws -> PageLink {
        let id = visit.request.parameter("approval")
        let word: ToolAsks.Word
        switch visit.request.said("decision") {
        case "approve": word = .approve
        case "deny": word = .deny
        default: throw ConsoleError.field("decision", "say whether it is approved or denied.")
        }
        if api.has("POST", "/v1/approvals/x/\(word.rawValue)") {
            let operation = PageLink("v1", "approvals", id, word.rawValue)
            try await api.send("POST", operation, by: visit.request) { $0.note(visit.request) }
        } else {
            try await asks.decide(
                id,
                word,
                by: visit.principal,
                note: visit.request.said("note")
            )
        }
        return PageLink("approvals").saying(word == .approve ? .approved : .denied)
    }

    // MARK: What waits

    /// How many wait.
    func waitingCount(_ visit: SiteVisit) async throws -> Int {
        try await asks.pending(of: visit.workspace).count + pending(visit).count
    }

    /// What waits, the oldest first.
    func waiting(_ visit: SiteVisit) async throws -> [WaitingApproval] {
        let mayDecide = visit.principal.permissions.contains(.approve)
        let tools = try await asks.pending(of: visit.workspace).map { ask in
            WaitingApproval(
                id: ask.id,
                agent: name(ofAgent: ask.agent),
                target: ask.tool,
                amount: PageAmount(
                    nanos: ask.costNanos,
                    currency: currency(of: ask.workspace)
                ),
                isHeld: true,
                why: why(ask),
                askedAtMs: ask.createdAtMs,
                untilMs: ask.untilMs,
                mayDecide: mayDecide
            )
        }
        let calls = try await pending(visit).map { approval in
            WaitingApproval(
                id: approval.id.description,
                agent: agentName(approval),
                run: approval.scope[.run] ?? "",
                target: target(approval),
                amount: amount(approval),
                why: approval.reasons.joined(separator: "; "),
                group: approval.terms.group,
                votesNeeded: approval.terms.needed,
                votesFor: Int64(approval.votes.count { $0.isFor }),
                askedAtMs: approval.askedAtMs,
                untilMs: approval.untilMs,
                mayDecide: mayDecide
            )
        }
        return (tools + calls).sorted { ($0.askedAtMs, $0.id) < ($1.askedAtMs, $1.id) }
    }

    private func pending(_ visit: SiteVisit) async throws -> [ApprovalStatement] {
        try await figures.approvals()
            .filter { $0.state == .pending && visit.shows($0.scope[.project]) }
    }

    private func why(_ ask: ToolAsk) -> String {
        let rules = ask.rules.map { number in
            desk.registry.rule(number).map { "the rule \($0.name)" } ?? "rule \(number)"
        }
        return rules.isEmpty
            ? "It takes an approval."
            : rules.joined(separator: ", ")
                + (rules.count == 1 ? " asks for it." : " ask for it.")
    }

    private func agentName(_ approval: ApprovalStatement) -> String {
        approval.scope[.agent].map(name(ofAgent:)) ?? approval.principal
    }

    private func target(_ approval: ApprovalStatement) -> String {
        CallTarget.shown(approval.scope, approval.model) ?? ""
    }

    private func amount(_ approval: ApprovalStatement) -> PageAmount {
        if let line = approval.lines.first, let unit = line.unit,
            // Of several claims an approval has the lines of one, and is for what they come to together.
            unit != .money(CallLines.dollars) || approval.projectedNanos <= line.amount
        {
            return PageAmount(units: line.amount, unit: unit)
        }
        return PageAmount(nanos: approval.projectedNanos, currency: CallLines.dollars)
    }

    // MARK: What is decided

    /// What was decided, used or not, the latest first, and where it goes on: tools' calls as the journal tells them
    /// and, on the first page, the ledger's own.
    private func decided(
        _ visit: SiteVisit,
        after: String?
    ) async throws -> (rows: [ApprovalsPage.Decided], next: String?) {
        let page = try await desk.statistics.entries(
            EntryQuestion(
                terms: [(.collection, ToolAsk.collection)],
                after: after,
                limit: 2 * Self.rowsMax
            )
        )
        var rows = page.rows.compactMap { decided($0, visit) }
        if after == nil {
            let own = try await figures.approvals()
                .filter { $0.state != .pending && visit.shows($0.scope[.project]) }
            // What is granted still holds money: it is there however much else was decided.
            rows += own.filter { $0.state == .granted }.map(decided)
            rows += own.filter { $0.state != .granted }.prefix(Self.rowsMax).map(decided)
            rows.sort { $0.receipt > $1.receipt }
        }
        return (rows, page.next)
    }

    private func decided(_ row: EntryRow, _ visit: SiteVisit) -> ApprovalsPage.Decided? {
        guard let entry = ReceiptsAPI.decision(row.line), let document = entry.member("document"),
            let ask = ToolAsk(id: entry.text("id"), document), ask.state != .pending,
            visit.shows(ask.workspace)
        else { return nil }
        let mark: PageMark =
            switch ask.state {
            case .approved: PageMark("approved", .good)
            case .denied: PageMark("denied", .bad)
            default: PageMark(ask.state.rawValue, .none)
            }
        return ApprovalsPage.Decided(
            id: ask.id,
            agent: name(ofAgent: ask.agent),
            target: ask.tool,
            amount: PageAmount(nanos: ask.costNanos, currency: currency(of: ask.workspace)),
            mark: mark,
            by: entry.text("by"),
            note: entry.text("note"),
            atMs: row.atMs,
            receipt: row.sequence
        )
    }

    private func decided(_ approval: ApprovalStatement) -> ApprovalsPage.Decided {
        let vote = approval.votes.last
        let mark: PageMark =
            switch approval.state {
            case .used: PageMark("approved", .good)
            case .granted: PageMark("granted", .good)
            case .denied: PageMark("denied", .bad)
            default: PageMark(approval.state.rawValue, .none)
            }
        return ApprovalsPage.Decided(
            id: approval.id.description,
            agent: agentName(approval),
            target: target(approval),
            amount: amount(approval),
            mark: mark,
            by: vote?.voter ?? "",
            note: vote?.note ?? "",
            atMs: vote?.atMs ?? approval.untilMs,
            untilMs: approval.state == .granted ? approval.untilMs : nil,
            receipt: approval.changedSequence
        )
    }
}
