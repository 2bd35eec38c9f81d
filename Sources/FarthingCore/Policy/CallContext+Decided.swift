extension CallContext {
    /// The same words with what was decided of the call.
    package func decided(_ way: Deliberation, resolved: String? = nil) -> CallContext {
        guard way.isRemarkable else { return self }
        return with(way.allReasons, way, resolved)
    }

    /// The same words with why the rules refuse the call.
    package func refused(
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
            // A call that names none has none to go to either.
            modelResolved: resolved.flatMap { $0.isEmpty ? nil : $0 } ?? modelResolved,
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
    package init(_ id: HoldID, _ verdict: Verdict, projectedNanos: Int64, context: CallContext) {
        self.init(
            id: id,
            code: verdict.isUnmatched ? .unmatched : .rule,
            rule: verdict.rule,
            projectedNanos: projectedNanos,
            context: context
        )
    }
}

extension Deliberation {
    /// The wish for a human's yes that the call's hold carries; nil where it needs none.
    ///
    /// - Parameter subject: by what a retry finds what was granted.
    package func approvalAsk(under subject: String) -> ApprovalAsk? {
        approval.map { terms in
            ApprovalAsk(
                subject: subject,
                terms: terms,
                reasons: approvalReasons,
                limitIsReason: limitIsReason,
                lifts: liftedBudgets
            )
        }
    }
}
