import FarthingCore

/// What an entry of the journal says, in a sentence.
struct ReceiptWords {
    private let node: JSONNode
    /// What budgets count, by their ids.
    private let units: [String: BudgetUnit]

    /// - Parameters:
    ///   - decision: the entry, as docs/formats/entries.md has it.
    ///   - units: what budgets count; the amounts of others are bare numbers.
    init(_ decision: JSONNode, units: [String: BudgetUnit]) {
        node = decision
        self.units = units
    }

    var text: String {
        switch word("kind") ?? "" {
        case "hold": "held \(lines)"
        case "charge": "charged \(lines)"
        case "refusal": "refused: \(refusal)"
        case "refusals": "refused \(int("count") ?? 0) more: \(word("code") ?? "?")"
        case "dispatch": "the call of entry \(hold) may cost money from now on"
        case "extend": "the hold of entry \(hold) has other totals, or more time"
        case "settle", "lateSettle", "betterSettle", "weakerSettle", "correction": settlement
        case "release": "gave back what entry \(hold) held: \(word("why") ?? "")"
        case "expire":
            node.member("charged")?.bool == true
                ? "the hold of entry \(hold) has expired, and is charged"
                : "the hold of entry \(hold) has expired, and is given back"
        case "topUp": "topped up \(account) by \(amount)\(note)"
        case "refund": "refunded \(amount) to \(account)\(note)"
        case "reset": "\(target) begins anew at zero\(note)"
        case "setBudget": "set the budget \(node.member("budget")?.member("id")?.string ?? "?")"
        case "removeBudget": "removed the budget \(word("budget") ?? "?")"
        case "setLimit": limit
        case "setPolicy": "the policy \(word("policyId") ?? "?") is in force"
        case "pause": "paused \(target)\(note)"
        case "resume": "resumed \(target)\(note)"
        case "freeze": "froze \(target)\(note)"
        case "unfreeze": "unfroze \(target)\(note)"
        case "move": "moved open holds of \(word("budget") ?? "?") to its new accounts"
        case "warning": "\(account) has passed a share of its limit"
        case "balance": "balances of \(node.member("accounts")?.count ?? 0) accounts"
        case "approvalAsk": "an approval is asked of \(word("group") ?? "?") for \(lines)"
        case "approvalVote":
            node.member("for")?.bool == true
                ? "a vote for the approval of entry \(approval)\(note)"
                : "a vote against the approval of entry \(approval)\(note)"
        case "approvalGrant": "granted the approval of entry \(approval)"
        case "approvalExpire": "the approval of entry \(approval) has expired"
        case "approvalWithdraw": "withdrew the approval of entry \(approval)\(note)"
        case "registry": registry
        case "keyRotation", "keyDelegation": "another key may seal the journal"
        case "logOrigin": "the log goes on under another name"
        case "imported": "an entry of another journal"
        case let kind: kind
        }
    }

    // MARK: Sentences

    private var settlement: String {
        let evidence = word("evidence") ?? "?"
        let cost = node.member("usage")?.member("costNanos")?.int64
        let what = cost.map { BudgetUnit.shown($0, .money("USD")) } ?? "what it held"
        let sentence = "the call of entry \(hold) cost \(what) (\(evidence))"
        switch word("kind") {
        case "lateSettle": return sentence + ", told after its hold was over"
        case "betterSettle": return sentence + ", known better than before"
        case "weakerSettle": return sentence + ", known less well than before: nothing is changed"
        case "correction": return sentence + ", by a correction" + note
        default: return sentence
        }
    }

    private var refusal: String {
        guard let refusal = node.member("refusal") else { return "?" }
        let code = refusal.member("code")?.string ?? "?"
        if let rule = refusal.member("rule")?.string { return "\(code) \(printable(rule))" }
        guard let account = refusal.member("account") else { return code }
        return "\(code) in \(Self.shown(account))"
    }

    private var limit: String {
        let unit = word("budget").flatMap { units[$0] }
        guard let limit = int("limit") else {
            return "\(Self.shown(node)) has its budget's limit\(note)"
        }
        return "\(Self.shown(node)) has the limit \(BudgetUnit.shown(limit, unit))\(note)"
    }

    private var registry: String {
        let item = "\(word("collection") ?? "?")/\(printable(word("id") ?? "?"))"
        guard let document = node.member("document"), !document.isNull else {
            return "removed \(item)\(note)"
        }
        return int("version") == 1 ? "made \(item)\(note)" : "changed \(item)\(note)"
    }

    // MARK: Parts

    private func word(_ name: String) -> String? { node.member(name)?.string }
    private func int(_ name: String) -> Int64? { node.member(name)?.int64 }

    private var hold: String { int("hold").map { String($0) } ?? "?" }
    private var approval: String { int("approval").map { String($0) } ?? "?" }

    private var note: String {
        guard let note = word("note"), !note.isEmpty else { return "" }
        return ": " + note
    }

    private var account: String { node.member("account").map(Self.shown) ?? "?" }

    private var amount: String {
        let budget = node.member("account")?.member("budget")?.string
        return BudgetUnit.shown(int("amount") ?? 0, budget.flatMap { units[$0] })
    }

    /// A budget, or one of its accounts.
    private var target: String { Self.shown(node) }

    private var lines: String {
        let lines = node.member("lines")?.elements.map { $0 } ?? []
        if lines.isEmpty { return "nothing in any budget" }
        let amounts = node.member("amounts")?.elements.map { $0 } ?? []
        var texts: [String] = []
        for (index, line) in lines.enumerated() {
            let unit = line.member("budget")?.string.flatMap { units[$0] }
            let charged = index < amounts.count ? amounts[index].int64 : nil
            let amount = charged ?? line.member("held")?.int64 ?? line.member("amount")?.int64 ?? 0
            texts.append("\(BudgetUnit.shown(amount, unit)) in \(Self.shown(line))")
        }
        return texts.joined(separator: ", ")
    }

    private static func shown(_ node: JSONNode) -> String {
        let budget = printable(node.member("budget")?.string ?? "?")
        guard let scope = node.member("scope")?.string, !scope.isEmpty else { return budget }
        return "\(budget) (\(printable(scope)))"
    }
}
