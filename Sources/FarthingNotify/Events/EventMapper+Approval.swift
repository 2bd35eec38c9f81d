import FarthingCore

extension EventMapper {
    /// The events of an entry about an approval; none for any other.
    ///
    /// - Parameter find: looks an earlier entry up, since only the one that asked says who and what.
    static func approvalEvents(
        _ entry: Entry,
        at place: EventPlace,
        find: (Int64) -> Entry?
    ) -> [Event] {
        switch entry.body {
        case .approvalAsk(let request):
            return [event(.approvalRequested, request, place, entry.atMs)]
        case .approvalVote(let approval, let vote):
            var event = followUp(.approvalVoted, approval, place, entry.atMs, find)
            event.note = vote.note
            event.add("voter", vote.voter)
            event.add("vote", vote.isFor ? "for" : "against")
            guard !vote.isFor else { return [event] }
            var denied = event
            denied.type = .approvalDenied
            denied.place = place.next
            return [event, denied]
        case .approvalGrant(let grant):
            var event = followUp(.approvalGranted, grant.approval, place, entry.atMs, find)
            event.set("until", timeMs: grant.untilMs)
            return [event]
        case .approvalExpire(let approval):
            return [followUp(.approvalExpired, approval, place, entry.atMs, find)]
        case .approvalWithdraw(let approval, let note):
            var event = followUp(.approvalWithdrawn, approval, place, entry.atMs, find)
            event.note = note
            return [event]
        default: return []
        }
    }

    private static func followUp(
        _ type: EventType,
        _ approval: Entry.ApprovalReference,
        _ place: EventPlace,
        _ atMs: Int64,
        _ find: (Int64) -> Entry?
    ) -> Event {
        if case .approvalAsk(let request)? = find(approval.askedSequence)?.body {
            return event(type, request, place, atMs)
        }
        var event = Event(type, place: place, atMs: atMs)
        event.add("approval", approval.id.shown)
        return event
    }

    private static func event(
        _ type: EventType,
        _ request: Entry.ApprovalRequest,
        _ place: EventPlace,
        _ atMs: Int64
    ) -> Event {
        var event = Event(type, place: place, atMs: atMs)
        event.unit = .money("USD")
        event.amount = request.projectedNanos
        event.principal = request.context.principal
        event.group = request.ask.terms.group
        event.add("approval", request.id.shown)
        event.add("votes_needed", request.ask.terms.needed)
        event.add("subject", request.ask.subject)
        event.add(request.context)
        event.add("why", request.ask.reasons)
        event.add("budgets", request.lines.map(\.budget))
        event.set("until", timeMs: request.untilMs)
        return event
    }
}

extension HoldID {
    fileprivate var shown: String {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
