extension Entry {
    /// Appends the members of an entry about an approval.
    func writeApproval(to json: inout JSONWriter) {
        switch body {
        case .approvalAsk(let request): write(request, to: &json)
        case .approvalVote(let approval, let vote):
            write(approval, to: &json)
            json.key("for")
            json.bool(vote.isFor)
            writeEnd(kind: "approvalVote", note: vote.note, to: &json)
            json.key("voter")
            json.string(vote.voter)
        case .approvalGrant(let grant): write(grant, to: &json)
        case .approvalExpire(let approval):
            write(approval, to: &json)
            writeEnd(kind: "approvalExpire", to: &json)
        case .approvalWithdraw(let approval, let note):
            write(approval, to: &json)
            writeEnd(kind: "approvalWithdraw", note: note, to: &json)
        default: preconditionFailure("other entries are written elsewhere")
        }
    }

    private func write(_ approval: ApprovalReference, to json: inout JSONWriter) {
        json.key("approval")
        json.int(approval.askedSequence)
        json.key("approvalId")
        json.id(approval.id)
    }

    private func writeEnd(kind: StaticString, note: String = "", to json: inout JSONWriter) {
        json.key("kind")
        json.literalString(kind)
        if !note.isEmpty {
            json.key("note")
            json.string(note)
        }
        writeTimestamp(to: &json)
    }

    private func write(_ request: ApprovalRequest, to json: inout JSONWriter) {
        let context = request.context
        let ask = request.ask
        json.key("action")
        json.literalString("approve")
        json.key("decisionId")
        json.id(request.id)
        json.key("enforcementMode")
        json.literalString(context.isEnforced ? "enforce" : "shadow")
        json.key("group")
        json.string(ask.terms.group)
        json.key("kind")
        json.literalString("approvalAsk")
        if let lifts = ask.lifts {
            json.key("lifts")
            json.beginArray()
            for budget in lifts { json.string(budget) }
            json.endArray()
        }
        json.key("limitIsReason")
        json.bool(ask.limitIsReason)
        json.key("lines")
        json.beginArray()
        for line in request.lines {
            json.beginObject()
            json.key("amount")
            json.int(line.amount)
            json.key("budget")
            json.string(line.budget)
            if let rateNanos = line.rateNanos {
                json.key("rate")
                json.int(rateNanos)
            }
            json.key("scope")
            json.string(line.scope)
            json.endObject()
        }
        json.endArray()
        json.raw(context.models)
        json.key("needed")
        json.int(ask.terms.needed)
        json.raw(context.policy)
        json.key("projectedCents")
        json.int(Entry.cents(nanos: request.projectedNanos))
        json.key("projectedNanos")
        json.int(request.projectedNanos)
        json.raw(context.subject)
        if let source = request.source {
            json.key("source")
            json.id(source)
        }
        json.key("subject")
        json.string(ask.subject)
        writeTimestamp(to: &json)
        json.key("untilMs")
        json.int(request.untilMs)
        json.key("waitMs")
        json.int(ask.terms.waitMs)
        json.key("why")
        json.beginArray()
        for reason in ask.reasons { json.string(reason) }
        json.endArray()
        json.key("withinMs")
        json.int(ask.terms.withinMs)
    }

    private func write(_ grant: ApprovalGrant, to json: inout JSONWriter) {
        write(grant.approval, to: &json)
        json.key("holdId")
        json.id(grant.earmark)
        json.key("kind")
        json.literalString("approvalGrant")
        json.key("lines")
        json.beginArray()
        for line in grant.lines {
            json.beginObject()
            line.account.writeMembers(to: &json) { json in
                json.key("held")
                json.int(line.held)
                if let rateNanos = line.rateNanos {
                    json.key("rate")
                    json.int(rateNanos)
                }
            }
            if line.topUp > 0 {
                json.key("topUp")
                json.int(line.topUp)
            }
            json.key("windowStartMs")
            json.int(line.account.windowStartMs)
            json.endObject()
        }
        json.endArray()
        if let source = grant.source {
            json.key("source")
            json.id(source)
        }
        writeTimestamp(to: &json)
        json.key("untilMs")
        json.int(grant.untilMs)
    }
}
