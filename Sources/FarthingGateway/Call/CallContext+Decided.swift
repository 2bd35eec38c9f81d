import FarthingCore

extension CallContext {
    /// The same words with what was decided of the call.
    func decided(_ way: Deliberation, resolved: String? = nil) -> CallContext {
        guard way.isRemarkable else { return self }
        return with(way.allReasons, way, resolved)
    }

    /// The same words with why the rules refuse the call.
    func refused(
        by verdict: Verdict,
        _ way: Deliberation,
        resolved: String? = nil
    ) -> CallContext {
        let earlier = way.reasons.filter { !verdict.reasons.contains($0) }
        return with(earlier + verdict.reasons + way.shadowReasons, way, resolved)
    }

    private func with(
        _ reasons: [String],
        _ way: Deliberation,
        _ resolved: String?
    ) -> CallContext {
        CallContext(
            principal: principal,
            provider: provider,
            modelRequested: way.isDowngraded ? way.requested : modelRequested,
            modelResolved: resolved ?? modelResolved,
            policyID: policyID,
            policyVersion: policyVersion,
            isEnforced: isEnforced,
            priceBook: priceBook,
            scope: scope,
            reasons: reasons
        )
    }
}

extension RefusedCall {
    /// What the rules refuse, or no budget matches.
    init(_ id: HoldID, _ verdict: Verdict, projectedNanos: Int64, context: CallContext) {
        self.init(
            id: id,
            code: verdict.isUnmatched ? .unmatched : .rule,
            rule: verdict.rule,
            projectedNanos: projectedNanos,
            context: context
        )
    }
}
