/// What is judged before each call of a tool, across processes; what is nil does not guard.
package struct RegisteredGuards: Hashable, Sendable {
    /// How many calls may begin within how long.
    package struct RateLimit: Hashable, Sendable {
        /// From 1 to 1,000,000.
        package var callsMax: Int64
        /// From 1 to a day.
        package var periodMs: Int64

        package init(callsMax: Int64, periodMs: Int64) {
            self.callsMax = callsMax
            self.periodMs = periodMs
        }
    }

    /// How many failures in a row stop a tool, and for how long.
    package struct CircuitBreaker: Hashable, Sendable {
        /// From 1 to 1,000.
        package var failuresMax: Int64
        /// From 1 to a day.
        package var resetMs: Int64

        package init(failuresMax: Int64, resetMs: Int64) {
            self.failuresMax = failuresMax
            self.resetMs = resetMs
        }
    }

    package var rateLimit: RateLimit?
    package var circuitBreaker: CircuitBreaker?
    /// Calls in one run, from 1 to 1,000,000.
    package var attemptsMax: Int64?
    /// How long a call's answer stands for its repeats, from 1 to 30 days.
    package var idempotencyMs: Int64?

    package init(
        rateLimit: RateLimit? = nil,
        circuitBreaker: CircuitBreaker? = nil,
        attemptsMax: Int64? = nil,
        idempotencyMs: Int64? = nil
    ) {
        self.rateLimit = rateLimit
        self.circuitBreaker = circuitBreaker
        self.attemptsMax = attemptsMax
        self.idempotencyMs = idempotencyMs
    }

    /// Reads the part of a tool's document; what is not there does not guard.
    package init(document node: JSONNode) {
        func number(_ part: StaticString, _ name: StaticString) -> Int64? {
            node.member(part)?.member(name)?.int64
        }
        self.init(
            attemptsMax: node.member("attemptsMax")?.int64,
            idempotencyMs: node.member("idempotencyMs")?.int64
        )
        if let callsMax = number("rateLimit", "callsMax"),
            let periodMs = number("rateLimit", "periodMs")
        {
            rateLimit = RateLimit(callsMax: callsMax, periodMs: periodMs)
        }
        if let failuresMax = number("circuitBreaker", "failuresMax"),
            let resetMs = number("circuitBreaker", "resetMs")
        {
            circuitBreaker = CircuitBreaker(failuresMax: failuresMax, resetMs: resetMs)
        }
    }

    /// Writes the part of a tool's document.
    package func writeDocument(to json: inout JSONWriter) {
        json.beginObject()
        if let attemptsMax {
            json.key("attemptsMax")
            json.int(attemptsMax)
        }
        if let circuitBreaker {
            json.key("circuitBreaker")
            json.beginObject()
            json.key("failuresMax")
            json.int(circuitBreaker.failuresMax)
            json.key("resetMs")
            json.int(circuitBreaker.resetMs)
            json.endObject()
        }
        if let idempotencyMs {
            json.key("idempotencyMs")
            json.int(idempotencyMs)
        }
        if let rateLimit {
            json.key("rateLimit")
            json.beginObject()
            json.key("callsMax")
            json.int(rateLimit.callsMax)
            json.key("periodMs")
            json.int(rateLimit.periodMs)
            json.endObject()
        }
        json.endObject()
    }

    /// Writes them as answers have them.
    package func write(to json: inout JSONWriter) {
        json.beginObject()
        if let attemptsMax {
            json.key("attempts_max")
            json.int(attemptsMax)
        }
        if let circuitBreaker {
            json.key("circuit_breaker")
            json.beginObject()
            json.key("failures_max")
            json.int(circuitBreaker.failuresMax)
            json.key("reset_ms")
            json.int(circuitBreaker.resetMs)
            json.endObject()
        }
        if let idempotencyMs {
            json.key("idempotency")
            json.beginObject()
            json.key("ttl_ms")
            json.int(idempotencyMs)
            json.endObject()
        }
        if let rateLimit {
            json.key("rate_limit")
            json.beginObject()
            json.key("calls_max")
            json.int(rateLimit.callsMax)
            json.key("period_ms")
            json.int(rateLimit.periodMs)
            json.endObject()
        }
        json.endObject()
    }
}
