import FarthingProviders

/// Fallback: a call whose upstream fails goes to the next one, as a call of its own.
extension MeteredCall {
    /// Statuses behind which another upstream may do better.
    static func isFailure(_ status: Int) -> Bool {
        switch status {
        case 429, 500, 502, 503, 504, 520...529: true
        default: false
        }
    }

    /// Begins the next attempt; false where there is none, or nobody would hear of it.
    ///
    /// Called once this attempt is over in the ledger: what was accepted is charged, and the next
    /// one is held for by itself, so that a refusal then is the budget's word.
    func failOver() -> Bool {
        // Only the upstream that began a job can be asked after it.
        guard !isClientGone, !stream.hasBegun, asked.job == nil, let client,
            loop.pool(route.dialect, attempt: attempt + 1) != nil
        else { return false }
        loop.counters.fallbacks += 1
        MeteredCall.start(request, target, client, attempt: attempt + 1)
        return true
    }
}
