import FarthingCore

/// One entry of the journal, for people: what happened, to whom, and how much.
struct ReceiptLine {
    let sequence: Int64
    let node: JSONNode
    /// The entry's canonical text.
    let text: [UInt8]
    /// The units of the budgets known so far.
    let units: [String: BudgetUnit]

    var kind: String { word("kind") ?? "?" }

    static var table: Table {
        Table([
            .number("ENTRY"), .text("TIME"), .text("KIND"), .text("WHO"), .text("MODEL"),
            .number("AMOUNT"), .text("DETAIL"),
        ])
    }

    var cells: [String] {
        let time = word("timestamp").map { String($0.prefix(19)) + "Z" } ?? ""
        return [
            String(sequence), time, kind, word("principal") ?? word("voter") ?? "–",
            word("modelRequested") ?? "–", amount, detail,
        ]
    }

    private func word(_ name: String) -> String? { node.member(name)?.string }
    private func int(_ name: String) -> Int64? { node.member(name)?.int64 }

    private var amount: String {
        switch kind {
        case "charge":
            return charged ?? int("projectedNanos").map { Shown.amount($0, .money("USD")) } ?? "–"
        case "hold", "refusal", "approvalAsk":
            return int("projectedNanos").map { Shown.amount($0, .money("USD")) } ?? "–"
        case "topUp", "refund":
            let budget = node.member("account")?.member("budget")?.string ?? ""
            return Shown.amount(int("amount") ?? 0, units[budget] ?? .calls)
        case "setLimit":
            let unit = word("budget").flatMap { units[$0] } ?? .calls
            return int("limit").map { Shown.amount($0, unit) } ?? "–"
        default:
            if let cost = node.member("usage")?.member("costNanos")?.int64 {
                return Shown.amount(cost, .money("USD"))
            }
            return "–"
        }
    }

    /// What the lines of a charge were charged: dollars before other money, and money before anything else
    /// that is counted; nil where nobody knows what the lines count.
    private var charged: String? {
        let amounts = node.member("amounts")?.elements.compactMap(\.int64) ?? []
        let lines = node.member("lines")?.elements.map { $0 } ?? []
        var most: (rank: Int, amount: Int64, unit: BudgetUnit)?
        for (line, amount) in zip(lines, amounts) {
            guard let unit = line.member("budget")?.string.flatMap({ units[$0] }) else { continue }
            let rank =
                switch unit {
                case .money("USD"): 3
                case .money: 2
                default: amount > 0 && unit != .calls ? 1 : 0
                }
            if (rank, amount) > (most?.rank ?? -1, most?.amount ?? -1) {
                most = (rank: rank, amount: amount, unit: unit)
            }
        }
        return most.map { Shown.amount($0.amount, $0.unit) }
    }

    /// Whether the amount takes budgets of which no entry so far has told the unit.
    var lacksUnits: Bool {
        kind == "charge" && int("projectedNanos") == 0 && charged == nil
            && (node.member("lines")?.count ?? 0) > 0
    }

    private var detail: String {
        switch kind {
        case "hold", "charge": return accounts
        case "approvalAsk": return "by \(int("needed") ?? 1) of \(word("group") ?? ""), \(accounts)"
        case "approvalVote":
            return (node.member("for")?.bool == true ? "for " : "against ") + approval
        case "approvalGrant": return "\(approval), \(accounts)"
        case "approvalExpire", "approvalWithdraw": return approval
        case "refusal":
            return (node.member("refusal")?.member("code")?.string ?? "")
                + (node.member("refusal")?.member("rule")?.string.map { " " + $0 } ?? "")
                + (node.member("refusal")?.member("account").map { " " + account($0) } ?? "")
        case "refusals": return "\(word("code") ?? "") × \(int("count") ?? 0)"
        case "settle", "lateSettle", "betterSettle", "correction", "weakerSettle":
            let ending = node.member("usage")?.member("ending")?.string
            return "of \(int("hold") ?? 0), \(word("evidence") ?? "")"
                + (ending.map { ", \($0)" } ?? "")
        case "release": return "of \(int("hold") ?? 0), \(word("why") ?? "")"
        case "expire":
            let isCharged = node.member("charged")?.bool == true
            return "of \(int("hold") ?? 0), \(isCharged ? "charged" : "given back")"
        case "dispatch", "extend": return "of \(int("hold") ?? 0)"
        case "topUp", "refund", "warning": return node.member("account").map(account) ?? ""
        case "setLimit": return account(node) + (word("note").map { ": \($0)" } ?? "")
        case "balance": return "\(node.member("accounts")?.count ?? 0) accounts"
        case "setBudget": return node.member("budget")?.member("id")?.string ?? ""
        case "setPolicy": return word("policyId") ?? ""
        default: return (word("budget") ?? "") + (word("note").map { ": \($0)" } ?? "")
        }
    }

    private var accounts: String {
        (node.member("lines")?.elements.map { $0 } ?? []).map(account).joined(separator: " ")
    }

    /// Which approval, by the entry that asked for it, and what was written.
    private var approval: String {
        "of \(int("approval") ?? 0)" + (word("note").map { ": \($0)" } ?? "")
    }

    private func account(_ node: JSONNode) -> String {
        let budget = node.member("budget")?.string ?? ""
        let scope = node.member("scope")?.string ?? ""
        return scope.isEmpty ? budget : "\(budget)(\(scope))"
    }
}
