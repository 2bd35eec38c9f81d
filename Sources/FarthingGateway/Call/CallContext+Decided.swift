import FarthingCore
import Logging

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

/// What the log says of a call.
extension CallContext {
    /// Who asked for what.
    var asked: Logger.Metadata {
        var metadata: Logger.Metadata = ["key": "\(principal)"]
        let named: [Dimension] = [.agent, .model, .run, .tool]
        for dimension in named {
            if let value = scope[dimension] { metadata[dimension.name] = "\(value)" }
        }
        return metadata
    }

    /// Who was refused what by the ledger.
    func refused(_ refusal: Refusal) -> Logger.Metadata {
        var metadata = asked
        metadata["code"] = "\(refusal.code.rawValue)"
        metadata["budget"] = "\(refusal.account?.budget ?? "-")"
        metadata["receipt"] = "\(refusal.sequence ?? -1)"
        return metadata
    }
}
