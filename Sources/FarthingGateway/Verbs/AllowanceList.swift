import FarthingCore
import NIOCore

/// Lists what a key has carved, and what it spends under.
enum AllowanceList {
    /// Allowances in one answer.
    private static let listedMax = 1_000

    static func start(
        _ request: ClientRequest,
        _ client: ClientConnection
    ) throws(RequestRefusal) {
        guard let key = request.key else { throw .missingKey }
        let shown = request.facts.allowance
        let gateway = client.loop.gateway
        OpenHolds.read(client) { holds in
            let carved = holds.filter { SpendHoldID.isOwned($0.id, by: key, gateway, .allowance) }
            var json = JSONWriter(capacity: 1_024)
            json.beginObject()
            if let shown {
                json.key("allowance")
                shown.write(holds.first { $0.id == shown.hold }, to: &json)
            }
            json.key("allowances")
            json.beginArray()
            for hold in carved.prefix(listedMax) {
                json.beginObject()
                json.key("id")
                json.string(hold.id.description)
                json.key("expires_at_ms")
                json.int(hold.expiresAtMs)
                json.key("open_calls")
                json.int(Int64(holds.count { $0.source == hold.id }))
                json.key("remaining")
                hold.writeLines(to: &json)
                json.endObject()
            }
            json.endArray()
            json.endObject()
            return Answer(status: 200, body: json.bytes)
        }
    }
}

/// Reads the open holds and answers with what is made of them.
enum OpenHolds {
    static func read(_ client: ClientConnection, then: @escaping ([HoldStatement]) -> Answer) {
        let ledger = client.loop.gateway.ledger
        let promise = client.loop.loop.makePromise(of: Result<[HoldStatement], LedgerError>.self)
        promise.completeWithTask {
            do throws(LedgerError) {
                return .success(try await ledger.openHolds(limit: SpendCall.openHoldsMax))
            } catch {
                return .failure(error)
            }
        }
        promise.futureResult.assumeIsolated().whenSuccess { result in
            switch result {
            case .success(let holds): client.respond(then(holds))
            case .failure(let error): client.respond(Answer.spendLedgerDown(error))
            }
        }
    }
}

extension AccountsRead {
    /// Reads the open accounts, and what an allowance has left; nil where it is over.
    static func start(
        _ client: ClientConnection,
        allowance: Allowance?,
        then: @escaping ([AccountStatement], HoldStatement?) -> Answer
    ) {
        guard let allowance else { return start(client) { then($0, nil) } }
        let gateway = client.loop.gateway
        let promise = client.loop.loop.makePromise(of: HoldStatement?.self)
        promise.completeWithTask {
            (try? await gateway.ledger.openHold(allowance.hold)) ?? nil
        }
        promise.futureResult.assumeIsolated().whenSuccess { hold in
            start(client) { then($0, hold) }
        }
    }
}

extension HoldStatement {
    fileprivate func writeLines(to json: inout JSONWriter) {
        json.beginArray()
        for line in lines {
            json.beginObject()
            json.key("budget")
            json.string(line.account.budget)
            json.key("scope")
            json.string(line.account.scope)
            json.key("unit")
            json.string(line.unit.name)
            json.key("amount")
            json.int(line.held)
            json.endObject()
        }
        json.endArray()
    }
}

extension Allowance {
    /// Appends the allowance as its child sees it; without a hold it is over.
    fileprivate func write(_ hold: HoldStatement?, to json: inout JSONWriter) {
        json.beginObject()
        json.key("id")
        json.string(self.hold.description)
        writeTerms(expiresAtMs: hold?.expiresAtMs, to: &json)
        json.key("remaining")
        if let hold {
            hold.writeLines(to: &json)
        } else {
            json.beginArray()
            json.endArray()
        }
        json.endObject()
    }

    /// Appends what is the same for the one who carves it and the one who spends it.
    func writeTerms(expiresAtMs: Int64?, to json: inout JSONWriter) {
        json.key("run")
        json.string(run)
        json.key("parent_run")
        if let parentRun { json.string(parentRun) } else { json.null() }
        json.key("depth")
        json.int(depth)
        json.key("expires_at_ms")
        if let expiresAtMs { json.int(expiresAtMs) } else { json.null() }
        json.key("ends_at_ms")
        json.int(endsAtMs)
        for (name, levels) in [("models", models), ("tools", tools)] {
            json.key(text: name)
            json.beginArray()
            for level in levels {
                json.beginArray()
                for glob in level { json.string(glob.pattern) }
                json.endArray()
            }
            json.endArray()
        }
    }
}

extension Answer {
    /// An allowance that was just carved.
    static func carved(
        _ allowance: Allowance,
        _ token: String,
        _ hold: SpendHold,
        _ held: Held
    ) -> Answer {
        var json = JSONWriter(capacity: 1_024)
        json.beginObject()
        json.key("allowance")
        json.string(token)
        json.key("id")
        json.string(allowance.hold.description)
        allowance.writeTerms(expiresAtMs: hold.expiresAtMs, to: &json)
        json.key("lines")
        json.beginArray()
        for line in hold.lines { line.write(line.held, to: &json) }
        json.endArray()
        json.key("receipt")
        json.string(String(held.sequence))
        json.endObject()
        return Answer(status: 200, body: json.bytes)
    }
}
