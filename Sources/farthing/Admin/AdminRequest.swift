import FarthingCore

/// What an operator asks of a ledger: one JSON object on one line.
struct AdminRequest: Sendable {
    /// The longest request in bytes: fifty corrections with every bucket and a hundred lines each
    /// have some two hundred kilobytes.
    static let bytesMax = 262_144

    enum Verb: String, Sendable {
        case createKey = "keys.create"
        case revokeKey = "keys.revoke"
        case rotateSigningKey = "keys.signing.rotate"
        case listBudgets = "budgets.list"
        case listHolds = "budgets.holds"
        case topUp = "budgets.top_up"
        case pause = "budgets.pause"
        case resume = "budgets.resume"
        case reset = "budgets.reset"
        case unfreeze = "budgets.unfreeze"
        case correct = "calls.correct"
        case reloadPolicy = "policy.reload"
        case publishLog = "log.publish"
        case listApprovals = "approvals.list"
        case vote = "approvals.vote"
        case withdrawApproval = "approvals.withdraw"
        case eraseSubjects = "subjects.erase"
        case importEntries = "receipts.import"
        case prune = "receipts.prune"
        case dropArchived = "receipts.drop"

        /// Whether it changes nothing.
        var isReading: Bool {
            switch self {
            case .listBudgets, .listHolds, .listApprovals: true
            default: false
            }
        }
    }

    var verb: Verb
    /// The key's or the budget's name, or the approval's id.
    var name = ""
    /// A scope as `agent=a1`: the account's, or the new key's.
    var scope: [String] = []
    /// What a new key may claim, as `agent=*`; nil for the usual.
    var claims: [String]?
    /// What a new key's holder is trusted to do; empty for nothing.
    var capability = ""
    /// The groups of approvers in which a new key may vote.
    var approves: [String] = []
    var isApproverOnly = false
    var expiresAtMs: Int64?
    /// An amount as people write it.
    var amount = ""
    var note = ""
    /// Makes a repeat of the same change do nothing.
    var changeKey = ""
    var limit: Int64 = 0
    /// Whether approvals that are over are wanted too.
    var wantsAll = false
    /// Whether a vote is for an approval.
    var isFor = false
    /// The voter's own key; nobody keeps or shows it.
    var secret = ""
    /// Whether subjects go although they have spent in a window that is not over.
    var isNow = false
    /// Commitments whose salts are to be forgotten.
    var subjects: [String] = []
    /// Where the journal could begin: first lines of segments.
    var bases: [String] = []
    /// Signed entries of another journal, as they stand there.
    var lines: [String] = []
    /// From which entry on the journal may have some of them that the asker has not seen.
    var from: Int64 = 0
    /// Whether a policy is to be that of its file, in the place of a version of the console's.
    var isFromFile = false
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
        capability = root.member("capability")?.string ?? ""
        approves = root.member("approves")?.elements.compactMap(\.string) ?? []
        isApproverOnly = root.member("approver_only")?.bool ?? false
        expiresAtMs = root.member("expires_at_ms")?.int64
        amount = root.member("amount")?.string ?? ""
        note = root.member("note")?.string ?? ""
        changeKey = root.member("change_key")?.string ?? ""
        limit = root.member("limit")?.int64 ?? 0
        wantsAll = root.member("all")?.bool ?? false
        isFor = root.member("for")?.bool ?? false
        secret = root.member("secret")?.string ?? ""
        isNow = root.member("now")?.bool ?? false
        subjects = root.member("subjects")?.elements.compactMap(\.string) ?? []
        from = root.member("from")?.int64 ?? 0
        isFromFile = root.member("from_file")?.bool ?? false
        lines = root.member("lines")?.elements.compactMap(\.string) ?? []
        bases = root.member("bases")?.elements.compactMap(\.string) ?? []
        if let array = root.member("corrections") {
            corrections = array.elements.compactMap { Correction($0) }
            guard corrections.count == array.count else { return nil }
        }
    }

    /// The request as JSON, without a line feed.
    var line: [UInt8] {
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        if wantsAll {
            json.key("all")
            json.bool(true)
        }
        if !amount.isEmpty {
            json.key("amount")
            json.string(amount)
        }
        if isApproverOnly {
            json.key("approver_only")
            json.bool(true)
        }
        if !approves.isEmpty {
            json.key("approves")
            json.strings(approves)
        }
        if !bases.isEmpty {
            json.key("bases")
            json.strings(bases)
        }
        if !capability.isEmpty {
            json.key("capability")
            json.string(capability)
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
        if isFor {
            json.key("for")
            json.bool(true)
        }
        if from != 0 {
            json.key("from")
            json.int(from)
        }
        if isFromFile {
            json.key("from_file")
            json.bool(true)
        }
        json.key("limit")
        json.int(limit)
        if !lines.isEmpty {
            json.key("lines")
            json.strings(lines)
        }
        json.key("name")
        json.string(name)
        json.key("note")
        json.string(note)
        if isNow {
            json.key("now")
            json.bool(true)
        }
        json.key("scope")
        json.strings(scope)
        if !secret.isEmpty {
            json.key("secret")
            json.string(secret)
        }
        if !subjects.isEmpty {
            json.key("subjects")
            json.strings(subjects)
        }
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
