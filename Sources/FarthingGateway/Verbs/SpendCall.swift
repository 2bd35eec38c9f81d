import FarthingCore
import NIOCore

/// One request for a spend verb.
enum SpendCall {
    static func start(_ verb: SpendVerb, _ request: ClientRequest, _ client: ClientConnection) {
        switch verb {
        case .budgets: BudgetsCall.start(client)
        default: client.refuse(.routeUnknown)
        }
    }
}

/// Lists the open accounts.
enum BudgetsCall {
    static func start(_ client: ClientConnection) {
        let ledger = client.loop.gateway.ledger
        let loop = client.loop.loop
        let bound = NIOLoopBound(client, eventLoop: loop)
        let promise = loop.makePromise(of: Result<[AccountStatement], LedgerError>.self)
        promise.completeWithTask {
            do throws(LedgerError) {
                return .success(try await ledger.accounts())
            } catch {
                return .failure(error)
            }
        }
        promise.futureResult.whenSuccess { result in
            switch result {
            case .success(let accounts): bound.value.respond(answer(accounts))
            case .failure(let error): bound.value.respond(Answer.ledgerDown(error))
            }
        }
    }

    private static func answer(_ accounts: [AccountStatement]) -> Answer {
        var json = JSONWriter(capacity: 1_024)
        json.beginObject()
        json.key("accounts")
        json.beginArray()
        for account in accounts { account.write(to: &json) }
        json.endArray()
        json.endObject()
        return Answer(status: 200, body: json.bytes)
    }
}

extension AccountStatement {
    /// Appends the account as clients see it; amounts in the unit, nanos for money.
    func write(to json: inout JSONWriter) {
        json.beginObject()
        json.key("budget")
        json.string(key.budget)
        json.key("enforced")
        json.bool(isEnforced)
        json.key("free")
        json.int(free)
        json.key("held")
        json.int(held)
        json.key("limit")
        json.int(limit)
        json.key("overrun")
        json.int(overrun)
        json.key("paused")
        json.bool(isPaused || isFrozen)
        json.key("scope")
        json.string(key.scope)
        json.key("spent")
        json.int(spent)
        json.key("top_ups")
        json.int(topUps)
        json.key("unit")
        json.string(unit.name)
        if windowEndsMs != Int64.max {
            json.key("window_ends_ms")
            json.int(windowEndsMs)
        }
        json.endObject()
    }
}
