extension Entry {
    /// Reads an entry that ``write(to:)`` wrote; nil when it is not one.
    package init?(_ node: JSONNode) {
        guard let time = node.member("timestamp"), let kind = node.member("kind")?.string,
            let atMs = time.withRawString({ parseTimestamp($0) }) ?? nil,
            let body = Entry.body(node, kind: kind)
        else { return nil }
        self.init(atMs: atMs, body: body)
    }

    private static func body(_ node: JSONNode, kind: String) -> Body? {
        switch kind {
        case "hold": return Admission(node).map { .hold($0) }
        case "charge":
            guard let admission = Admission(node), let amounts = ints(node, "amounts"),
                amounts.count == admission.lines.count
            else { return nil }
            return .charge(admission, amounts: amounts)
        case "refusal": return Refused(node).map { .refusal($0) }
        case "refusals": return RefusalRepeats(node).map { .refusals($0) }
        case "dispatch": return HoldReference(node).map { .dispatch($0) }
        case "extend": return Extension(node).map { .extend($0) }
        case "release":
            guard let hold = HoldReference(node), let why = node.member("why")?.string else {
                return nil
            }
            return .release(hold, why: why)
        case "expire":
            guard let hold = HoldReference(node), let isCharged = node.member("charged")?.bool,
                let held = ints(node, "held")
            else { return nil }
            return .expire(hold, held: held, isCharged: isCharged)
        case let kind where kind.hasPrefix("approval"): return approval(node, kind: kind)
        default:
            if let settlement = Settlement(node, kind: kind) { return .settle(settlement) }
            return configuration(node, kind: kind)
        }
    }

    static func ints(_ node: JSONNode, _ name: String) -> [Int64]? {
        guard let array = node.member(name), array.kind == .array else { return nil }
        var values: [Int64] = []
        values.reserveCapacity(array.count)
        for element in array.elements {
            guard let value = element.int64 else { return nil }
            values.append(value)
        }
        return values
    }
}

extension Entry.HoldReference {
    fileprivate init?(_ node: JSONNode) {
        guard let id = node.member("holdId")?.string.flatMap({ HoldID($0) }),
            let sequence = node.member("hold")?.int64
        else { return nil }
        self.init(id: id, openedSequence: sequence)
    }
}

extension Entry.Admission {
    fileprivate init?(_ node: JSONNode) {
        guard let id = node.member("decisionId")?.string.flatMap({ HoldID($0) }),
            let outputTokens = node.member("outputTokens")?.int64,
            let expiresAtMs = node.member("expiresAtMs")?.int64,
            let isSent = node.member("sent")?.bool,
            let projectedNanos = node.member("projectedNanos")?.int64,
            let context = CallContext(node), let array = node.member("lines"),
            array.kind == .array
        else { return nil }
        var lines: [Line] = []
        lines.reserveCapacity(array.count)
        for line in array.elements {
            guard let account = AccountKey(line), let held = line.member("held")?.int64 else {
                return nil
            }
            let expected = line.member("expected")?.int64 ?? held
            lines.append(
                Line(
                    account: account,
                    held: held,
                    expected: expected,
                    rateNanos: line.member("rate")?.int64
                )
            )
        }
        var key: IdempotencyKey?
        if let member = node.member("key") {
            guard let name = member.member("name")?.string,
                let contentHash = member.member("contentHash")?.string
            else { return nil }
            key = IdempotencyKey(name: name, contentHash: contentHash)
        }
        self.init(
            id: id,
            key: key,
            lines: lines,
            outputTokens: outputTokens,
            expiresAtMs: expiresAtMs,
            isSent: isSent,
            projectedNanos: projectedNanos,
            source: node.member("source")?.string.flatMap { HoldID($0) },
            bound: node.member("bound").flatMap { HoldBound($0) },
            context: context
        )
    }
}

extension HoldBound {
    init?(_ node: JSONNode) {
        guard let nanosUSD = node.member("nanosUsd")?.int64,
            let tokens = node.member("tokens")?.int64, let calls = node.member("calls")?.int64
        else { return nil }
        self.init(nanosUSD: nanosUSD, tokens: tokens, calls: calls)
    }

