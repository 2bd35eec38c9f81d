import FarthingCore

/// What a policy's author needs.
extension PoliciesAPI {
    func check(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        var body = try start(request)
        let choice = body.policyChoice("policy", isRequired: true)
        try body.check()
        let review = try await tools.review(try await text(choice))
        return .json { json in
            json.key("budgets")
            json.int(review.budgets)
            json.key("findings")
            json.beginArray()
            for finding in review.findings { finding.write(to: &json) }
            json.endArray()
            json.key("hash")
            json.string(review.hash)
            json.key("id")
            json.string(review.id)
            json.key("rules")
            json.int(review.rules)
            json.key("valid")
            json.bool(review.isValid)
        }
    }

    func diff(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        var body = try start(request)
        let old = body.policyChoice("old", isRequired: true)
        let new = body.policyChoice("new", isRequired: true)
        try body.check()
        return Self.answer(
            try await tools.diff(
                try await readable(old, at: "/old"),
                try await readable(new, at: "/new")
            )
        )
    }

    func backtest(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        var body = try start(request)
        body.refuseNull("from_ms", "to_ms")
        let choice = body.policyChoice("policy", isRequired: true)
        let fromMs = body.integer("from_ms", BodyMembers.timesMs) ?? 0
        let toMs = body.integer("to_ms", BodyMembers.timesMs) ?? Int64.max
        if fromMs >= toMs { body.fault("to_ms", "must be later than from_ms") }
        try body.check()
        let text = try await readable(choice, at: "/policy")
        try backtests.begin()
        defer { backtests.end() }
        return Self.answer(try await tools.backtest(text, rangeMs: fromMs..<toMs))
    }

    func explain(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        var body = try start(request)
        body.refuseNull("call", "receipt", "spent", "at_ms")
        let choice = body.policyChoice("policy", isRequired: false)
        let sequence = body.integer("receipt", 1...9_007_199_254_740_991)
        let atMs = body.integer("at_ms", BodyMembers.timesMs)
        var trial = body.trialCall("call")
        let spent = body.spentAmounts("spent")
        if body.has("call") == body.has("receipt") {
            body.fault("call", "or receipt must be given, and not both")
        } else if body.has("receipt") {
            for member in ["at_ms", "spent"] where body.has(member) {
                body.fault(member, "goes with call")
            }
        }
        try body.check()
        trial?.spent = spent
        trial?.atMs = atMs
        let text = try await readable(choice, at: "/policy")
        let question: PolicyQuestion =
            if let trial { .call(trial) } else { .entry(sequence ?? 0) }
        return Self.answer(try await tools.explain(text, question))
    }

    // MARK: Parts

    private func start(_ request: ConsoleRequest) throws -> BodyMembers {
        try mayLook(request)
        try QueryMembers(request).check()
        return try BodyMembers(request)
    }

    /// The text that is meant; without a choice that in force.
    ///
    /// - Throws: ``ConsoleError`` 404 for a version that there is not.
    private func text(_ choice: PolicyChoice?) async throws -> PolicyText {
        let number: Int64
        switch choice ?? .active {
        case .text(let text): return text
        case .file: return try await tools.file()
        case .version(let wanted): number = wanted
        case .active:
            guard let active = try await shelf.inForce()?.policy.version else {
                return try await tools.file()
            }
            number = active
        }
        guard let version = try await shelf.find(number)?.policy else {
            throw ConsoleError.notFound("version")
        }
        return try await text(of: version)
    }

    /// The same of one that can be read.
    private func readable(_ choice: PolicyChoice?, at place: String) async throws -> PolicyText {
        let text = try await text(choice)
        let faults = try await tools.faults(in: text)
        if !faults.isEmpty { throw Self.error(faults, at: place) }
        return text
    }

    private static func answer(_ object: [UInt8]) -> ConsoleAnswer {
        ConsoleAnswer(200, contentType: "application/json", .bytes(object))
    }
}
