extension Entry {
    /// Appends the members of an entry that changes configuration or states balances.
    func writeConfiguration(to json: inout JSONWriter) {
        switch body {
        case .topUp(let account, let change):
            write(change, of: account, kind: "topUp", to: &json)
        case .refund(let account, let change):
            write(change, of: account, kind: "refund", to: &json)
        case .reset(let budget, let scope, let generation, let note):
            json.key("budget")
            json.string(budget)
            json.key("generation")
            json.int(generation)
            writeMark(kind: "reset", note: note, scope: scope, to: &json)
        case .setBudget(let budget, let generation, let opening):
            json.key("budget")
            budget.write(to: &json)
            json.key("generation")
            json.int(generation)
            json.key("kind")
            json.literalString("setBudget")
            json.key("opening")
            json.beginObject()
            for (scope, spent) in opening.sorted(by: { utf8Precedes($0.key, $1.key) }) {
                json.key(text: scope)
                json.int(spent)
            }
            json.endObject()
            writeTimestamp(to: &json)
        case .move(let budget, let moves): write(moves, of: budget, to: &json)
        case .removeBudget(let id): writeMark(kind: "removeBudget", budget: id, to: &json)
        case .setLimit(let budget, let scope, let limit, let note):
            json.key("budget")
            json.string(budget)
            json.key("kind")
            json.literalString("setLimit")
            json.key("limit")
            if let limit { json.int(limit) } else { json.null() }
            writeNote(note, scope: scope, to: &json)
        case .setPolicy(let id, let version, let hash):
            json.key("kind")
            json.literalString("setPolicy")
            json.key("policyHash")
            json.string(hash)
            json.key("policyId")
            json.string(id)
            json.key("policyVersion")
            json.int(version)
            writeTimestamp(to: &json)
        case .pause(let budget, let scope, let note):
            writeMark(kind: "pause", budget: budget, note: note, scope: scope, to: &json)
        case .resume(let budget, let scope, let note):
            writeMark(kind: "resume", budget: budget, note: note, scope: scope, to: &json)
        case .freeze(let budget, let note):
            writeMark(kind: "freeze", budget: budget, note: note, to: &json)
        case .unfreeze(let budget, let note):
            writeMark(kind: "unfreeze", budget: budget, note: note, to: &json)
        case .warning(let warning): write(warning, to: &json)
        case .balance(let balances): write(balances, to: &json)
        default: preconditionFailure("an entry of a call is written elsewhere")
        }
    }

    private func writeMark(
        kind: StaticString,
        budget: String? = nil,
        note: String = "",
        scope: String? = nil,
        to json: inout JSONWriter
    ) {
        if let budget {
            json.key("budget")
            json.string(budget)
        }
        json.key("kind")
        json.literalString(kind)
        writeNote(note, scope: scope, to: &json)
    }

    private func writeNote(_ note: String, scope: String?, to json: inout JSONWriter) {
        if !note.isEmpty {
            json.key("note")
            json.string(note)
        }
        if let scope {
            json.key("scope")
            json.string(scope)
        }
        writeTimestamp(to: &json)
    }

    private func write(
        _ change: AccountChange,
        of account: AccountKey,
        kind: StaticString,
        to json: inout JSONWriter
    ) {
        json.key("account")
        account.write(to: &json)
        json.key("amount")
        json.int(change.amount)
        json.key("changeKey")
        json.string(change.key)
        json.key("kind")
        json.literalString(kind)
        json.key("note")
        json.string(change.note)
        writeTimestamp(to: &json)
    }

    private func write(_ warning: Warning, to json: inout JSONWriter) {
        json.key("account")
        warning.account.write(to: &json)
        json.key("atBasisPoints")
        json.int(warning.atBasisPoints)
        json.key("kind")
        json.literalString("warning")
        json.key("limit")
        json.int(warning.limit)
        json.key("spent")
        json.int(warning.spent)
        writeTimestamp(to: &json)
    }

    private func write(_ balances: [Balance], to json: inout JSONWriter) {
        json.key("accounts")
        json.beginArray()
        for balance in balances {
            json.beginObject()
            balance.account.writeMembers(to: &json) { json in
                json.key("held")
                json.int(balance.held)
                json.key("overrun")
                json.int(balance.overrun)
            }
            json.key("spent")
            json.int(balance.spent)
            json.key("topUps")
            json.int(balance.topUps)
            json.key("windowStartMs")
            json.int(balance.account.windowStartMs)
            json.endObject()
        }
        json.endArray()
        json.key("kind")
        json.literalString("balance")
        writeTimestamp(to: &json)
    }
}

extension AccountKey {
    /// Appends the key as an object of four members.
    package func write(to json: inout JSONWriter) {
        json.beginObject()
        writeMembers(to: &json) { _ in }
        json.key("windowStartMs")
        json.int(windowStartMs)
        json.endObject()
    }

    /// Appends `budget`, `generation`, what `between` writes, and `scope`.
    func writeMembers(
        to json: inout JSONWriter,
        between: (inout JSONWriter) -> Void
    ) {
        json.key("budget")
        json.string(budget)
        json.key("generation")
        json.int(generation)
        between(&json)
        json.key("scope")
        json.string(scope)
    }
}

extension JSONWriter {
    mutating func ints(_ name: StaticString, _ values: [Int64]) {
        key(name)
        beginArray()
        for value in values { int(value) }
        endArray()
    }

    mutating func id(_ id: HoldID) { string { id.append(to: &$0) } }

    mutating func timestamp(_ ms: Int64) { string { appendTimestamp(ms, to: &$0) } }
}
