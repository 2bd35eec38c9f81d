import FarthingCore
import FarthingProviders
import Logging
import NIOCore
import Synchronization

/// One request for a spend verb.
enum SpendCall {
    static func start(_ verb: SpendVerb, _ request: ClientRequest, _ client: ClientConnection) {
        do throws(RequestRefusal) {
            switch verb {
            case .decide: try DecideCall.start(request, client)
            case .hold: try HoldCall.start(request, client)
            case .dispatch: try CloseCalls.dispatch(request, client)
            case .extend: try ExtendCall.start(request, client)
            case .settle: try SettleCall.start(request, client)
            case .release: try CloseCalls.release(request, client)
            case .carve: try AllowanceCarve.start(request, client)
            case .allowances: try AllowanceList.start(request, client)
            case .budgets: try BudgetsCall.start(request, client)
            case .tools: try ToolsCall.start(request, client)
            case .rate, .attempt, .circuit, .begin, .cancel, .leave, .end, .forget, .prove,
                .require,
                .forgetFacts:
                try GuardCall.start(verb, request, client)
            case .openAPI: client.respond(Answer(status: 200, body: Array(spendDocument.utf8)))
            }
        } catch {
            client.refuse(error)
        }
    }

    /// The hold that a body names, where this key made it.
    static func owned(
        _ body: SpendBody,
        _ request: ClientRequest,
        _ loop: LoopState
    ) throws(RequestRefusal) -> HoldID {
        guard let key = request.key else { throw .missingKey }
        let id = try body.holdID()
        guard
            SpendHoldID.isOwned(id, by: key, loop.gateway)
                || SpendHoldID.isOwned(id, by: key, loop.gateway, .tool)
        else { throw .unknownHold }
        return id
    }

    /// Whether a hold is of a call of a registered tool, and the key's own.
    static func isOfTool(_ id: HoldID, _ request: ClientRequest, _ loop: LoopState) -> Bool {
        request.key.map { SpendHoldID.isOwned(id, by: $0, loop.gateway, .tool) } ?? false
    }

    /// Puts a command in, and hands its outcome on; refusals and failures are answered here.
    static func ask(
        _ command: Command,
        _ client: ClientConnection,
        affordable: @escaping (Refusal) -> Int64? = { _ in nil },
        abandoned: @escaping (Outcome) -> Void = { _ in },
        then: @escaping (Outcome) -> Answer?
    ) {
        let waiter = SpendWaiter(client, affordable, abandoned, then)
        client.setWork(waiter)
        client.loop.ledger.ask(command, waiter)
    }

    /// What is known of a hold, from memory or, after a restart, from the ledger.
    ///
    /// - Parameter alsoClosed: whether one is looked for too that is over: how a call ended is told
    ///   late, or once more, where the server was gone meanwhile.
    static func find(
        _ id: HoldID,
        _ client: ClientConnection,
        alsoClosed: Bool = false,
        then: @escaping (SpendHold) throws(RequestRefusal) -> Void
    ) {
        let gateway = client.loop.gateway
        if let hold = gateway.spendHolds.withLock({ $0[id] }) {
            client.refusing { () throws(RequestRefusal) in try then(hold) }
            return
        }
        let promise = client.loop.loop.makePromise(of: SpendHold?.self)
        promise.completeWithTask {
            let policy = gateway.policy.policy
            if let hold = (try? await gateway.ledger.openHold(id)) ?? nil {
                return SpendHold(hold, policy)
            }
            guard alsoClosed, let ledger = gateway.ledger as? any RecallingLedger,
                let record = (try? await ledger.closedHold(id)) ?? nil
            else { return nil }
            return SpendHold(record, policy)
        }
        promise.futureResult.assumeIsolated().whenSuccess { hold in
            client.refusing { () throws(RequestRefusal) in
                guard let hold else { throw .unknownHold }
                try then(hold)
            }
        }
    }

    /// Open holds looked through for one that was made before a restart.
    static let openHoldsMax = 100_000
}

extension ClientConnection {
    /// Runs what may refuse the request, and answers if it does.
    func refusing(_ body: () throws(RequestRefusal) -> Void) {
        do throws(RequestRefusal) {
            try body()
        } catch {
            refuse(error)
        }
    }
}

/// Waits for the outcome of a spend verb's command.
final class SpendWaiter: OutcomeWaiter, ClientWork, @unchecked Sendable {
    // `@unchecked`: the ledger's thread only carries the reference; it is used on its loop.
    private weak var client: ClientConnection?
    private let loop: LoopState
    private var isClientGone = false
    private let affordable: (Refusal) -> Int64?
    private let abandoned: (Outcome) -> Void
    private let then: (Outcome) -> Answer?

