extension Entry {
    /// Reads the body of an entry that changes configuration or states balances.
    static func configuration(_ node: JSONNode, kind: String) -> Body? {
        let note = node.member("note")?.string ?? ""
        let scope = node.member("scope")?.string
        let budget = node.member("budget")?.string
        switch kind {
        case "topUp", "refund":
            guard let account = node.member("account").flatMap({ AccountKey($0) }),
                let amount = node.member("amount")?.int64,
                let key = node.member("changeKey")?.string
            else { return nil }
            let change = AccountChange(
                budget: account.budget,
                scope: account.scope,
                amount: amount,
                note: note,
                key: key
            )
            return kind == "topUp" ? .topUp(account, change) : .refund(account, change)
        case "reset":
            guard let budget, let generation = node.member("generation")?.int64 else { return nil }
            return .reset(budget: budget, scope: scope, generation: generation, note: note)
        case "setBudget": return definition(node)
        case "move": return moves(node)
        case "removeBudget": return budget.map { .removeBudget($0) }
        case "setLimit":
            guard let budget, let scope, let limit = node.member("limit"),
                limit.kind == .null || limit.int64 != nil
            else { return nil }
            return .setLimit(budget: budget, scope: scope, limit: limit.int64, note: note)
        case "setPolicy":
            guard let id = node.member("policyId")?.string,
                let version = node.member("policyVersion")?.int64,
                let hash = node.member("policyHash")?.string
            else { return nil }
            return .setPolicy(id: id, version: version, hash: hash)
        case "pause": return budget.map { .pause(budget: $0, scope: scope, note: note) }
        case "resume": return budget.map { .resume(budget: $0, scope: scope, note: note) }
        case "freeze": return budget.map { .freeze(budget: $0, note: note) }
        case "unfreeze": return budget.map { .unfreeze(budget: $0, note: note) }
        case "warning":
            guard let account = node.member("account").flatMap({ AccountKey($0) }),
                let share = node.member("atBasisPoints")?.int64,
                let spent = node.member("spent")?.int64, let limit = node.member("limit")?.int64
            else { return nil }
            return .warning(
                Warning(account: account, atBasisPoints: share, spent: spent, limit: limit)
            )
        case "balance": return balances(node)
        default: return LogNote(node, kind: kind).map { .note($0) }
        }
    }

    private static func definition(_ node: JSONNode) -> Body? {
        guard let budget = node.member("budget").flatMap({ Budget($0) }),
            let generation = node.member("generation")?.int64,
            let object = node.member("opening"), object.kind == .object
        else { return nil }
        var opening: [String: Int64] = [:]
        for member in object.members {
            guard let spent = member.value.int64 else { return nil }
            opening[member.name] = spent
        }
        return .setBudget(budget, generation: generation, opening: opening)
    }

    private static func balances(_ node: JSONNode) -> Body? {
        guard let array = node.member("accounts"), array.kind == .array else { return nil }
        var balances: [Balance] = []
        for item in array.elements {
            guard let account = AccountKey(item), let spent = item.member("spent")?.int64,
                let held = item.member("held")?.int64, let topUps = item.member("topUps")?.int64,
                let overrun = item.member("overrun")?.int64
            else { return nil }
            balances.append(
                Balance(
                    account: account,
                    spent: spent,
                    held: held,
                    topUps: topUps,
                    overrun: overrun
                )
            )
        }
        return .balance(balances)
    }
}
