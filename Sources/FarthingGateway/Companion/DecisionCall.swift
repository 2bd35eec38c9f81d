import FarthingCore
import NIOCore
import Synchronization

/// One decision on its way: asked for as a hold by spend verb, and again where another model is to take
/// the call or its key has had a call before. Used on its event loop alone.
final class DecisionCall {
    /// Calls that one key can have been for: each is settled before the next.
    private static let attemptsMax = 1_024
    /// Models that one call can be sent on to.
    private static let downgradesMax = 8

    private let original: ClientRequest
    private let request: ClientRequest
    private let claim: DecisionClaim
    private let loop: LoopState
    private weak var client: ClientConnection?
    private var model: String
    private var reasons: [String] = []
    private var downgrades = 0
    private var attempt = 0
    /// Made of the first attempt's hold, once that is settled.
    private var decision: HoldID?
    /// The same for the same request.
    private var content: [UInt8] = []

    private init(
        _ claim: DecisionClaim,
        _ request: ClientRequest,
        _ client: ClientConnection
    ) {
        original = request
        self.request = claim.fields(request)
        self.claim = claim
        self.client = client
        loop = client.loop
        model = claim.model
    }

    static func start(
        _ body: CompanionBody,
        _ request: ClientRequest,
        _ client: ClientConnection
    ) throws(RequestRefusal) {
        let call = DecisionCall(try DecisionClaim(body, client.loop), request, client)
        client.rewording = { call.reworded($0) }
        if let wanted = SubjectsWanted(call.request, client.loop.gateway) {
            client.prepare(wanted, call.request) { call.ask() }
        } else {
            call.ask()
        }
    }

    private func ask() {
        client?.refusing { () throws(RequestRefusal) in try hold() }
    }

    private func hold() throws(RequestRefusal) {
        guard let client else { return }
        let gateway = loop.gateway
        let isFirst = attempt == 0 && downgrades == 0
        var plan = try SpendPlan(
            try SpendBody(claim.planBody(model), .hold),
            request,
            loop
        )
        content = claim.content(plan.scope)
        if let budget = claim.budget, !plan.budgets.contains(where: { $0.isClaimed(as: budget) }) {
            return client.respond(unknownBudget(budget))
        }
        let price = claim.price(model, plan.policy.policy, loop)
        let statement = try claim.statement(plan.lines, price)
        let amounts = try SpendAmounts(statement, plan.price, plan.lines.map(\.lineUnit))
        let lines = try plan.holdLines(amounts)
        plan.run = plan.runFacts(counts: isFirst)
        let name = try gateway.keyName(
            claim.key,
            plan.key,
            tenant: plan.policy.policy.tenant,
            verb: "decision",
            attempt: attempt
        )
        let wish = HoldWish(
            plan: plan,
            amounts: amounts,
            lines: lines,
            key: IdempotencyKey(name: name, contentHash: gateway.contentHash(content)),
            expiresAtMs: loop.nowMs + gateway.options.holdMs,
            price: price
        )
        try HoldCall.begin(wish, request, client) { () throws(RequestRefusal) in
            try self.hold()
        }
    }

    // MARK: Answers

    /// What the companion says instead of a spend verb's answer; nil where it asks on.
    private func reworded(_ answer: Answer) -> Answer? {
        if answer.status == 200 {
            guard let id = answer.fields.first(where: { $0.name == "x-farthing-hold" })?.value,
                let hold = HoldID(id)
            else { return answer }
            return admitted(hold, model: model)
        }
        var told = ToldError(answer)
        told.message = claim.renamed(told.message)
        switch told.code {
        case "downgrade_needed": return downgraded(told)
        case "call_in_flight": return replayed(told)
        case "call_already_settled":
            guard let hold = told.hold, attempt + 1 < Self.attemptsMax else { break }
            decision = decision ?? DecisionID.of(hold)
            attempt += 1
            ask()
            return nil
        default: break
        }
        return told.isDecision ? denied(told) : Answer(companion: told)
    }

    private func downgraded(_ told: ToldError) -> Answer? {
        guard let next = told.field("x-farthing-model"), next != model,
            downgrades < Self.downgradesMax
        else { return denied(told) }
        downgrades += 1
        model = next
        reasons.append(told.message)
        ask()
        return nil
    }

    /// The key's open hold: its model says whether the call was sent on to another.
    private func replayed(_ told: ToldError) -> Answer? {
        guard let hold = told.hold else { return Answer(companion: told) }
        if let scope = loop.gateway.spendHolds.withLock({ $0[hold]?.scope }) {
            return admitted(hold, model: scope[.model] ?? model)
        }
        let ledger = loop.gateway.ledger
        let promise = loop.loop.makePromise(of: String?.self)
        promise.completeWithTask { (try? await ledger.openHold(hold))??.model }
        promise.futureResult.assumeIsolated().whenSuccess { [self] found in
            client?.rewording = nil
            client?.respond(admitted(hold, model: found ?? model))
        }
        return nil
    }

    private func admitted(_ hold: HoldID, model: String) -> Answer {
        let isOther = model != claim.model
        var answer = verdict(
            isOther ? "DEGRADE" : "ALLOW",
            hold,
            decision ?? DecisionID.of(hold),
            isOther ? ["DOWNGRADE"] + reasons : [],
            model: isOther ? model : nil
        )
        answer.fields.append(Answer.Field("x-farthing-hold", hold.description))
        return answer
    }

    private func denied(_ told: ToldError) -> Answer {
        let policy = loop.gateway.policy.policy.policy
        // The operator's own word first: clients look for it.
        let word = policy.rules.first { $0.id == told.rule }?.reason
        let codes = [told.reasonCode(policy), told.message]
        var answer = verdict(
            "DENY",
            nil,
            told.approval.map(DecisionID.of) ?? denialID,
            (word.map { [$0] } ?? []) + codes,
            approval: told.approval
        )
        for name in ["x-farthing-receipt", "retry-after"] {
            if let value = told.field(name) { answer.fields.append(Answer.Field(name, value)) }
        }
        return answer
    }

    private func unknownBudget(_ budget: String) -> Answer {
        loop.counters.refused("unknown_budget")
        client?.rewording = nil
        let message =
            "The policy has no budget \"\(printable(budget))\" that counts this call: none has that "
            + "id, and none is told apart by tag:budget. Nothing was held."
        return verdict("DENY", nil, denialID, ["UNKNOWN_BUDGET", message])
    }

    /// The same for the same request.
    private var denialID: HoldID {
        let key = original.key?.id ?? ""
        let text = Array("stop/1\u{0}\(key)\u{0}\(claim.key)\u{0}\(attempt)\u{0}".utf8) + content
        let hash = loop.gateway.sha256(text)
        let words = [0, 8].map { start in
            hash.dropFirst(start).prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
        return HoldID(random: words[0], words[1])
    }

    private func verdict(
        _ word: String,
        _ hold: HoldID?,
        _ decision: HoldID,
        _ reasons: [String],
        model: String? = nil,
        approval: HoldID? = nil
    ) -> Answer {
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        json.key("verdict")
        json.string(word)
        json.key("reservation_id")
        json.string(hold?.description ?? "")
        json.key("decision_id")
        json.string(decision.description)
        json.key("reason_codes")
        json.beginArray()
        for reason in reasons { json.string(reason) }
        json.endArray()
        if let model {
            json.key("model_class")
            json.string(model)
        }
        if let approval {
            json.key("approval_request_id")
            json.string(approval.description)
        }
        json.endObject()
        return Answer(status: 200, body: json.bytes)
    }
}
