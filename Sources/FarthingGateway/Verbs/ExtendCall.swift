import FarthingCore
import Synchronization

/// Sets new totals for a hold, or renews its time.
enum ExtendCall {
    static func start(
        _ request: ClientRequest,
        _ client: ClientConnection
    ) throws(RequestRefusal) {
        let loop = client.loop
        let body = try SpendBody(request.body, .extend)
        let id = try AllowanceCarve.owned(body, request, loop)
        let statement = try SpendStatement.read(body)
        let lastsMs = try AllowanceCarve.renewal(of: id, body, request, loop)
        SpendCall.find(id, client) { (hold) throws(RequestRefusal) in
            try extend(id, hold, statement, expiresAtMs: loop.nowMs + lastsMs, client)
        }
    }

    private static func extend(
        _ id: HoldID,
        _ hold: SpendHold,
        _ statement: SpendStatement?,
        expiresAtMs: Int64,
        _ client: ClientConnection
    ) throws(RequestRefusal) {
        var amounts: SpendAmounts?
        var lines: [HoldLine] = []
        if let statement {
            let stated = try SpendAmounts(statement, hold.price, hold.lines.map(\.lineUnit))
            for line in hold.lines {
                lines.append(
                    try stated.line(
                        budget: line.budget,
                        scope: line.scope,
                        unit: line.lineUnit,
                        unstated: line.held
                    )
                )
            }
            amounts = stated
        }
        let command = Command.extend(
            ExtendRequest(
                id: id,
                lines: lines,
                output: amounts?.output ?? OutputBound(),
                expiresAtMs: expiresAtMs
            )
        )
        let gateway = client.loop.gateway
        SpendCall.ask(
            command,
            client,
            affordable: { refusal in
                amounts?.bound?.cost.affordedTokens(refusal, in: hold.lines.unit(of: refusal))
            },
            then: { outcome in
                guard case .held(let held) = outcome else { return nil }
                var hold = hold
                hold.expiresAtMs = max(hold.expiresAtMs, expiresAtMs)
                for (index, line) in lines.enumerated() {
                    hold.lines[index].held = line.amount(outputTokens: held.outputTokens)
                }
                gateway.spendHolds.withLock { $0.note(id, hold) }
                return Answer.held(held, hold, isSent: nil, bound: amounts?.bound)
            }
        )
    }
}