    func write(to json: inout JSONWriter) {
        json.beginObject()
        json.key("calls")
        json.int(calls)
        json.key("nanosUsd")
        json.int(nanosUSD)
        json.key("tokens")
        json.int(tokens)
        json.endObject()
    }
}

extension Entry.Refused {
    fileprivate init?(_ node: JSONNode) {
        guard let id = node.member("decisionId")?.string.flatMap({ HoldID($0) }),
            let refusal = node.member("refusal").flatMap({ Refusal($0) }),
            let projectedNanos = node.member("projectedNanos")?.int64,
            let context = CallContext(node)
        else { return nil }
        let window = node.member("triggeredCap")?.member("window")?.string
        self.init(
            id: id,
            refusal: refusal,
            window: window.flatMap { Window(name: $0) },
            projectedNanos: projectedNanos,
            context: context
        )
    }
}

extension Entry.RefusalRepeats {
    fileprivate init?(_ node: JSONNode) {
        guard let principal = node.member("principal")?.string,
            let code = node.member("code")?.string.flatMap({ RefusalCode(rawValue: $0) }),
            let count = node.member("count")?.int64, let first = node.member("first")?.int64
        else { return nil }
        self.init(
            principal: principal,
            code: code,
            account: node.member("account").flatMap { AccountKey($0) },
            rule: node.member("rule")?.string,
            count: count,
            first: first
        )
    }
}

extension Entry.Extension {
    fileprivate init?(_ node: JSONNode) {
        guard let hold = Entry.HoldReference(node), let held = Entry.ints(node, "held"),
            let expected = Entry.ints(node, "expected"), held.count == expected.count,
            let outputTokens = node.member("outputTokens")?.int64,
            let expiresAtMs = node.member("expiresAtMs")?.int64
        else { return nil }
        self.init(
            hold: hold,
            held: held,
            expected: expected,
            outputTokens: outputTokens,
            expiresAtMs: expiresAtMs,
            job: node.member("job")?.string
        )
    }
}

extension Entry.Settlement {
    fileprivate init?(_ node: JSONNode, kind: String) {
        let kinds: [Kind] = [.settle, .late, .better, .correct, .weaker]
        guard let found = kinds.first(where: { $0.entryKind.description == kind }),
            let hold = Entry.HoldReference(node), let amounts = Entry.ints(node, "amounts"),
            let evidence = node.member("evidence")?.string.flatMap({ Evidence(rawValue: $0) })
        else { return nil }
        self.init(
            kind: found,
            hold: hold,
            amounts: amounts,
            evidence: evidence,
            usage: node.member("usage").flatMap { SettledUsage($0) },
            note: node.member("note")?.string ?? "",
            corrects: node.member("corrects")?.int64
        )
    }
}

extension CallContext {
    convenience init?(_ node: JSONNode) {
        guard let principal = node.member("principal")?.string,
            let provider = node.member("provider")?.string,
            let modelRequested = node.member("modelRequested")?.string,
            let modelResolved = node.member("modelResolved")?.string,
            let policyID = node.member("policyId")?.string,
            let policyVersion = node.member("policyVersion")?.int64,
            let mode = node.member("enforcementMode")?.string,
            let priceBook = node.member("priceBook")?.string
        else { return nil }
        var scope = Scope()
        if let object = node.member("scope") {
            for member in object.members {
                guard let dimension = Dimension(name: member.name) else { return nil }
                scope[dimension] = member.value.string
            }
        }
        self.init(
            principal: principal,
            provider: provider,
            modelRequested: modelRequested,
            modelResolved: modelResolved,
            policyID: policyID,
            policyVersion: policyVersion,
            isEnforced: mode == "enforce",
            priceBook: priceBook,
            scope: scope,
            reasons: node.member("reasons")?.elements.compactMap(\.string) ?? []
        )
    }
}
