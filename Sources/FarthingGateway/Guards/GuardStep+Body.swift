import FarthingCore

extension GuardStep {
    /// The most facts that one request may state.
    private static let factsMax = 64

    /// Reads a step from a verb's body.
    init(_ body: SpendBody, _ verb: SpendVerb) throws(RequestRefusal) {
        switch verb {
        case .rate:
            let calls = try body.need("max_calls", 1...Int64(RateRule.callsMax))
            let period = try body.need("period_nanos", 1...RateRule.periodMaxNanos)
            guard let rule = RateRule(maxCalls: Int(calls), periodNanos: period) else {
                throw .spendMissing("max_calls")
            }
            let scope = try body.text("scope")
            self = .takeRate(RateLimiter.Key(try body.guardKey(), rule, scope: scope))
        case .attempt:
            let limit = try body.need("limit", 1...Int64(AttemptCounter.attemptsMax))
            let key = AttemptCounter.Key(run: try body.need("run"), try body.guardKey())
            self = .takeAttempt(key, limit: Int(limit))
        case .circuit: self = try Self.circuit(body)
        case .begin:
            let arguments = try body.text("arguments").map { ArgumentHash(text: $0) }
            self = .begin(try body.onceKey(), arguments)
        case .cancel: self = .cancel(ticket: try body.ticket())
        case .leave:
            let word = try body.need("end")
            let kind = FailureKind(rawValue: word)
            guard kind != nil || word == "success" || word == "nothing" else {
                throw .spend(
                    "invalid_value",
                    "end",
                    "'end' must be success, nothing or a kind of failure."
                )
            }
            let end = kind.map { CircuitBreakers.End.failure($0) }
            self = .leaveCircuit(
                ticket: try body.ticket(),
                end ?? (word == "success" ? .success : .nothing)
            )
        case .end:
            self = .end(
                ticket: try body.ticket(),
                lastError: try body.text("last_error"),
                ttlNanos: try body.need("ttl_nanos", 1...IdempotencyTable.ttlMaxNanos)
            )
        case .forget: self = .forget(try body.onceKey())
        case .prove:
            let ttl = try body.need("ttl_nanos", 1...FactStore.ttlMaxNanos)
            self = .prove(try Self.facts(body), try body.session(), ttlNanos: ttl)
        case .require: self = .require(try Self.facts(body), try body.session())
        default: self = .forgetFacts(try body.session())
        }
    }

    private static func circuit(_ body: SpendBody) throws(RequestRefusal) -> GuardStep {
        let failures = try body.need("max_failures", 1...Int64(CircuitRule.failuresMax))
        let reset = try body.need("reset_nanos", 1...CircuitRule.resetMaxNanos)
        var kinds = FailureKinds()
        guard let counts = body.root.member("counts") else { throw .spendMissing("counts") }
        for node in counts.elements {
            guard let kind = node.string.flatMap(FailureKind.init) else {
                throw .spend("invalid_value", "counts", "'counts' must list kinds of failure.")
            }
            kinds.insert(FailureKinds(kind))
        }
        let made = CircuitRule(maxFailures: Int(failures), resetNanos: reset, counted: kinds)
        guard let rule = made else {
            throw .spend("invalid_value", "counts", "'counts' must list one kind at least.")
        }
        return .enterCircuit(try body.need("service"), rule)
    }

    private static func facts(_ body: SpendBody) throws(RequestRefusal) -> [Fact] {
        guard let list = body.root.member("facts") else { throw .spendMissing("facts") }
        guard list.kind == .array, list.count <= factsMax else {
            throw .spendType("facts", "a list of at most \(factsMax) facts")
        }
        var facts: [Fact] = []
        for node in list.elements {
            let parts = node.elements.compactMap(\.string)
            guard node.kind == .array, node.count == 2, parts.count == 2 else {
                throw .spendType("facts", "a list of pairs: a kind and a value")
            }
            let fact = Fact(parts[0], parts[1])
            guard fact.isSound else {
                throw .spend(
                    "invalid_value",
                    "facts",
                    "A fact's kind has 1 to \(Fact.kindBytesMax) bytes, its value 1 to "
                        + "\(Fact.valueBytesMax)."
                )
            }
            facts.append(fact)
        }
        return facts
    }
}

extension SpendBody {
    fileprivate func need(_ name: String) throws(RequestRefusal) -> String {
        guard let text = try text(name) else { throw .spendMissing(name) }
        return text
    }

    fileprivate func need(
        _ name: String,
        _ range: ClosedRange<Int64>
    ) throws(RequestRefusal) -> Int64 {
        guard let value = try Self.integer(root.member(name), name, range) else {
            throw .spendMissing(name)
        }
        return value
    }

    fileprivate func guardKey() throws(RequestRefusal) -> GuardKey {
        GuardKey(module: try text("module") ?? "", tool: try need("tool"))
    }

    fileprivate func onceKey() throws(RequestRefusal) -> IdempotencyTable.Key {
        IdempotencyTable.Key(run: try text("run"), try guardKey(), key: try need("key"))
    }

    fileprivate func ticket() throws(RequestRefusal) -> UInt64 {
        let text = try need("ticket")
        guard text.utf8.count <= 16, let ticket = UInt64(text, radix: 16) else {
            throw .spend("invalid_value", "ticket", "'ticket' must be what a guard answered.")
        }
        return ticket
    }

    fileprivate func session() throws(RequestRefusal) -> FactStore.Session {
        var scope: [String: String] = [:]
        if let node = root.member("scope") {
            guard node.kind == .object, node.count <= 16 else {
                throw .spendType("scope", "an object of at most 16 texts")
            }
            for (name, value) in node.members {
                guard let text = value.string, text.utf8.count <= Self.textBytesMax,
                    (1...Self.textBytesMax).contains(name.utf8.count)
                else { throw .spendType("scope", "an object of at most 16 short texts") }
                scope[name] = text
            }
        }
        return FactStore.Session(id: try need("session"), scope: scope)
    }
}
