public import FarthingCore
import Synchronization

/// Runs `body` unless the service's circuit is open.
///
/// `maxFailures` failures in a row open it; for `resetAfter` every call is refused; then exactly one
/// passes, and on its success the circuit closes. All who use the name share the circuit, whatever their
/// module. Only kinds in `countsFailures` count, and only success clears the count: an error of another
/// kind says nothing of the service. A time limit around the service's call counts as a timeout, one of
/// ours included. A result that is `HTTPStatusCarrying` counts by its status.
///
/// - Parameters:
///   - service: what the circuit is shared by.
///   - maxFailures: 1...1,000,000.
///   - resetAfter: more than nothing, at most a day.
///   - countsFailures: what counts; `FailureKinds.standard` is transport, timeout and overload.
///   - ignores: kinds named as of no account, which others are too; must not overlap with what counts.
///   - body: the call.
///   - store: what the guard remembers by.
/// - Throws: ``GuardError`` with ``GuardError/Code/circuitOpen`` and `retryAfterMs`; nothing has run
///   then. Else what `body` throws.
@discardableResult
public func circuitBroken<Value>(
    _ service: String,
    maxFailures: Int = 3,
    resetAfter: Duration = .seconds(60),
    countsFailures: FailureKinds = .standard,
    ignores: FailureKinds = [],
    store: GuardStore = .shared,
    _ body: () async throws -> Value
) async throws -> Value {
    let breaker = CircuitGuard(
        service,
        maxFailures: maxFailures,
        resetAfter: resetAfter,
        countsFailures: countsFailures,
        ignores: ignores
    )
    let circuit = try await store.enterCircuit(breaker)
    do {
        let value = try await body()
        await store.leaveCircuit(circuit, .ofResult(value))
        return value
    } catch {
        await store.leaveCircuit(circuit, .ofError(error))
        throw error
    }
}

/// How a service's failures open its circuit, for ``ToolGuards/breaker``.
public struct CircuitGuard: Sendable {
    /// What the circuit is shared by.
    public var service: String
    /// Failures in a row that open it: 1...1,000,000.
    public var maxFailures: Int
    /// How long it stays open.
    public var resetAfter: Duration
    /// The kinds that count.
    public var countsFailures: FailureKinds
    /// Kinds that are named as of no account.
    public var ignores: FailureKinds

    /// A circuit of a service.
    public init(
        _ service: String,
        maxFailures: Int = 3,
        resetAfter: Duration = .seconds(60),
        countsFailures: FailureKinds = .standard,
        ignores: FailureKinds = []
    ) {
        self.service = service
        self.maxFailures = maxFailures
        self.resetAfter = resetAfter
        self.countsFailures = countsFailures
        self.ignores = ignores
    }
}

/// A call that has passed a circuit.
struct EnteredCircuit: Sendable {
    let service: String
    let rule: CircuitRule
    let ticket: GuardTicket<CircuitBreakers.Pass>
}

extension GuardStore {
    func enterCircuit(_ breaker: CircuitGuard) async throws(GuardError) -> EnteredCircuit {
        let service = breaker.service
        guard let nanos = breaker.resetAfter.boundedNanos,
            breaker.countsFailures.isDisjoint(with: breaker.ignores),
            !service.isEmpty, service.utf8.count <= Scope.valueBytesMax,
            let rule = CircuitRule(
                maxFailures: breaker.maxFailures,
                resetNanos: nanos,
                counted: breaker.countsFailures
            )
        else {
            throw GuardError(
                .badCircuit,
                tool: service,
                message:
                    "The circuit \(shown(service)) needs a name of 1 to 256 bytes, 1 to 1,000,000 "
                    + "failures, a reset of up to a day, and kinds that count and are not ignored."
            )
        }
        switch try await enter(service, rule) {
        case .admitted(let ticket):
            return EnteredCircuit(service: service, rule: rule, ticket: ticket)
        case .refused(.refused(let nanos)):
            let retryAfterMs = wholeMs(nanos)
            throw intervening(
                "circuitBreaker",
                GuardError(
                    .circuitOpen,
                    tool: service,
                    message: "\(shown(service)) has failed too often and is left alone for now.",
                    retryAfterMs: retryAfterMs,
                    details: [
                        "dependency_name": shown(service), "retry_after_ms": "\(retryAfterMs)",
                        "reset_at_ms": "\(clock.boundedNowMs + retryAfterMs)",
                    ],
                    hint: "Go on without it, or come back later."
                )
            )
        case .refused: throw intervening("circuitBreaker", .full(service, "call"))
        }
    }

    private func enter(
        _ service: String,
        _ rule: CircuitRule
    ) async throws(GuardError) -> GuardVerdict<CircuitBreakers.Pass> {
        if let desk { return GuardVerdict(try await desk.perform(.enterCircuit(service, rule))) }
        let now = clock.boundedNanos
        return switch circuits.withLock({ $0.enter(service, rule, nowNanos: now) }) {
        case .admitted(let pass): .admitted(.here(pass))
        case .refused(let nanos): .refused(.refused(retryAfterNanos: nanos))
        }
    }

    func leaveCircuit(_ circuit: EnteredCircuit, _ end: CircuitBreakers.End) async {
        switch circuit.ticket {
        case .here(let pass):
            let now = clock.boundedNanos
            circuits.withLock {
                _ = $0.leave(circuit.service, circuit.rule, pass, end, nowNanos: now)
            }
        case .desk(let ticket): await tell(.leaveCircuit(ticket: ticket, end))
        }
    }

    /// How a service's circuit stands in this process's memory; always closed where it is kept at a desk.
    public func circuit(_ service: String) -> CircuitStanding {
        let now = clock.boundedNanos
        return switch circuits.withLock({ $0.standing(of: service, nowNanos: now) }) {
        case .closed(let failures): .closed(failures: failures)
        case .open: .open
        case .halfOpen: .halfOpen
        }
    }
}

/// How a circuit stands.
public enum CircuitStanding: Hashable, Sendable {
    /// Calls pass; so many have failed in a row.
    case closed(failures: Int)
    /// Calls are refused.
    case open
    /// One call may pass, or is under way, to see whether the service is back.
    case halfOpen
}

extension CircuitBreakers.End {
    static func ofResult(_ value: some Any) -> CircuitBreakers.End {
        guard let carrying = value as? any HTTPStatusCarrying, let status = carrying.httpStatus,
            let kind = FailureKind(httpStatus: status)
        else { return .success }
        return .failure(kind)
    }

    static func ofError(_ error: any Error) -> CircuitBreakers.End {
        let error = Unbilled.inside(of: error)
        return error is CancellationError ? .nothing : .failure(FailureKind(of: error))
    }
}
