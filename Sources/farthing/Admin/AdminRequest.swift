import FarthingCore

/// What an operator asks of a ledger: one JSON object on one line.
struct AdminRequest: Sendable {
    /// The longest request in bytes: fifty corrections with every bucket and a hundred lines each
    /// have some two hundred kilobytes.
    static let bytesMax = 262_144

    enum Verb: String, Sendable {
        case createKey = "keys.create"
        case revokeKey = "keys.revoke"
        case listBudgets = "budgets.list"
        case listHolds = "budgets.holds"
        case topUp = "budgets.top_up"
        case pause = "budgets.pause"
        case resume = "budgets.resume"
        case reset = "budgets.reset"
        case unfreeze = "budgets.unfreeze"
        case correct = "calls.correct"
    }

    var verb: Verb
    /// The key's or the budget's name.
    var name = ""
    /// A scope as `agent=a1`: the account's, or the new key's.
    var scope: [String] = []
    /// What a new key may claim, as `agent=*`; nil for the usual.
    var claims: [String]?
    var expiresAtMs: Int64?
    /// An amount as people write it.
    var amount = ""
    var note = ""
    /// Makes a repeat of the same change do nothing.
    var changeKey = ""
    var limit: Int64 = 0
    /// Costs that are known better now.
    var corrections: [Correction] = []

    init(_ verb: Verb) {
        self.verb = verb
    }

    /// Reads what ``line`` writes; nil for anything else.
    init?(_ line: [UInt8]) {
        guard let root = try? JSONDocument(line).root,
            let verb = root.member("do")?.string.flatMap(Verb.init(rawValue:))
        else { return nil }
        self.verb = verb
        name = root.member("name")?.string ?? ""
        scope = root.member("scope")?.elements.compactMap(\.string) ?? []
        claims = root.member("claims").map { $0.elements.compactMap(\.string) }
        expiresAtMs = root.member("expires_at_ms")?.int64
        amount = root.member("amount")?.string ?? ""
        note = root.member("note")?.string ?? ""
        changeKey = root.member("change_key")?.string ?? ""
        limit = root.member("limit")?.int64 ?? 0
        if let array = root.member("corrections") {
            corrections = array.elements.compactMap { Correction($0) }
            guard corrections.count == array.count else { return nil }
        }
    }

    /// The request as JSON, without a line feed.
    var line: [UInt8] {
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        if !amount.isEmpty {
            json.key("amount")
            json.string(amount)
        }
        if !changeKey.isEmpty {
            json.key("change_key")
            json.string(changeKey)
        }
        if let claims {
            json.key("claims")
            json.strings(claims)
        }
        if !corrections.isEmpty {
            json.key("corrections")
            json.beginArray()
            for correction in corrections { correction.write(to: &json) }
            json.endArray()
        }
        json.key("do")
        json.string(verb.rawValue)
        if let expiresAtMs {
            json.key("expires_at_ms")
            json.int(expiresAtMs)
        }
        json.key("limit")
        json.int(limit)
        json.key("name")
        json.string(name)
        json.key("note")
        json.string(note)
        json.key("scope")
        json.strings(scope)
        json.endObject()
        return json.bytes
    }
}

extension JSONWriter {
    mutating func strings(_ values: [String]) {
        beginArray()
        for value in values { string(value) }
        endArray()
    }
}
