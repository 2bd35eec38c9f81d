import FarthingCore

/// An answer about approvals, for people.
enum ApprovalText {
    /// One row for each approval.
    static func table(_ answer: JSONNode, nowMs: Int64) -> Table {
        var table = Table([
            .text("APPROVAL"), .text("STATE"), .number("UP TO"), .text("WHAT"), .text("FOR"),
            .text("WHO DECIDES"), .number("VOTES"), .number("TIME LEFT"),
        ])
        for approval in approvals(answer) {
            let untilMs = approval.member("until_ms")?.int64 ?? nowMs
            table.add([
                text(approval, "id"), text(approval, "state"), amount(approval),
                what(approval) ?? "–", caller(approval), text(approval, "approvers"),
                votes(approval), isOpen(approval) ? Shown.length(ms: untilMs - nowMs) : "–",
            ])
        }
        return table
    }

    /// Everything about one approval, a line each.
    static func lines(_ approval: JSONNode, nowMs: Int64) -> [String] {
        let untilMs = approval.member("until_ms")?.int64 ?? nowMs
        var lines = [
            "approval  " + text(approval, "id"),
            "state     " + state(approval),
            "what      " + (what(approval, isWhole: true) ?? "a call that names no model")
                + ", at most " + amount(approval),
            "for       " + caller(approval),
        ]
        let scope = approval.member("scope")?.members.map {
            "\($0.name)=\($0.value.string ?? "")"
        }
        if let scope, !scope.isEmpty { lines.append("scope     " + scope.joined(separator: " ")) }
        for line in approval.member("lines")?.elements.map({ $0 }) ?? [] {
            lines.append("counts in " + account(line))
        }
        if let more = otherClaims(approval) { lines.append("counts in " + more) }
        for reason in approval.member("reasons")?.elements.compactMap(\.string) ?? [] {
            lines.append("because   " + reason)
        }
        let needed = approval.member("needed")?.int64 ?? 1
        lines.append(
            "decided   by \(needed) of \"\(text(approval, "approvers"))\""
                + (isOpen(approval)
                    ? ", until \(Shown.time(untilMs)) (\(Shown.length(ms: untilMs - nowMs)))" : "")
        )
        for vote in approval.member("votes")?.elements.map({ $0 }) ?? [] {
            let isFor = vote.member("for")?.bool == true
            let note = vote.member("note")?.string.map { ": " + $0 } ?? ""
            lines.append(
                "vote      \(isFor ? "for" : "against") by \(name(vote)), "
                    + Shown.time(vote.member("at_ms")?.int64 ?? 0) + note
            )
        }
        if let hold = approval.member("used_by")?.string { lines.append("used by   " + hold) }
        return lines.map(Shown.safe)
    }

    /// What came of a decision, in a line.
    static func outcome(_ answer: JSONNode) -> String {
        guard let approval = approvals(answer).first else { return "" }
        let id = text(approval, "id")
        if let lack = answer.member("lacks_room") {
            let budget = lack.member("budget")?.string.map { " of \($0)" } ?? ""
            return "counted: \(id) has its votes (\(votes(approval))), and there is no room"
                + "\(budget) (\(text(lack, "code"))); it is granted at the agent's next try, or at "
                + "the next vote, that finds some"
        }
        return "\(id): \(state(approval)), votes \(votes(approval))"
    }

    static func approvals(_ answer: JSONNode) -> [JSONNode] {
        answer.member("approvals")?.elements.map { $0 } ?? []
    }

    private static func text(_ node: JSONNode, _ member: String) -> String {
        Shown.safe(node.member(member)?.string ?? "")
    }

    /// What it wants to call: a tool or a model; nil where it names neither, of which entries say `none`.
    ///
    /// - Parameter isWhole: whether the model's provider is said too.
    private static func what(_ approval: JSONNode, isWhole: Bool = false) -> String? {
        if let tool = approval.member("scope")?.member("tool")?.string { return Shown.safe(tool) }
        let model = text(approval, "model")
        let isNamed = approval.member("scope")?.member("model") != nil
        guard !model.isEmpty, isNamed || model != "none" else { return nil }
        let provider = text(approval, "provider")
        return isWhole && provider != "none" ? "\(provider)/\(model)" : model
    }

    private static func isOpen(_ approval: JSONNode) -> Bool {
        ApprovalState(rawValue: approval.member("state")?.string ?? "")?.isOpen ?? false
    }

    private static func state(_ approval: JSONNode) -> String {
        switch ApprovalState(rawValue: approval.member("state")?.string ?? "") {
        case .pending: "pending: votes or room are missing"
        case .granted: "granted: the money is set aside for the agent's next try"
        case .used: "used: the call was admitted"
        case .denied: "denied"
        case .expired: "expired"
        case .withdrawn: "withdrawn"
        case nil: text(approval, "state")
        }
    }

    /// Of a decision of several claims an approval has the accounts of one; nil where it has them all.
    private static func otherClaims(_ approval: JSONNode) -> String? {
        let tag = approval.member("scope")?.member("tag:spendguard_claims")?.string
        guard let count = tag.flatMap({ Int64($0) }), count > 1 else { return nil }
        return "the accounts of \(Shown.grouped(count - 1)) more "
            + "\(count == 2 ? "claim" : "claims") of this decision, which are not listed; the amount "
            + "above is what all of them come to in money"
    }

    private static func amount(_ approval: JSONNode) -> String {
        Shown.money(approval.member("projected_nanos")?.int64 ?? 0) + " USD"
    }

    private static func caller(_ approval: JSONNode) -> String {
        let run = approval.member("scope")?.member("run")?.string.map { " run \($0)" } ?? ""
        let agent = approval.member("scope")?.member("agent")?.string.map { " agent \($0)" } ?? ""
        return Shown.safe(name(approval) + agent + run)
    }

    /// The name of the key that a node is about; its id where the key is not known any more.
    private static func name(_ node: JSONNode) -> String {
        let id = node.member("key_id")?.string ?? ""
        return node.member("key_name")?.string.map { "\($0) (\(id))" } ?? id
    }

    private static func votes(_ approval: JSONNode) -> String {
        let votes = approval.member("votes")?.elements.map { $0 } ?? []
        let against = votes.filter { $0.member("for")?.bool == false }.count
        let needed = approval.member("needed")?.int64 ?? 1
        return "\(votes.count - against) of \(needed)" + (against > 0 ? ", \(against) against" : "")
    }

    private static func account(_ line: JSONNode) -> String {
        let unit = line.member("unit")?.string.flatMap { BudgetUnit(name: $0) }
        func shown(_ amount: Int64) -> String {
            unit.map { Shown.amount(amount, $0) } ?? Shown.grouped(amount)
        }
        let scope = text(line, "scope")
        let topUp = line.member("top_up")?.int64 ?? 0
        return text(line, "budget") + (scope.isEmpty ? "" : " (\(scope))") + ": "
            + shown(line.member("amount")?.int64 ?? 0)
            + (topUp > 0 ? ", the limit raised by \(shown(topUp))" : "")
    }
}
