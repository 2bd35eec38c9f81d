import Farthing
import FarthingCore

/// A step of a guard as the server is asked it: `POST /v1/spend/guards/NAME`.
struct GuardQuestion {
    /// The last part of the path.
    var name: String
    /// Whom an error names.
    var tool = ""
    var body: [UInt8]

    init(_ step: GuardStep) {
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        switch step {
        case .takeRate(let key):
            name = "rate"
            tool = key.guardKey.tool
            json.write(key.guardKey)
            json.member("scope", key.scope)
            json.member("max_calls", Int64(key.rule.maxCalls))
            json.member("period_nanos", key.rule.periodNanos)
        case .takeAttempt(let key, let limit):
            name = "attempt"
            tool = key.guardKey.tool
            json.write(key.guardKey)
            json.member("run", key.run)
            json.member("limit", Int64(limit))
        case .enterCircuit(let service, let rule):
            name = "circuit"
            tool = service
            json.member("service", service)
            json.member("max_failures", Int64(rule.maxFailures))
            json.member("reset_nanos", rule.resetNanos)
            json.key("counts")
            json.beginArray()
            for kind in FailureKind.allCases where rule.counted.contains(FailureKinds(kind)) {
                json.string(kind.rawValue)
            }
            json.endArray()
        case .begin(let key, let arguments):
            name = "begin"
            tool = key.guardKey.tool
            json.write(key)
            json.member("arguments", arguments.map { hex($0.high) + hex($0.low) })
        case .cancel(let ticket):
            name = "cancel"
            json.member("ticket", hex(ticket))
        case .leaveCircuit(let ticket, let end):
            name = "leave"
            json.member("ticket", hex(ticket))
            json.member("end", end.word)
        case .end(let ticket, let lastError, let ttlNanos):
            name = "end"
            json.member("ticket", hex(ticket))
            json.member("last_error", lastError.map(shortened))
            json.member("ttl_nanos", ttlNanos)
        case .forget(let key):
            name = "forget"
            tool = key.guardKey.tool
            json.write(key)
        case .prove(let facts, let session, let ttlNanos):
            name = "prove"
            json.write(session)
            json.write(facts)
            json.member("ttl_nanos", ttlNanos)
        case .require(let facts, let session):
            name = "require"
            json.write(session)
            json.write(facts)
        case .forgetFacts(let session):
            name = "forget-facts"
            json.write(session)
        }
        json.endObject()
        body = json.bytes
    }
}

extension GuardAnswer {
    /// Reads what the server says to a step; nil for what is no answer to one.
    init?(_ answer: RemoteAnswer) {
        switch answer.member("answer")?.string {
        case "admitted":
            guard let ticket = answer.member("ticket")?.string.flatMap({ UInt64($0, radix: 16) })
            else { return nil }
            self = .admitted(ticket: ticket)
        case "refused":
            self = .refused(retryAfterNanos: max(1, answer.int("retry_after_nanos") ?? 1))
        case "exhausted": self = .exhausted(used: Int(clamping: answer.int("used") ?? 0))
        case "in_progress": self = .inProgress
        case "done": self = .done
        case "unknown": self = .unknown(lastError: answer.member("last_error")?.string ?? "")
        case "conflict": self = .conflict
        case "full": self = .full
        case "missing":
            let fact = answer.member("fact")?.elements.compactMap(\.string) ?? []
            guard fact.count == 2 else { return nil }
            self = .missing(Fact(fact[0], fact[1]))
        case "yes": self = .yes
        case "no": self = .no
        default: return nil
        }
    }
}

extension CircuitBreakers.End {
    fileprivate var word: String {
        switch self {
        case .success: "success"
        case .failure(let kind): kind.rawValue
        case .nothing: "nothing"
        }
    }
}

private func hex(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
}

/// As much of an error's type as the server takes.
private func shortened(_ text: String) -> String {
    let plain = String(
        text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }.prefix(60)
    )
    return plain.isEmpty ? "error" : plain
}

extension JSONWriter {
    fileprivate mutating func member(_ name: StaticString, _ text: String?) {
        guard let text else { return }
        key(name)
        string(text)
    }

    fileprivate mutating func member(_ name: StaticString, _ number: Int64) {
        key(name)
        int(number)
    }

    fileprivate mutating func write(_ key: GuardKey) {
        member("module", key.module)
        member("tool", key.tool)
    }

    fileprivate mutating func write(_ key: IdempotencyTable.Key) {
        write(key.guardKey)
        member("run", key.run)
        member("key", key.key)
    }

    fileprivate mutating func write(_ session: FactStore.Session) {
        member("session", session.id)
        guard !session.scope.isEmpty else { return }
        key("scope")
        beginObject()
        for (name, value) in session.scope.sorted(by: { utf8Precedes($0.key, $1.key) }) {
            key(text: name)
            string(value)
        }
        endObject()
    }

    fileprivate mutating func write(_ facts: [Fact]) {
        key("facts")
        beginArray()
        for fact in facts {
            beginArray()
            string(fact.kind)
            string(fact.value)
            endArray()
        }
        endArray()
    }
}
