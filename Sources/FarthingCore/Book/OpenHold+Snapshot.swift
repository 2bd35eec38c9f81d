extension OpenHold {
    /// Appends the hold; `accounts` gives each account's place in the snapshot.
    func write(accounts: [Int: Int], to json: inout JSONWriter) {
        json.beginObject()
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
        json.key("sequence")
        json.int(sequence)
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
        var lines: [Line] = []
        for index in stride(from: 0, to: numbers.count, by: 3) {
            lines.append(
                Line(
                    account: Int(numbers[index]),
                    held: numbers[index + 1],
                    expected: numbers[index + 2]
                )
            )
        }
        let texts = node.member("key")?.elements.compactMap(\.string) ?? []
        self.init(
            id: id,
            key: texts.count == 2
                ? IdempotencyKey(name: texts[0], contentHash: texts[1]) : nil,
            lines: lines,
            expiresAtMs: expiresAtMs,
            createdAtMs: createdAtMs,
            isSent: isSent,
            outputTokens: outputTokens,
            sequence: sequence,
            context: context,
            job: node.member("job")?.string
        )
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
                account: item.member("account").flatMap { AccountKey($0) }
            )
            begin(source, sequence: count[0], count[1])
            for _ in 0..<count[2] { _ = self.count(source, count[1]) }
        }
    }
}
