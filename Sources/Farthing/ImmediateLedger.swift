package import FarthingCore

/// A ledger that answers on the calling thread, because nothing of it has to become durable.
package protocol ImmediateLedger: Ledger {
    /// Applies one command.
    func applyNow(_ command: Command, nowMs: Int64) -> Outcome
    /// The same for a hold, without a box for it.
    func holdNow(_ request: HoldRequest, nowMs: Int64) -> Outcome
    /// The same for a settlement.
    func settleNow(_ request: SettleRequest, nowMs: Int64) -> Outcome
}

extension ImmediateLedger {
    package func holdNow(_ request: HoldRequest, nowMs: Int64) -> Outcome {
        applyNow(.hold(request), nowMs: nowMs)
    }

    package func settleNow(_ request: SettleRequest, nowMs: Int64) -> Outcome {
        applyNow(.settle(request), nowMs: nowMs)
    }
}
