import FarthingCore
import NIOCore
import Synchronization

/// How a call has ended: its hold is settled by what it has cost, or given back.
enum TraceCall {
    /// The longest id of a provider's event.
    private static let eventBytesMax = 512

    static func start(
        _ body: CompanionBody,
        _ request: ClientRequest,
        _ client: ClientConnection
    ) throws(RequestRefusal) {
        let loop = client.loop
        let id = try reservation(body, request, loop)
        let event = try body.text("provider_event_id", bytesMax: eventBytesMax)
        let amount = try body.amount("actual_amount_atomic")
        let cost = TraceCost(
            unit: try CompanionUnit(body),
            amount: amount,
            inputTokens: try body.count("input_tokens"),
            outputTokens: try body.count("output_tokens")
        )
        switch try body.needed("outcome") {
        case "ACCEPTED": break
        case "REJECTED":
            return answer(client) { booking in await booking.release(id) }
        default:
            throw .spend(
                "invalid_value",
                "outcome",
                "'outcome' must be ACCEPTED or REJECTED."
            )
        }
        SpendCall.find(id, client, alsoClosed: true) { (hold) throws(RequestRefusal) in
            // Before it is waited for: what the hold was priced by may have to be looked up.
            let hash = loop.gateway.contentHash
            answer(client, hold.runTicket) { booking in
                let price: ModelPrice?
                if let known = hold.price {
                    price = known
                } else {
                    price = await booking.price(of: id)
                }
                let booked: TraceCost.Booked
                do throws(RequestRefusal) {
                    // Beyond what a spend verb may state, too: the call is over and billed, and here
                    // nobody could extend its hold.
                    booked = try cost.booked(in: hold, price)
                } catch {
                    return .failure(error)
                }
                let mark = TraceMark(id, event, booked.amounts, hash)
                return await booking.settle(id, booked, mark)
            }
        }
    }

    /// The hold that a body names, where this key made it.
    private static func reservation(
        _ body: CompanionBody,
        _ request: ClientRequest,
        _ loop: LoopState
    ) throws(RequestRefusal) -> HoldID {
        guard let key = request.key else { throw .missingKey }
        let text = try body.needed("reservation_id")
        guard let id = HoldID(text.lowercased()), SpendHoldID.isOwned(id, by: key, loop.gateway)
        else { throw .unknownReservation }
        return id
    }

    private static func answer(
        _ client: ClientConnection,
        _ ticket: RunTicket? = nil,
        _ book: @escaping @Sendable (TraceBooking) async -> Result<TraceBooking.End, RequestRefusal>
    ) {
        let loop = client.loop
        let booking = TraceBooking(gateway: loop.gateway)
        let promise = loop.loop.makePromise(
            of: Result<TraceBooking.End, RequestRefusal>.self
        )
        promise.completeWithTask { await book(booking) }
        promise.futureResult.assumeIsolated().whenSuccess { result in
            switch result {
            case .success(let end):
                note(end, ticket, loop)
                client.respond(acknowledgement(end.sequence))
            case .failure(let refusal): client.refuse(refusal)
            }
        }
    }

    private static func note(_ end: TraceBooking.End, _ ticket: RunTicket?, _ loop: LoopState) {
        switch end.what {
        case .settled(let nanos, let evidence, let overrunNanos):
            loop.counters.settled(costNanos: nanos, evidence: evidence)
            if overrunNanos > 0 { loop.counters.overran(nanos: overrunNanos) }
            if let ticket { loop.gateway.runs.settle(ticket, nanos: nanos, succeeded: true) }
        case .released: loop.counters.released += 1
        case .repeated: break
        }
    }

    private static func acknowledgement(_ sequence: Int64) -> Answer {
        var json = JSONWriter(capacity: 96)
        json.beginObject()
        json.key("verdict")
        json.string("ACCEPTED")
        json.key("ledger_transaction_id")
        json.string(String(sequence))
        json.endObject()
        return Answer(
            status: 200,
            fields: [Answer.Field("x-farthing-receipt", String(sequence))],
            body: json.bytes
        )
    }
}

extension RequestRefusal {
    static let unknownReservation = RequestRefusal(
        404,
        "unknown_hold",
        type: invalid,
        "This key has no such reservation, or it is over and forgotten.",
        param: "reservation_id"
    )
}
