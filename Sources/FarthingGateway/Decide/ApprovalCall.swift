import FarthingCore
import FarthingProviders
import NIOCore

/// Shows one approval to whoever asked for it, or may vote on it: what, how much, why, who may say
/// yes, until when, and the votes so far. Votes are cast elsewhere.
enum ApprovalCall {
    /// Where approvals are read, behind the gateway's own address.
    static let path = "/v1/approvals/"

    static func start(_ id: HoldID?, _ request: ClientRequest, _ client: ClientConnection) {
        guard let key = request.key else { return client.refuse(.missingKey) }
        guard let id else { return client.refuse(.unknownApproval) }
        let ledger = client.loop.gateway.ledger
        let promise = client.loop.loop.makePromise(
            of: Result<ApprovalStatement?, LedgerError>.self
        )
        promise.completeWithTask {
            do throws(LedgerError) {
                return .success(try await ledger.approval(id))
            } catch {
                return .failure(error)
            }
        }
        promise.futureResult.assumeIsolated().whenSuccess { result in
            switch result {
            case .success(let approval):
                guard let approval, isVisible(approval, to: key) else {
                    return client.refuse(.unknownApproval)
                }
                client.respond(Answer(status: 200, body: body(approval)))
            case .failure(let error): client.respond(Answer.spendLedgerDown(error))
            }
        }
    }

    private static func isVisible(_ approval: ApprovalStatement, to key: AccessKey) -> Bool {
        approval.principal == key.id || key.approves.contains(approval.terms.group)
    }

    private static func body(_ approval: ApprovalStatement) -> [UInt8] {
        var json = JSONWriter(capacity: 1_024)
        json.beginObject()
        json.key("id")
        json.string(approval.id.description)
        json.key("state")
        json.string(approval.state.rawValue)
        json.key("approvers")
        json.string(approval.terms.group)
        json.key("votes_needed")
        json.int(approval.terms.needed)
        json.key("votes_for")
        json.int(approval.votes.filter(\.isFor).count)
        json.key("asked_at_ms")
        json.int(approval.askedAtMs)
        json.key("until_ms")
        json.int(approval.untilMs)
        json.key("principal")
        json.string(approval.principal)
        json.key("provider")
        json.string(approval.provider)
        json.key("model")
        json.string(approval.model)
        json.key("cost_nanos")
        json.int(approval.projectedNanos)
        json.key("limit_is_reason")
        json.bool(approval.limitIsReason)
        json.key("reasons")
        json.beginArray()
        for reason in approval.reasons { json.string(reason) }
        json.endArray()
        json.key("lines")
        json.beginArray()
        for line in approval.lines {
            json.beginObject()
            json.key("budget")
            json.string(line.budget)
            json.key("scope")
            json.string(line.scope)
            json.key("unit")
            if let unit = line.unit { json.string(unit.name) } else { json.null() }
            json.key("amount")
            json.int(line.amount)
            json.endObject()
        }
        json.endArray()
        json.endObject()
        return json.bytes
    }
}

extension RequestRefusal {
    static let unknownApproval = RequestRefusal(
        404,
        "unknown_approval",
        type: invalid,
        "There is no such approval, or it is not this key's to see."
    )
}
