import FarthingCore

/// Which outcomes each command has led to.
struct Coverage: Sendable {
    private(set) var counts: [String: Int] = [:]

    mutating func note(_ command: Command, _ outcome: Outcome) {
        counts[command.name + " → " + outcome.name, default: 0] += 1
    }

    mutating func note(_ entry: Entry) {
        switch entry.body {
        case .expire(_, _, let isCharged):
            counts[isCharged ? "expiry → charged" : "expiry → given back", default: 0] += 1
        case .refusals: counts["refusals → counted", default: 0] += 1
        case .hold(let admission) where admission.source != nil:
            counts["draw → held", default: 0] += 1
        case .approvalGrant(let grant):
            let isRaised = grant.lines.contains { $0.topUp > 0 }
            let event = grant.source != nil ? "drawn" : isRaised ? "past a limit" : "within limits"
            counts["grant → " + event, default: 0] += 1
        case .move(_, let moves):
            let isOther = moves.contains { $0.conversion != nil }
            counts[isOther ? "move → another unit" : "move → the same unit", default: 0] += 1
        case .approvalExpire: counts["approval → expired", default: 0] += 1
        case .warning: counts["warning → recorded", default: 0] += 1
        default: break
        }
    }

    /// Notes where a limit of an account's own decides what its budget's would have decided otherwise.
    mutating func noteLimits(_ outcome: Outcome, _ model: Model) {
        switch outcome {
        case .refused(let refusal):
            guard refusal.code == .overLimit, let key = refusal.account,
                let own = model.ownLimit(key),
                own < model.budgets[key.budget]?.definition.limit ?? 0
            else { return }
            note(event: "own limit → refuses")
        case .held(let held):
            guard let index = model.byID[held.id] else { return }
            for key in model.holds[index].lines.map(\.account) {
                guard model.ownLimit(key) != nil,
                    let definition = model.budgets[key.budget]?.definition, definition.isEnforced,
                    model.spent(key) + model.held(key) > definition.limit + model.topUps(key)
                else { continue }
                note(event: "own limit → admits")
            }
        case .settled(let settled):
            for warning in settled.warnings where model.ownLimit(warning.account) != nil {
                note(event: "own limit → warns")
            }
        default: break
        }
    }

    mutating func note(event: String) { counts[event, default: 0] += 1 }

    mutating func merge(_ other: Coverage) {
        counts.merge(other.counts) { $0 + $1 }
    }

    /// What must be reached and was not.
    var missing: [String] { Coverage.pinned.filter { counts[$0] == nil } }

    /// Reached, but not on the list: the list wants an addition.
    var unlisted: [String] {
        let listed = Set(Coverage.pinned + Coverage.rare)
        return counts.keys.filter { !listed.contains($0) }.sorted(by: utf8Precedes)
    }
}

extension Command {
    /// The command's word, as the design writes it.
    var name: String {
        switch self {
        case .hold: "hold"
        case .dispatch: "dispatch"
        case .extend: "extend"
        case .settle: "settle"
        case .release: "release"
        case .charge: "charge"
        case .refuse: "refuse"
        case .topUp: "topUp"
        case .refund: "refund"
        case .correct: "correct"
        case .reset: "reset"
        case .setBudget: "setBudget"
        case .removeBudget: "removeBudget"
        case .setLimit: "setLimit"
        case .setPolicy: "setPolicy"
        case .pause: "pause"
        case .resume: "resume"
        case .freeze: "freeze"
        case .unfreeze: "unfreeze"
        case .vote: "vote"
        case .withdrawApproval: "withdrawApproval"
        case .note(let note): "note \(note.kind)"
        case .balance: "balance"
        case .tick: "tick"
        }
    }
}

extension Outcome {
    var name: String {
        switch self {
        case .held(let held): held.isRepeated ? "held again" : "held"
        case .refused(let refusal): "refused " + refusal.code.rawValue
        case .dispatched: "dispatched"
        case .settled(let settled):
            if settled.isRepeated {
                "settled again"
            } else if settled.isLate {
                settled.overrunNanos > 0 ? "settled late, overrun" : "settled late"
            } else {
                settled.overrunNanos > 0 ? "settled, overrun" : "settled"
            }
        case .released: "released"
        case .applied: "applied"
        case .unchanged: "unchanged"
        }
    }

    /// The same without the numbers of entries, which the model does not give.
    var unnumbered: Outcome {
        switch self {
        case .held(var held):
            held.sequence = 0
            return .held(held)
        case .refused(var refusal):
            refusal.sequence = nil
            return .refused(refusal)
        case .settled(var settled):
            settled.sequence = 0
            return .settled(settled)
        case .dispatched: return .dispatched(sequence: 0)
        case .released: return .released(sequence: 0)
        case .applied: return .applied(sequence: 0)
        case .unchanged: return .unchanged
        }
    }
}
