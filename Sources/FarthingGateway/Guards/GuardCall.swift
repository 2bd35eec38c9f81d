import FarthingCore
import NIOCore
import Synchronization

/// One step of a guard whose state several processes share: `POST /v1/spend/guards/…`.
enum GuardCall {
    static func start(
        _ verb: SpendVerb,
        _ request: ClientRequest,
        _ client: ClientConnection
    ) throws(RequestRefusal) {
        guard let key = request.key else { throw .missingKey }
        let step = try GuardStep(SpendBody(request.body, verb), verb)
        var source = SystemRandomNumberGenerator()
        let ticket: UInt64 = source.next()
        // Of a clock that never steps back, whatever becomes of the day's time.
        let nowNanos = Int64(clamping: NIODeadline.now().uptimeNanoseconds)
        let answer = client.loop.gateway.guardRooms.withLock {
            $0.apply(step, key: key.id, ticket: ticket, nowNanos: nowNanos)
        }
        client.respond(Answer(answer))
    }
}

extension Answer {
    /// What is said to a guard's step.
    fileprivate init(_ answer: GuardAnswer) {
        var json = JSONWriter(capacity: 128)
        json.beginObject()
        json.key("answer")
        switch answer {
        case .admitted(let ticket):
            json.string("admitted")
            json.key("ticket")
            json.string(hex(ticket))
        case .refused(let retryAfterNanos):
            json.string("refused")
            json.key("retry_after_nanos")
            json.int(retryAfterNanos)
        case .exhausted(let used):
            json.string("exhausted")
            json.key("used")
            json.int(used)
        case .inProgress: json.string("in_progress")
        case .done: json.string("done")
        case .unknown(let lastError):
            json.string("unknown")
            json.key("last_error")
            json.string(lastError)
        case .conflict: json.string("conflict")
        case .full: json.string("full")
        case .missing(let fact):
            json.string("missing")
            json.key("fact")
            json.beginArray()
            json.string(fact.kind)
            json.string(fact.value)
            json.endArray()
        case .yes: json.string("yes")
        case .no: json.string("no")
        }
        json.endObject()
        self.init(status: 200, body: json.bytes)
    }
}

private func hex(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
}
