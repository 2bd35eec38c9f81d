package import Farthing
package import FarthingCore

/// Calls of tools at a server: the spend verbs, with the outbox of a remote ledger.
package struct RemoteToolDesk: ToolDesk {
    /// The server's pages of tools that are read one after the other.
    private static let pagesMax = 20

    let ledger: RemoteLedger
    private let guards: RemoteGuardDesk

    /// The desk of a server.
    package init(_ ledger: RemoteLedger) {
        self.ledger = ledger
        guards = RemoteGuardDesk(ledger.desk.wire, timeoutMs: ledger.desk.options.timeoutMs)
    }

    var desk: RemoteDesk { ledger.desk }

    package func settle(_ hold: ToolHold, _ end: ToolEnd) async throws(SpendError) {
        _ = try await desk.tell(
            hold.place,
            hold.id,
            verb: "settle",
            RemoteBody.settle(hold, end),
            nil
        )
    }

    package func release(
        _ hold: ToolHold,
        why: String,
        hasFailed: Bool
    ) async throws(SpendError) {
        _ = try await desk.tell(
            hold.place,
            hold.id,
            verb: "release",
            RemoteBody.release(hold, why: why, hasFailed: hasFailed),
            nil
        )
    }

    package func accounts(run: String?) async throws(SpendError) -> [AccountStatement] {
        var scope = Scope()
        scope[.run] = run
        let fields = try scope.fields()
        let answer = try await ask("budgets", fields)
        return answer.member("accounts")?.elements.compactMap { AccountStatement($0) } ?? []
    }

    package func tool(_ name: String) async throws(SpendError) -> ToolPrice? {
        let answer = try await ask("tools?name=" + Self.encoded(name))
        return answer.member("tools")?.elements.compactMap { ToolPrice($0) }.first
    }

    package func tools(limit: Int) async throws(SpendError) -> [ToolPrice] {
        var tools: [ToolPrice] = []
        var cursor: String?
        for _ in 0..<Self.pagesMax {
            let answer = try await ask(
                "tools" + (cursor.map { "?cursor=" + Self.encoded($0) } ?? "")
            )
            tools += answer.member("tools")?.elements.compactMap { ToolPrice($0) } ?? []
            cursor = answer.member("next")?.string
            if cursor == nil || tools.count >= limit { break }
        }
        return Array(tools.prefix(limit))
    }

    package func perform(_ step: GuardStep) async throws(GuardError) -> GuardAnswer {
        try await guards.perform(step)
    }

    package func flush(withinMs: Int64) async -> Bool { await ledger.flush(withinMs: withinMs) }

    private func ask(
        _ verb: String,
        _ fields: [RemoteWire.Field] = []
    ) async throws(SpendError) -> RemoteAnswer {
        try await desk.ask(
            RemoteWire.Request(verb: verb, fields: fields, timeoutMs: desk.options.timeoutMs)
        )
    }

    /// A value of a query: all but letters, digits and three marks as bytes.
    private static func encoded(_ text: String) -> String {
        var encoded: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: encoded.append(byte)
            default: encoded += [UInt8(ascii: "%"), hexDigit(byte >> 4), hexDigit(byte & 15)]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}

extension ToolPrice {
    /// A tool as the verb `tools` tells it.
    fileprivate init?(_ node: JSONNode) {
        guard let name = node.member("name")?.string,
            let amount = node.member("amount")?.int64,
            let currency = node.member("currency")?.string
        else { return nil }
        self.init(
            name: name,
            amountNanos: amount,
            currency: currency,
            idempotencyMs: node.member("guards")?.member("idempotency")?.member("ttl_ms")?.int64
        )
    }
}

extension RemoteBody {
    fileprivate static func settle(_ hold: ToolHold, _ end: ToolEnd) -> [UInt8] {
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        json.key("id")
        json.string(hold.id.description)
        switch end {
        case .answered:
            // A registered price needs no word of ours.
            if let nanos = hold.amountNanos {
                json.key("amounts")
                json.beginObject()
                json.key("USD")
                json.int(nanos)
                json.endObject()
                json.key("evidence")
                json.literalString("reported")
            }
        case .unknown, .failed:
            json.key("evidence")
            json.literalString("unknown")
            if case .failed = end {
                json.key("failed")
                json.bool(true)
            }
        }
        json.endObject()
        return json.bytes
    }

    fileprivate static func release(_ hold: ToolHold, why: String, hasFailed: Bool) -> [UInt8] {
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        json.key("id")
        json.string(hold.id.description)
        json.key("why")
        json.string(why)
        if hasFailed {
            json.key("failed")
            json.bool(true)
        }
        json.endObject()
        return json.bytes
    }
}
