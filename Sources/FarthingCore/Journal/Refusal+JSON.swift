extension Refusal {
    /// Appends the refusal as an object: its code and the numbers compared.
    package func write(to json: inout JSONWriter) {
        json.beginObject()
        if let account {
            json.key("account")
            account.write(to: &json)
        }
        if let approvalID {
            json.key("approvalId")
            json.id(approvalID)
        }
        json.key("code")
        json.string(code.rawValue)
        json.key("held")
        json.int(held)
        json.key("limit")
        json.int(limit)
        json.key("needed")
        json.int(needed)
        if let rule {
            json.key("rule")
            json.string(rule)
        }
        json.key("spent")
        json.int(spent)
        if let thresholdBasisPoints {
            json.key("thresholdBasisPoints")
            json.int(thresholdBasisPoints)
        }
        if let unit {
            json.key("unit")
            json.string(unit.name)
        }
        if windowEndsMs != Int64.max {
            json.key("windowEndsMs")
            json.int(windowEndsMs)
        }
        json.endObject()
    }

    init?(_ node: JSONNode) {
        guard let text = node.member("code")?.string, let code = RefusalCode(rawValue: text),
            let held = node.member("held")?.int64, let limit = node.member("limit")?.int64,
            let needed = node.member("needed")?.int64, let spent = node.member("spent")?.int64
        else { return nil }
        self.init(
            code,
            account: node.member("account").flatMap { AccountKey($0) },
            unit: node.member("unit")?.string.flatMap { BudgetUnit(name: $0) },
            limit: limit,
            spent: spent,
            held: held,
            needed: needed,
            windowEndsMs: node.member("windowEndsMs")?.int64 ?? Int64.max,
            thresholdBasisPoints: node.member("thresholdBasisPoints")?.int64
        )
        approvalID = node.member("approvalId")?.string.flatMap { HoldID($0) }
        rule = node.member("rule")?.string
    }
}

extension AccountKey {
    /// Reads what ``write(to:)`` writes.
    package init?(_ node: JSONNode) {
        guard let budget = node.member("budget")?.string, let scope = node.member("scope")?.string,
            let windowStartMs = node.member("windowStartMs")?.int64,
            let generation = node.member("generation")?.int64
        else { return nil }
        self.init(
            budget: budget,
            scope: scope,
            windowStartMs: windowStartMs,
            generation: generation
        )
    }
}
