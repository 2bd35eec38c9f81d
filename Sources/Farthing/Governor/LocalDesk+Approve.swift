package import FarthingCore

extension LocalDesk {
    /// What the rules say of a call that may be part of a decision: what they ask of people for one claim of it,
    /// no other asks for again.
    func verdict(_ way: Way, _ match: ScopeMatch) throws(SpendError) -> Verdict {
        let facts = CallFacts(
            scope: way.plan.scope,
            costNanos: way.call.judgedNanos,
            tokens: way.call.judgedTokens,
            capability: way.call.capability,
            run: way.run
        )
        var verdict = decide(facts, match, way)
        guard verdict.approval != nil, let part = way.call.part, part.claims.count > 1 else {
            return verdict
        }
        // Who asks for most asks first, in whichever order the claims came.
        let own = Set(verdict.approvalRules)
        var asked: Set<String> = []
        for (place, claim) in part.claims.enumerated() where place != part.place {
            let rules = Set(try approvalRules(of: claim, way))
            if rules.count > own.count || (rules.count == own.count && place < part.place) {
                asked.formUnion(rules)
            }
        }
        if own.isSubset(of: asked) {
            verdict.approval = nil
            verdict.approvalReasons = []
            verdict.approvalRules = []
        }
        return verdict
    }

    /// The rules that ask people about another claim of a call's decision.
    private func approvalRules(
        of claim: DeskPart.Claim,
        _ way: Way
    ) throws(SpendError) -> [String] {
        let facts = CallFacts(
            scope: claim.scope,
            costNanos: claim.nanos,
            tokens: claim.tokens,
            capability: way.call.capability,
            run: way.run
        )
        return decide(facts, try plan(claim.scope, options.clock.boundedNowMs).match, way)
            .approvalRules
    }

    private func decide(_ facts: CallFacts, _ match: ScopeMatch, _ way: Way) -> Verdict {
        policy.decide(facts, match: match) { ladder in
            way.deliberation.isOn(ladder) ? nil : self.rung(ladder, way)
        }
    }

    /// What the approval of a call is found by.
    func approvalSubject(_ way: Way) throws(SpendError) -> String {
        try way.plan.scope.approvalSubject(
            options.principal,
            mark: way.call.part?.approvalMark,
            way.deliberation.approvalRules
        )
    }
}

extension ApprovalStatement {
    /// What its subject names before the rules: the principal, and these dimensions of its scope.
    fileprivate static let subjectDimensions: [Dimension] = [
        .run, .agent, .provider, .model, .tool,
    ]
    /// Between the principal and the mark of a call's part.
    fileprivate static let markSeparator: Character = "\u{1E}"

    /// The ids of the rules that ask for it, where a governor's desk has asked.
    package var subjectRules: [String] {
        subject.split(separator: "\u{1F}", omittingEmptySubsequences: false)
            .dropFirst(1 + Self.subjectDimensions.count).map(String.init)
    }

    /// The mark of the call that asked, ``DeskPart/approvalMark``; nil for none.
    package var subjectMark: String? {
        let first = subject.prefix { $0 != "\u{1F}" }
        guard let place = first.lastIndex(of: Self.markSeparator) else { return nil }
        return String(first[first.index(after: place)...])
    }
}

extension Scope {
    /// What an approval is for: who asks, in which run, for which model or tool, and under which
    /// rules. The amount is compared besides.
    fileprivate func approvalSubject(
        _ principal: String,
        mark: String?,
        _ rules: [String]
    ) throws(SpendError) -> String {
        var parts = [principal]
        if let mark { parts[0] += "\(ApprovalStatement.markSeparator)\(mark)" }
        for dimension in ApprovalStatement.subjectDimensions { parts.append(self[dimension] ?? "") }
        parts += rules
        let joined = parts.joined(separator: "\u{1F}")
        guard joined.utf8.count <= ApprovalAsk.subjectBytesMax else {
            throw SpendError(
                .invalid,
                "The names of run, agent, model, tool and rules are longer together than an approval "
                    + "can name (\(ApprovalAsk.subjectBytesMax) bytes). Shorten them."
            )
        }
        return joined
    }
}
