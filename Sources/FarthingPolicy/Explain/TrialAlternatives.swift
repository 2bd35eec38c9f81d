import FarthingCore

/// What would be possible in place of a call that is not simply admitted.
package struct TrialAlternatives: Sendable {
    /// The largest output with which the call would be admitted; nil where none would do, or output
    /// is not why.
    package var outputTokens: Int64?
    /// The cheapest model of the same provider and kind that would be admitted.
    package var cheapest: Model?
    /// When a window ends after which the call would be admitted, in milliseconds UTC.
    package var freeAtMs: Int64?

    /// A model and the most that the call costs with it.
    package struct Model: Hashable, Sendable {
        package var name: String
        package var ceilingNanos: Int64
    }

    /// Models that are tried at most, the cheapest first.
    static let triesMax = 256
}

extension PolicyTrial {
    /// What would be possible in place of a call; each is found by trying it.
    package func alternatives(to call: TrialCall, atMs: Int64) -> TrialAlternatives {
        var found = TrialAlternatives()
        found.outputTokens = affordableOutput(call, atMs)
        found.cheapest = cheapestModel(call, atMs)
        let outcome = judge(call, atMs: atMs)
        var windowEndsMs: Int64?
        for step in outcome.steps {
            for refusal in step.refusals where refusal.windowEndsMs != .max {
                windowEndsMs = max(windowEndsMs ?? 0, refusal.windowEndsMs)
            }
        }
        if let windowEndsMs, isAdmitted(call, windowEndsMs) { found.freeAtMs = windowEndsMs }
        return found
    }

    private func isAdmitted(_ call: TrialCall, _ atMs: Int64) -> Bool {
        let decision = judge(call, atMs: atMs).decision
        return decision == .allow || decision == .downgrade
    }

    private func affordableOutput(_ call: TrialCall, _ atMs: Int64) -> Int64? {
        guard call.statedNanos == nil, let bound = judge(call, atMs: atMs).steps.first?.bound else {
            return nil
        }
        func fits(_ tokens: Int64) -> Bool {
            var shorter = call
            shorter.outputTokens = tokens
            return isAdmitted(shorter, atMs)
        }
        guard bound.outputTokens > 1, fits(1) else { return nil }
        var fitting: Int64 = 1
        var failing = bound.outputTokens
        while failing - fitting > 1 {
            let middle = fitting + (failing - fitting) / 2
            if fits(middle) { fitting = middle } else { failing = middle }
        }
        return fitting
    }

    private func cheapestModel(_ call: TrialCall, _ atMs: Int64) -> TrialAlternatives.Model? {
        guard call.statedNanos == nil, let provider = call.scope[.provider] else { return nil }
        let kind = prices.sold(by: provider, model: call.model, atMs: atMs)?.kind ?? .chat
        var candidates: [TrialAlternatives.Model] = []
        for editions in prices.models {
            guard let price = editions.price(atMs: atMs), price.provider == provider,
                price.kind == kind, price.model != call.model,
                let bound = try? TrialBound(
                    call.renamed(to: price.model),
                    policy.policy,
                    prices,
                    atMs: atMs
                )
            else { continue }
            candidates.append(.init(name: price.model, ceilingNanos: bound.ceilingNanos))
        }
        candidates.sort {
            if $0.ceilingNanos != $1.ceilingNanos { return $0.ceilingNanos < $1.ceilingNanos }
            return utf8Precedes($0.name, $1.name)
        }
        return candidates.prefix(TrialAlternatives.triesMax).first {
            judge(call.renamed(to: $0.name), atMs: atMs).decision == .allow
        }
    }
}