    init(
        _ client: ClientConnection,
        _ affordable: @escaping (Refusal) -> Int64?,
        _ abandoned: @escaping (Outcome) -> Void,
        _ then: @escaping (Outcome) -> Answer?
    ) {
        self.client = client
        loop = client.loop
        self.affordable = affordable
        self.abandoned = abandoned
        self.then = then
    }

    func clientGone() { isClientGone = true }
    func clientWritable(_ isWritable: Bool) {}

    func ledgerAnswered(_ result: Result<Outcome, LedgerError>) {
        switch result {
        case .success(.refused(let refusal)):
            loop.counters.refused(refusal.code.rawValue)
            loop.gateway.logger.info(
                "spend verb refused",
                metadata: [
                    "code": "\(refusal.code.rawValue)",
                    "budget": "\(refusal.account?.budget ?? "-")",
                    "receipt": "\(refusal.sequence ?? -1)",
                ]
            )
            client?.respond(refusal.spendAnswer(affordable(refusal), loop.nowMs))
        case .success(let outcome):
            if isClientGone || client == nil { abandoned(outcome) }
            if let answer = then(outcome) { client?.respond(answer) }
        case .failure(let error):
            loop.gateway.logger.warning(
                "the ledger failed",
                metadata: ["code": "\(error.code)", "detail": "\(error.detail)"]
            )
            client?.respond(Answer.spendLedgerDown(error))
        }
    }
}

extension RequestRefusal {
    static let unknownHold = RequestRefusal(
        404,
        "unknown_hold",
        type: invalid,
        "This key has made no such hold by a spend verb, or it is over and forgotten.",
        param: "id"
    )
}

extension Answer {
    /// The ledger could not answer a verb; only some errors say that nothing was done.
    static func spendLedgerDown(_ error: LedgerError) -> Answer {
        let outcome =
            error.code.saysNothingWasDone
            ? "Nothing was done." : "Whether it was done is not known: ask again by id or key."
        let failure = ClientError(
            503,
            error.clientCode,
            "The ledger cannot be used: \(error.message). \(outcome)",
            mayRetry: error.code.saysNothingWasDone
        )
        return Answer(failure, in: .openAI)
    }
}

extension Refusal {
    /// The answer to `hold`: a retry under the same key finds its hold, and may go on with it.
    func holdAnswer(_ affordable: Int64?, _ loop: LoopState, base: String) -> Answer {
        let language = loop.gateway.options.language
        var failure = error(affordable: affordable, nowMs: loop.nowMs, in: language)
        failure.pointOut(self, at: base)
        var answer = Answer(failure, in: .openAI)
        if code == .inFlight || code == .alreadySettled, let holdID {
            answer.fields.append(Answer.Field("x-farthing-hold", holdID.description))
        }
        return answer
    }

    /// The answer to the other verbs: some codes blame the caller's hold, not the server.
    fileprivate func spendAnswer(_ affordable: Int64?, _ nowMs: Int64) -> Answer {
        let shape: (status: Int, code: String, message: String)
        switch code {
        case .unknownHold:
            shape = (404, "unknown_hold", "There is no such hold, or it is over and forgotten.")
        case .expired:
            shape = (409, "hold_expired", "The hold's time is over. Open another.")
        case .alreadySettled:
            shape = (409, "hold_already_settled", "The hold is settled.")
        case .conflict:
            shape = (409, "conflict", "The hold is over, and what was booked differs from this.")
        default: return Answer(error(affordable: affordable, nowMs: nowMs), in: .openAI)
        }
        return Answer(
            status: shape.status,
            fields: [Answer.Field("x-should-retry", "false")],
            body: OpenAIErrors.body(
                message: shape.message,
                type: shape.status == 404 ? RequestRefusal.invalid : "conflict_error",
                param: "id",
                code: shape.code
            )
        )
    }
}

extension SpendHold {
    /// A hold as the ledger remembers it.
    init(_ statement: HoldStatement, _ policy: CompiledPolicy) {
        lines = statement.lines.map { Line($0.account, $0.held, $0.rateNanos, policy) }
        expiresAtMs = statement.expiresAtMs
    }

    /// A hold that is over.
    fileprivate init(_ record: HoldRecord, _ policy: CompiledPolicy) {
        lines = record.lines.map { Line($0.account, $0.held, $0.rateNanos, policy) }
        expiresAtMs = 0
    }
}

extension SpendHold.Line {
    /// A line as the ledger remembers it: budgets that are gone count in tokens, as nothing.
    fileprivate init(
        _ account: AccountKey,
        _ held: Int64,
        _ rateNanos: Int64?,
        _ policy: CompiledPolicy
    ) {
        budget = account.budget
        scope = account.scope
        unit = policy.policy.budgets.first { $0.id == account.budget }?.unit ?? .tokens
        self.rateNanos = rateNanos
        self.held = held
    }
}
