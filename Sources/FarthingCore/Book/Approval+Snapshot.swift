extension ApprovalDesk {
    /// Appends every approval: the open ones by their entry, then those that are over in the order
    /// of their end.
    func write(to json: inout JSONWriter) {
        json.beginArray()
        let open = approvals.values.filter(\.state.isOpen).sorted { $0.sequence < $1.sequence }
        for approval in open { approval.write(to: &json) }
        for id in closed { self[id]?.write(to: &json) }
        json.endArray()
    }

    init?(_ node: JSONNode) {
        self.init()
        for item in node.elements {
            guard let approval = Approval(item) else { return nil }
            restore(approval)
        }
    }
}

extension Approval {
    /// Appends what its entry says, and what became of it since.
    fileprivate func write(to json: inout JSONWriter) {
        json.beginObject()
        json.key("ask")
        Entry(atMs: askedAtMs, body: .approvalAsk(request)).write(to: &json)
        json.key("changed")
        json.int(changedSequence)
        if let earmark {
            json.key("earmark")
            json.id(earmark)
        }
        json.key("sequence")
        json.int(sequence)
        json.key("state")
        json.string(state.rawValue)
        json.ints("topUps", lines.map(\.topUp))
        json.key("untilMs")
        json.int(untilMs)
        if let usedBy {
            json.key("usedBy")
            json.id(usedBy)
        }
        json.key("votes")
        json.beginArray()
        for vote in votes {
            json.beginArray()
            json.string(vote.voter)
            json.bool(vote.isFor)
            json.string(vote.note)
            json.int(vote.atMs)
            json.int(vote.sequence)
            json.endArray()
        }
        json.endArray()
        json.endObject()
    }

    private var request: Entry.ApprovalRequest {
        Entry.ApprovalRequest(
            id: id,
            ask: ask,
            lines: lines.map { line in
                Entry.ApprovalRequest.Line(
                    budget: line.budget,
                    scope: line.scope,
                    amount: line.amount,
                    rateNanos: line.rateNanos
                )
            },
            projectedNanos: projectedNanos,
            source: source,
            untilMs: untilMs,
            context: context
        )
    }

    fileprivate init?(_ node: JSONNode) {
        guard let entry = node.member("ask").flatMap({ Entry($0) }),
            case .approvalAsk(let request) = entry.body,
            let changed = node.member("changed")?.int64,
            let sequence = node.member("sequence")?.int64,
            let state = node.member("state")?.string.flatMap({ ApprovalState(rawValue: $0) }),
            let topUps = Entry.ints(node, "topUps"), topUps.count == request.lines.count,
            let untilMs = node.member("untilMs")?.int64
        else { return nil }
        self.init(request, sequence, entry.atMs)
        self.state = state
        self.untilMs = untilMs
        changedSequence = changed
        earmark = node.member("earmark")?.string.flatMap { HoldID($0) }
        usedBy = node.member("usedBy")?.string.flatMap { HoldID($0) }
        for (index, topUp) in topUps.enumerated() { lines[index].topUp = topUp }
        for item in node.member("votes")?.elements.map({ $0 }) ?? [] {
            let parts = item.elements.map { $0 }
            guard parts.count == 5, let voter = parts[0].string, let isFor = parts[1].bool,
                let note = parts[2].string, let atMs = parts[3].int64,
                let sequence = parts[4].int64
            else { return nil }
            votes.append(
                ApprovalStatement.Vote(
                    voter: voter,
                    isFor: isFor,
                    note: note,
                    atMs: atMs,
                    sequence: sequence
                )
            )
        }
    }
}
