import FarthingCore
import FarthingSQLite

/// Approvals for those who decide: what, how much, why, who may say so, until when.
enum ApprovalReport {
    /// How many are looked through: all that a ledger keeps.
    static let readMax = 100_000
    /// The fewest characters of an id that name an approval.
    private static let prefixMin = 4

    /// The approval with this id, or the only one whose id begins so.
    static func find(
        _ text: String,
        among approvals: [ApprovalStatement]
    ) throws(Failure) -> ApprovalStatement {
        let wanted = text.lowercased()
        let found = approvals.filter {
            wanted.utf8.count >= prefixMin && $0.id.description.hasPrefix(wanted)
        }
        if let only = found.first, found.count == 1 { return only }
        throw Failure(
            .usage,
            found.isEmpty
                ? "there is no approval \"\(Shown.safe(text))\"; farthing approvals list --all shows "
                    + "them"
                : "\"\(Shown.safe(text))\": \(found.count) approvals begin so; write more of the id"
        )
    }

    /// The approvals that a request asks for: the open ones, all, or the one that it names.
    ///
    /// - Parameter lacksRoom: why a granted one could not be set aside.
    static func answer(
        _ approvals: [ApprovalStatement],
        keys: [StoredAccessKey],
        _ request: AdminRequest,
        lacksRoom: Refusal? = nil
    ) throws(Failure) -> [UInt8] {
        let names = Dictionary(keys.map { ($0.id, $0.name) }, uniquingKeysWith: { $1 })
        let shown =
            request.name.isEmpty
            ? approvals.filter { request.wantsAll || $0.state.isOpen }
            : [try find(request.name, among: approvals)]
        return AdminAnswer.done { json in
            json.key("approvals")
            json.beginArray()
            for approval in shown { write(approval, names, to: &json) }
            json.endArray()
            if let lacksRoom {
                json.key("lacks_room")
                json.beginObject()
                if let account = lacksRoom.account {
                    json.key("budget")
                    json.string(account.budget)
                }
                json.key("code")
                json.string(lacksRoom.code.rawValue)
                json.endObject()
            }
        }
    }

    private static func write(
        _ approval: ApprovalStatement,
        _ names: [String: String],
        to json: inout JSONWriter
    ) {
        let terms = approval.terms
        json.beginObject()
        json.key("approvers")
        json.string(terms.group)
        json.key("asked_at_ms")
        json.int(approval.askedAtMs)
        json.key("entry")
        json.int(approval.changedSequence)
        json.key("id")
        json.string(approval.id.description)
        json.key("key_id")
        json.string(approval.principal)
        if let name = names[approval.principal] {
            json.key("key_name")
            json.string(name)
        }
        json.key("lines")
        json.beginArray()
        for line in approval.lines { write(line, to: &json) }
        json.endArray()
        json.key("model")
        json.string(approval.model)
        json.key("needed")
        json.int(terms.needed)
        json.key("over_limit")
        json.bool(approval.limitIsReason)
        json.key("projected_nanos")
        json.int(approval.projectedNanos)
        json.key("provider")
        json.string(approval.provider)
        json.key("reasons")
        json.strings(approval.reasons)
        json.key("scope")
        approval.scope.write(to: &json)
        json.key("state")
        json.string(approval.state.rawValue)
        json.key("subject")
        json.string(approval.subject)
        json.key("until_ms")
        json.int(approval.untilMs)
        if let usedBy = approval.usedBy {
            json.key("used_by")
            json.string(usedBy.description)
        }
        json.key("votes")
        json.beginArray()
        for vote in approval.votes { write(vote, names, to: &json) }
        json.endArray()
        json.endObject()
    }

    private static func write(_ line: ApprovalStatement.Line, to json: inout JSONWriter) {
        json.beginObject()
        json.key("amount")
        json.int(line.amount)
        json.key("budget")
        json.string(line.budget)
        json.key("scope")
        json.string(line.scope)
        json.key("top_up")
        json.int(line.topUp)
        if let unit = line.unit {
            json.key("unit")
            json.string(unit.name)
        }
        json.endObject()
    }

    private static func write(
        _ vote: ApprovalStatement.Vote,
        _ names: [String: String],
        to json: inout JSONWriter
    ) {
        json.beginObject()
        json.key("at_ms")
        json.int(vote.atMs)
        json.key("entry")
        json.int(vote.sequence)
        json.key("for")
        json.bool(vote.isFor)
        json.key("key_id")
        json.string(vote.voter)
        if let name = names[vote.voter] {
            json.key("key_name")
            json.string(name)
        }
        if !vote.note.isEmpty {
            json.key("note")
            json.string(vote.note)
        }
        json.endObject()
    }
}
