/// One step of a guard whose state several processes share.
package enum GuardStep: Sendable {
    case takeRate(RateLimiter.Key)
    case takeAttempt(AttemptCounter.Key, limit: Int)
    case enterCircuit(String, CircuitRule)
    /// Results stay with the process that has them: what is shared is that there is one.
    case begin(IdempotencyTable.Key, ArgumentHash?)
    /// Gives back what a ticket stands for: the call did not take place.
    case cancel(ticket: UInt64)
    case leaveCircuit(ticket: UInt64, CircuitBreakers.End)
    /// Ends a call under an idempotency key; a nil error is success.
    case end(ticket: UInt64, lastError: String?, ttlNanos: Int64)
    case forget(IdempotencyTable.Key)
    case prove([Fact], FactStore.Session, ttlNanos: Int64)
    case require([Fact], FactStore.Session)
    case forgetFacts(FactStore.Session)
}

/// What is said to a step.
package enum GuardAnswer: Sendable {
    /// Admitted: the ticket ends or cancels it.
    case admitted(ticket: UInt64)
    case refused(retryAfterNanos: Int64)
    case exhausted(used: Int)
    case inProgress
    /// The call took place.
    case done
    case unknown(lastError: String)
    case conflict
    case full
    /// This fact is not proven.
    case missing(Fact)
    /// It is so, or it was done.
    case yes
    /// It is not so, or was not done.
    case no
}
