import FarthingCore

extension Command {
    /// The command in one line, for the log of a seed that failed.
    var line: String {
        switch self {
        case .hold(let request), .charge(let request): "\(name) \(request.line)"
        case .refuse(let call):
            "refuse \(call.id) \(call.code.rawValue) \(call.rule ?? "-")"
                + " of \(call.context.principal)"
        case .dispatch(let id): "dispatch \(id)"
        case .release(let id, _): "release \(id)"
        case .extend(let request):
            "extend \(request.id) \(request.lines.map(\.text)) \(request.output.text)"
                + " until \(request.expiresAtMs)" + (request.job.map { " as \($0)" } ?? "")
        case .settle(let request): "settle \(request.text)"
        case .correct(let request, _): "correct \(request.text)"
        case .topUp(let change): "topUp \(change.text)"
        case .refund(let change): "refund \(change.text)"
        case .reset(let id, let scope, _): "reset \(id) \(scope ?? "*")"
        case .setBudget(let budget, let opening, _):
            "setBudget \(budget.id) \(budget.unit.name) limit \(budget.limit) \(budget.window.name)"
                + " \(budget.zone.name) per \(budget.per.map(\.name)) enforced \(budget.isEnforced)"
                + " \(budget.thresholds.map { "\($0.action.name) at \($0.atBasisPoints)" })"
                + " opening \(opening)"
        case .removeBudget(let id): "removeBudget \(id)"
        case .setLimit(let id, let scope, let limit, _):
            "setLimit \(id)(\(scope)) " + (limit.map { String($0) } ?? "none")
        case .pause(let id, let scope, _): "pause \(id) \(scope ?? "*")"
        case .resume(let id, let scope, _): "resume \(id) \(scope ?? "*")"
        case .freeze(let id, _): "freeze \(id)"
        case .unfreeze(let id, _): "unfreeze \(id)"
        case .vote(let vote): "vote \(vote.isFor ? "for" : "against") \(vote.id) by \(vote.voter)"
        case .withdrawApproval(let id, _): "withdrawApproval \(id)"
        case .setPolicy, .note, .balance, .tick: name
        }
    }
}

extension HoldRequest {
    fileprivate var line: String {
        "\(id) \(lines.map(\.text)) \(output.text) until \(expiresAtMs)\(isSent ? " sent" : "")"
            + (source.map { " from \($0)" } ?? "")
            + (approval.map { " asking \($0.subject)\($0.limitIsReason ? " past limits" : "")" }
                ?? "")
            + (blames.map { " blaming \($0)" } ?? "")
            + (key.map { " key \($0.name)/\($0.contentHash)" } ?? "")
    }
}

extension HoldLine {
    fileprivate var text: String {
        "\(budget)(\(scope)) \(base)+\(perMillionOutput)/M"
            + (thresholdBasisPoints.map { " below \($0)" } ?? "")
    }
}

extension OutputBound {
    fileprivate var text: String { "output \(least)...\(wanted) expecting \(expected)" }
}

extension SettleRequest {
    fileprivate var text: String { "\(id) \(amounts) \(evidence.rawValue)" }
}

extension AccountChange {
    fileprivate var text: String {
        "\(budget)(\(scope)) \(amount)" + (key.isEmpty ? "" : " key \(key)")
    }
}
