import Farthing
import FarthingCore

extension SidecarRefusal {
    init(_ error: LedgerError) {
        switch error.code {
        case .unavailable, .diskLow: self.init(.unavailable, error.message)
        case .outcomeUnknown: self.init(.unknownOutcome, error.message)
        case .invalid: self.init(.invalid, error.message)
        }
    }

    init(_ refusal: Refusal, _ policy: Policy) {
        self.init(SpendError(refusal, nowMs: 0), policy)
    }

    init(_ error: SpendError, _ policy: Policy) {
        let refusal = error.refusal
        let budget = refusal?.account?.budget
        let rule = policy.rules.first { $0.id == refusal?.rule }
        let kind: Kind
        switch error.code {
        case .overLimit:
            let isOfRun = policy.budgets.contains {
                $0.id == budget && ($0.window == .run || $0.per.contains(.run))
            }
            if refusal?.code == .allowanceExceeded {
                kind = .source
            } else {
                kind = isOfRun ? .runExhausted : .exhausted
            }
        case .paused: kind = .paused
        case .rule where refusal?.isKill ?? false: kind = .killed
        case .rule: kind = (rule?.skips ?? false) ? .skipped : .rule
        case .unmatched: kind = .unmatched
        case .approvalDenied: kind = .denied
        case .duplicate: kind = refusal?.code == .alreadySettled ? .settled : .keyConflict
        case .expired: kind = .expired
        case .conflict: kind = refusal?.code == .unknownHold ? .unknownHold : .conflict
        case .ledgerUnavailable: kind = .unavailable
        case .outcomeUnknown: kind = .unknownOutcome
        default: kind = refusal?.code == .unknownBudget ? .outdated : .invalid
        }
        // What people have denied was asked of them by a rule or a share, which the refusal does not name.
        let ask = SidecarAsk(error.approvalCauses, policy, reasons: [])
        let denied = kind == .denied ? ask.matched.first : nil
        self.init(
            kind,
            refusal.flatMap(Self.sourceText) ?? error.message,
            // The operator's own word first: clients look for it.
            reasons: denied == nil ? (rule?.reason).map { [$0] } ?? [] : ask.words,
            budget: denied?.budget ?? budget,
            rule: denied?.rule ?? refusal?.rule,
            sequence: refusal?.sequence
        )
    }
}

extension SidecarRefusal {
    /// What is said where a session or a grant has too little left; nil for another reason.
    private static func sourceText(_ refusal: Refusal) -> String? {
        guard refusal.code == .allowanceExceeded else { return nil }
        let id = refusal.holdID.map { " \($0)" } ?? ""
        let budget = refusal.account.map { " in the budget \"\(printable($0.budget))\"" } ?? ""
        return "The reservation or grant\(id) has less left\(budget) than this needs. Nothing was "
            + "held or booked."
    }
}

extension SidecarHold {
    init(_ hold: HoldStatement) {
        self.init(
            id: hold.id,
            lines: hold.lines.map { line in
                Line(
                    budget: line.account.budget,
                    scope: line.account.scope,
                    unit: line.unit,
                    rateNanos: line.rateNanos,
                    held: line.held
                )
            },
            expiresAtMs: hold.expiresAtMs,
            sequence: hold.sequence,
            run: hold.run,
            model: hold.model == "none" ? nil : hold.model
        )
        readTags(hold.scope)
        principal = hold.principal
    }

    /// Takes what the scope of its call says of the tenant and the claim.
    mutating func readTags(_ scope: Scope) {
        tenant = scope[.tenant]
        unit = scope[ClaimTags.unit].flatMap { WireUnit(text: $0) }
        pricing = scope[ClaimTags.pricing].flatMap { WirePricing(text: $0) }
        routes = ClaimTags.routes(in: scope)
        kind = scope[ClaimTags.kind].flatMap { Kind(rawValue: $0) }
        // Neither sessions nor grants have a run and a unit and say nothing of their kind.
        if kind == nil, unit != nil, scope[.run] != nil { kind = .call }
    }

    /// Says in what the budgets counted that the policy has no more: one call, or what was claimed.
    mutating func takeUnits(from opening: Entry.Admission, _ policy: Policy) {
        for (index, line) in opening.lines.enumerated() where lines.indices.contains(index) {
            guard !policy.budgets.contains(where: { $0.id == lines[index].budget }) else {
                continue
            }
            switch unit?.kind {
            // No claim comes to so little as a call counts.
            case _ where line.held == 1 && opening.lines.count > 1: lines[index].unit = .calls
            case .tokens?: lines[index].unit = .tokens
            case .credits(let name)?: lines[index].unit = .credits(name)
            case .calls?: lines[index].unit = .calls
            case .dollars?, nil: break
            }
        }
    }

    /// A hold that is over; the units are those that its budgets count now.
    init(_ record: HoldRecord, _ policy: Policy) {
        let state: State =
            switch record.state {
            case .settled: .settled(sequence: record.closedSequence)
            case .released: .released(sequence: record.closedSequence)
            case .expired: .expired(sequence: record.closedSequence)
            }
        self.init(
            id: record.id,
            lines: record.lines.map { line in
                let budget = policy.budgets.first { $0.id == line.account.budget }
                return Line(
                    budget: line.account.budget,
                    scope: line.account.scope,
                    unit: budget?.unit ?? .money("USD"),
                    rateNanos: line.rateNanos,
                    held: line.held,
                    charged: line.charged
                )
            },
            state: state,
            expiresAtMs: 0,
            sequence: record.openedSequence
        )
    }
}
