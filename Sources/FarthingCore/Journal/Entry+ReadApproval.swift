extension Entry {
    /// Reads the body of an entry about an approval; nil when it is not one.
    static func approval(_ node: JSONNode, kind: String) -> Body? {
        if kind == "approvalAsk" { return ApprovalRequest(node).map { .approvalAsk($0) } }
        guard let approval = ApprovalReference(node) else { return nil }
        let note = node.member("note")?.string ?? ""
        switch kind {
        case "approvalVote":
            guard let voter = node.member("voter")?.string, let isFor = node.member("for")?.bool
            else { return nil }
            return .approvalVote(
                approval,
                ApprovalVote(id: approval.id, voter: voter, isFor: isFor, note: note)
            )
        case "approvalGrant": return ApprovalGrant(node, approval).map { .approvalGrant($0) }
        case "approvalExpire": return .approvalExpire(approval)
        case "approvalWithdraw": return .approvalWithdraw(approval, note: note)
        default: return nil
        }
    }
}

extension Entry.ApprovalReference {
    fileprivate init?(_ node: JSONNode) {
        guard let id = node.member("approvalId")?.string.flatMap({ HoldID($0) }),
            let sequence = node.member("approval")?.int64
        else { return nil }
        self.init(id: id, askedSequence: sequence)
    }
}

extension Entry.ApprovalRequest {
    fileprivate init?(_ node: JSONNode) {
        guard let id = node.member("decisionId")?.string.flatMap({ HoldID($0) }),
            let group = node.member("group")?.string, let needed = node.member("needed")?.int64,
            let withinMs = node.member("withinMs")?.int64,
            let waitMs = node.member("waitMs")?.int64,
            let limitIsReason = node.member("limitIsReason")?.bool,
            let projectedNanos = node.member("projectedNanos")?.int64,
            let subject = node.member("subject")?.string,
            let untilMs = node.member("untilMs")?.int64, let context = CallContext(node)
        else { return nil }
        var lines: [Line] = []
        for item in node.member("lines")?.elements.map({ $0 }) ?? [] {
            guard let budget = item.member("budget")?.string,
                let scope = item.member("scope")?.string,
                let amount = item.member("amount")?.int64
            else { return nil }
            let rateNanos = item.member("rate")?.int64
            lines.append(
                Line(budget: budget, scope: scope, amount: amount, rateNanos: rateNanos)
            )
        }
        let terms = ApprovalTerms(
            group: group,
            needed: needed,
            withinMs: withinMs,
            waitMs: waitMs
        )
        self.init(
            id: id,
            ask: ApprovalAsk(
                subject: subject,
                terms: terms,
                reasons: node.member("why")?.elements.compactMap(\.string) ?? [],
                limitIsReason: limitIsReason,
                lifts: node.member("lifts")?.elements.compactMap(\.string)
            ),
            lines: lines,
            projectedNanos: projectedNanos,
            source: node.member("source")?.string.flatMap { HoldID($0) },
            untilMs: untilMs,
            context: context
        )
    }
}

extension Entry.ApprovalGrant {
    fileprivate init?(_ node: JSONNode, _ approval: Entry.ApprovalReference) {
        guard let earmark = node.member("holdId")?.string.flatMap({ HoldID($0) }),
            let untilMs = node.member("untilMs")?.int64
        else { return nil }
        var lines: [Line] = []
        for item in node.member("lines")?.elements.map({ $0 }) ?? [] {
            guard let account = AccountKey(item), let held = item.member("held")?.int64 else {
                return nil
            }
            lines.append(
                Line(
                    account: account,
                    held: held,
                    rateNanos: item.member("rate")?.int64,
                    topUp: item.member("topUp")?.int64 ?? 0
                )
            )
        }
        self.init(
            approval: approval,
            earmark: earmark,
            lines: lines,
            source: node.member("source")?.string.flatMap { HoldID($0) },
            untilMs: untilMs
        )
    }
}
