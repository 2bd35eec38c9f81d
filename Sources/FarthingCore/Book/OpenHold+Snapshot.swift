extension OpenHold {
    /// Appends the hold; `accounts` gives each account's place in the snapshot.
    func write(accounts: [Int: Int], to json: inout JSONWriter) {
        json.beginObject()
        if let approval {
            json.key("approval")
            json.id(approval)
        }
        if let bound {
            json.key("bound")
            bound.write(to: &json)
        }
        if !conversions.isEmpty {
            json.ints("conversions", conversions.flatMap { [Int64($0.line), $0.from, $0.to] })
        }
        json.key("createdAtMs")
        json.int(createdAtMs)
        json.key("expiresAtMs")
        json.int(expiresAtMs)
        json.key("id")
        json.id(id)
        if let job {
            json.key("job")
            json.string(job)
        }
        if let key {
            json.key("key")
            json.beginArray()
            json.string(key.name)
            json.string(key.contentHash)
            json.endArray()
        }
        json.key("lines")
        json.beginArray()
        for line in lines {
            json.int(accounts[line.account] ?? -1)
            json.int(line.held)
            json.int(line.expected)
        }
        json.endArray()
        json.key("outputTokens")
        json.int(outputTokens)
        json.key("sent")
        json.bool(isSent)
        if !raised.isEmpty { json.ints("raised", raised) }
        if lines.contains(where: { $0.rateNanos != nil }) {
            json.ints("rates", lines.map { $0.rateNanos ?? 0 })
        }
        json.key("sequence")
        json.int(sequence)
        if isSource {
            json.key("isSource")
            json.bool(true)
        }
        if let source {
            json.key("source")
            json.id(source.id)
            json.ints("sourceLines", [source.openedSequence] + lines.map { Int64($0.sourceLine) })
        }
        json.key("context")
        context.write(to: &json)
        json.endObject()
    }

    init?(_ node: JSONNode) {
        guard let id = node.member("id")?.string.flatMap({ HoldID($0) }),
            let createdAtMs = node.member("createdAtMs")?.int64,
            let expiresAtMs = node.member("expiresAtMs")?.int64,
            let numbers = Entry.ints(node, "lines"), numbers.count.isMultiple(of: 3),
            let outputTokens = node.member("outputTokens")?.int64,
            let isSent = node.member("sent")?.bool,
            let sequence = node.member("sequence")?.int64,
            let context = node.member("context").flatMap({ CallContext($0) })
        else { return nil }
        var lines = Few<Line>()
        for index in stride(from: 0, to: numbers.count, by: 3) {
            lines.append(
                Line(
                    account: Int(numbers[index]),
                    held: numbers[index + 1],
                    expected: numbers[index + 2]
                )
            )
        }
        let rates = Entry.ints(node, "rates") ?? []
        let drawn = Entry.ints(node, "sourceLines") ?? []
        guard rates.isEmpty || rates.count == lines.count,
            drawn.isEmpty || drawn.count == lines.count + 1,
            let rare = OpenHold.rare(node, lines: lines.count, drawn: drawn.first)
        else { return nil }
        for (index, rate) in rates.enumerated() where rate != 0 { lines[index].rateNanos = rate }
        for (index, line) in drawn.dropFirst().enumerated() { lines[index].sourceLine = Int(line) }
        self.init(
            id: id,
            lines: lines,
            expiresAtMs: expiresAtMs,
            createdAtMs: createdAtMs,
            isSent: isSent,
            outputTokens: outputTokens,
            sequence: sequence,
            context: context
        )
        isSource = node.member("isSource")?.bool ?? false
        withRare { $0 = rare }
    }

    /// What few holds have; nil where it is not as it was written.
    private static func rare(_ node: JSONNode, lines: Int, drawn first: Int64?) -> Rare? {
        let texts = node.member("key")?.elements.compactMap(\.string) ?? []
        let triples = Entry.ints(node, "conversions") ?? []
        var rare = Rare(
            key: texts.count == 2
                ? IdempotencyKey(name: texts[0], contentHash: texts[1]) : nil,
            job: node.member("job")?.string,
            approval: node.member("approval")?.string.flatMap { HoldID($0) },
            bound: node.member("bound").flatMap { HoldBound($0) },
            raised: Entry.ints(node, "raised") ?? []
        )
        guard rare.raised.isEmpty || rare.raised.count == lines, triples.count.isMultiple(of: 3)
        else { return nil }
        for start in stride(from: 0, to: triples.count, by: 3) {
            rare.conversions.append(
                UnitConversion(
                    line: Int(triples[start]),
                    from: triples[start + 1],
                    to: triples[start + 2]
                )
            )
        }
        if let id = node.member("source")?.string.flatMap({ HoldID($0) }), let first {
            rare.source = Entry.HoldReference(id: id, openedSequence: first)
        }
        return rare
    }
}

extension CallContext {
    fileprivate func write(to json: inout JSONWriter) {
        json.beginObject()
        json.key("enforcementMode")
        json.literalString(isEnforced ? "enforce" : "shadow")
        json.raw(models)
        json.raw(policy)
        json.raw(subject)
        json.endObject()
    }
}

extension RefusalLog {
    func write(to json: inout JSONWriter) {
        json.beginArray()
        for pending in pending {
            json.beginObject()
            if let account = pending.source.account {
                json.key("account")
                account.write(to: &json)
            }
            json.key("code")
            json.string(pending.source.code.rawValue)
            json.ints("count", [pending.first, pending.sinceMs, pending.repeats])
            json.key("principal")
            json.string(pending.source.principal)
            if let rule = pending.source.rule {
                json.key("rule")
                json.string(rule)
            }
            json.endObject()
        }
        json.endArray()
    }

    init?(_ node: JSONNode) {
        self.init()
        for item in node.elements {
            guard let code = item.member("code")?.string.flatMap({ RefusalCode(rawValue: $0) }),
                let count = Entry.ints(item, "count"), count.count == 3,
                let principal = item.member("principal")?.string
            else { return nil }
            let source = Source(
                principal: principal,
                code: code,
                account: item.member("account").flatMap { AccountKey($0) },
                rule: item.member("rule")?.string
            )
            begin(source, sequence: count[0], count[1])
            for _ in 0..<count[2] { _ = self.count(source, count[1]) }
        }
    }
}
