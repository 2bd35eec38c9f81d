import Farthing
import FarthingCore

extension RemoteDesk {
    func dispatch(_ hold: DeskHold) async throws(SpendError) {
        guard try plan(hold).place != nil else { return }
        _ = try await ask(
            RemoteWire.Request(
                verb: "dispatch",
                body: RemoteBody.id(hold.id),
                timeoutMs: options.timeoutMs
            )
        )
    }

    func extend(_ hold: DeskHold, outputTokens: Int64) async throws(SpendError) -> DeskHold {
        let plan = try plan(hold)
        guard hold.bound.callBound != nil || outputTokens == hold.outputTokens else {
            throw SpendError(
                .invalid,
                "The hold's amount was stated and does not follow its output; it can be renewed, and "
                    + "not changed."
            )
        }
        var extended = hold
        extended.outputTokens = outputTokens
        guard plan.place != nil else { return extended }
        let answer: RemoteAnswer
        do throws(SpendError) {
            answer = try await ask(request(hold, outputTokens, byUsage: plan.byUsage))
        } catch {
            // A server that was restarted has forgotten the hold's price, and takes amounts.
            guard plan.byUsage, error.code == .unpriced else { throw error }
            answer = try await ask(request(hold, outputTokens, byUsage: false))
        }
        if let tokens = answer.int("output_tokens") {
            extended.outputTokens = min(max(0, tokens), outputTokens)
        }
        extended.remainingNanos = answer.int("remaining")
        extended.sequence = answer.receipt
        return extended
    }

    private func request(
        _ hold: DeskHold,
        _ outputTokens: Int64,
        byUsage: Bool
    ) -> RemoteWire.Request {
        RemoteWire.Request(
            verb: "extend",
            body: RemoteBody.extend(hold, outputTokens: outputTokens, byUsage: byUsage),
            timeoutMs: options.holdTimeoutMs
        )
    }

    func settle(_ hold: DeskHold, _ cost: CallCost) async throws(SpendError) -> Receipt {
        let plan = try plan(hold)
        let answer = try await tell(hold, plan, cost)
        return Receipt(
            id: hold.id,
            costNanos: cost.nanos,
            sequence: answer?.receipt,
            overrunNanos: answer?.int("overrun") ?? 0
        )
    }

    func release(_ hold: DeskHold, why: String) async throws(SpendError) {
        _ = try await tell(hold, try plan(hold), nil, why: why)
    }

    func closeLater(_ hold: DeskHold, _ cost: CallCost?) {
        guard let plan = hold.plan as? RemotePlan else { return }
        Task.detached { [self] in
            _ = try? await tell(hold, plan, cost, why: "dropped before dispatch")
        }
    }

    /// Writes down how a call ended, then tells the server; nil where it will hear of it later.
    ///
    /// Goes to its end whether or not the caller is cancelled.
    private func tell(
        _ hold: DeskHold,
        _ plan: RemotePlan,
        _ cost: CallCost?,
        why: String? = nil
    ) async throws(SpendError) -> RemoteAnswer? {
        guard let place = plan.place else { return nil }
        var body = RemoteBody.id(hold.id, why: cost == nil ? why.map(Self.shortened) : nil)
        var plainBody: [UInt8]?
        if let cost, !cost.isUnknown {
            body = RemoteBody.settle(hold, plan, cost, byUsage: plan.byUsage)
            if plan.byUsage, cost.plainUsage != nil {
                plainBody = RemoteBody.settle(hold, plan, cost, byUsage: false)
            }
        }
        return try await tell(
            place,
            hold.id,
            verb: cost == nil ? "release" : "settle",
            body,
            plainBody
        )
    }

    /// The same for a hold's place in the outbox and a body as its verb takes it.
    func tell(
        _ place: Int,
        _ id: HoldID,
        verb: String,
        _ body: [UInt8],
        _ plainBody: [UInt8]?
    ) async throws(SpendError) -> RemoteAnswer? {
        let delivery = await Task.detached { [self, body, plainBody] in
            let record = await outbox.note(
                place,
                OutboxRecord(
                    sequence: 0,
                    hold: id,
                    verb: verb,
                    body: body,
                    plainBody: plainBody
                )
            )
            let delivery = await courier.deliver(record)
            if case .waits = delivery {
                outbox.leave(place)
                courier.wake()
            } else {
                outbox.free(place)
            }
            return delivery
        }.value
        switch delivery {
        case .told(let answer): return answer
        case .refused(let answer): throw answer.error
        case .waits, .over: return nil
        }
    }

    private func plan(_ hold: DeskHold) throws(SpendError) -> RemotePlan {
        guard let plan = hold.plan as? RemotePlan else {
            throw SpendError(
                .conflict,
                "The hold was made by another governor; close it with the one that made it."
            )
        }
        return plan
    }

    /// As much of a reason as the verb takes.
    private static func shortened(_ why: String) -> String {
        let text = String(
            why.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }.prefix(60)
        )
        return text.isEmpty ? "released by its holder" : text
    }
}
