import FarthingCore

/// Where calls may be downgraded, a budget that fills earlier can let a call pass: as a cheaper one,
/// which fits. What can still be proved is that both policies go the same way, model by model, and
/// the new one says as much at each.
extension DiffProof {
    /// Why the new policy's budgets may send a call another way, or be less strict on it; nil where
    /// each budget of the old one has one of the new with the same shares, that asks as much.
    func parting(
        _ was: DiffSide.Profile,
        _ now: DiffSide.Profile,
        _ old: DiffSide,
        _ new: DiffSide
    ) -> (reason: String, budget: Budget?)? {
        var left = now.budgets
        for index in was.budgets {
            let budget = old.budgets[index]
            let place = left.firstIndex { place in
                covers[index][place] == .same && new.budgets[place].essence.asks(as: budget.essence)
            }
            guard let place else { return (Self.otherWay, budget.budget) }
            left.remove(at: place)
        }
        return left.first.map { (Self.otherWay, new.budgets[$0].budget) }
    }

    /// Whether a budget that fills earlier can only refuse a call, or send one on as cheaper that was
    /// sent on already: the budgets that downgrade are the same, and then there is either no further
    /// model, or nothing but admission that a further model could get round.
    func staysOnWay(
        _ was: DiffSide.Profile,
        _ now: DiffSide.Profile,
        _ old: DiffSide,
        _ new: DiffSide
    ) -> Bool {
        guard ladderModels.count <= 1 || !oldAsks else { return false }
        let before = was.budgets.filter { old.budgets[$0].budget.downgrades }
        var left = now.budgets.filter { new.budgets[$0].budget.downgrades }
        for index in before {
            let place = left.firstIndex { place in
                covers[index][place] == .same
                    && new.budgets[place].essence.asks(as: old.budgets[index].essence)
            }
            guard let place else { return false }
            left.remove(at: place)
        }
        return left.isEmpty
    }

    private static let otherWay =
        "calls may be downgraded to other models, which changes what fits"

    /// Why the new policy's rules may be less strict at one model of a call's way.
    static func parting(
        _ was: DiffSide.Ruling,
        _ now: DiffSide.Ruling
    ) -> (reason: String, budget: Budget?)? {
        if now.blocks { return nil }
        if was.blocks { return ("a rule blocks calls that no rule blocks any more", nil) }
        if was.ladders != now.ladders { return (otherWay, nil) }
        if now.lacks { return nil }
        if was.lacks { return ("a rule blocks calls that no rule blocks any more", nil) }
        guard now.base.isNoLooser(than: was.base) else {
            return ("a rule asks for an approval that no rule asks for any more", nil)
        }
        let isLonger = now.waitMs.map { $0 > was.waitMs ?? 0 } ?? false
        return isLonger ? ("a rule lets calls wait for room that were refused", nil) : nil
    }
}

extension Policy {
    /// Whether anything in it has calls wait or be approved.
    var asks: Bool {
        let rules = rules.contains { rule in
            switch rule.action {
            case .approve, .wait: true
            case .block, .require, .downgrade: false
            }
        }
        return rules
            || budgets.flatMap(\.thresholds).contains { threshold in
                switch threshold.action {
                case .approve, .wait: true
                case .warn, .pause, .block, .downgrade: false
                }
            }
    }
}

extension Budget {
    /// Whether some share of it sends calls to other models.
    fileprivate var downgrades: Bool {
        thresholds.contains { threshold in
            if case .downgrade = threshold.action { true } else { false }
        }
    }

    /// Whether this budget, by its essence, does the same as another at each share, and asks for at
    /// least as much where it asks.
    fileprivate func asks(as other: Budget) -> Bool {
        guard blank == other.blank else { return false }
        return other.thresholds.allSatisfy { threshold in
            thresholds.contains { own in
                guard own.atBasisPoints == threshold.atBasisPoints else { return false }
                return switch (own.action, threshold.action) {
                case (.approve(let terms), .approve(let asked)): terms.isNoLooser(than: asked)
                case (.wait(let deadlineMs), .wait(let was)): deadlineMs <= was
                case (.pause, .block): true
                default: own.action == threshold.action
                }
            }
        }
    }

    /// The budget without what can be asked more or less strictly at the same shares.
    private var blank: Budget {
        var budget = self
        budget.thresholds = thresholds.compactMap { threshold in
            let action: ThresholdAction =
                switch threshold.action {
                case .approve(let terms): .approve(ApprovalTerms(group: terms.group))
                case .wait: .wait(deadlineMs: 1)
                case .pause: .block
                default: threshold.action
                }
            return Threshold(atBasisPoints: threshold.atBasisPoints, action: action)
        }
        .sorted { String(describing: $0) < String(describing: $1) }
        return budget
    }
}
