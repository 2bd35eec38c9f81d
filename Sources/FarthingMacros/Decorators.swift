#if Macros
public import Farthing

/// Refuses calls beyond `maxCalls` within `per`:
/// `@RateLimited(maxCalls: 5, per: .seconds(60), by: \.userID)`.
///
/// The function must be `async throws`; `by` names the parameter whose values are counted each for
/// itself, by their text, and all calls are counted together without it. See `rateLimit`.
///
/// Like all decorators it stands alone: two of ours on one function are an error, since Swift would
/// drop one of them without a word; `@Tool` combines guards. The tool's name is made of module,
/// type and function with its labels, such as `Shop.Till.refund(order:amount:)`, with the file for
/// private ones, so that equal names in two places share nothing; overloads of one type with the
/// same labels do, unless `name` tells them apart. What a decorator is given is read anew by each
/// call, within the function: name a `store` that is kept.
@attached(body)
public macro RateLimited(
    maxCalls: Int,
    per: Duration,
    by: PartialKeyPath<ToolArguments>? = nil,
    name: String? = nil,
    store: GuardStore = .shared
) = #externalMacro(module: "FarthingMacrosPlugin", type: "RateLimitedMacro")

/// Refuses calls while the service's circuit is open: `@CircuitBroken("payments-api")`. See
/// `circuitBroken`; all who use the service's name share its circuit.
@attached(body)
public macro CircuitBroken(
    _ service: String,
    maxFailures: Int = 3,
    resetAfter: Duration = .seconds(60),
    countsFailures: FailureKinds = .standard,
    ignores: FailureKinds = [],
    store: GuardStore = .shared
) = #externalMacro(module: "FarthingMacrosPlugin", type: "CircuitBrokenMacro")

/// Refuses calls beyond so many in a run: `@MaxAttempts(3)`. See `maxAttempts`; needs `withRun`.
@attached(body)
public macro MaxAttempts(
    _ limit: Int,
    name: String? = nil,
    store: GuardStore = .shared
) = #externalMacro(module: "FarthingMacrosPlugin", type: "MaxAttemptsMacro")

/// Ends calls that take longer: `@TimeLimited(.seconds(2))`. See `timeLimit`.
///
/// The body runs in a task of its own, on the actor that it belongs to; what it uses and returns
/// must be `Sendable`.
@attached(body)
public macro TimeLimited(
    _ limit: Duration,
    name: String? = nil,
    store: GuardStore = .shared
) = #externalMacro(module: "FarthingMacrosPlugin", type: "TimeLimitedMacro")

/// Lets a call take place once for a key: `@Idempotent(key: \.idempotencyKey)`. See `idempotent`.
///
/// The key is a parameter, with a label or without, or something of one; nil or an empty text is
/// refused. It is bound to the text of all other parameters, or of those that `arguments` names:
/// the same key with others is refused with `GuardError.Code.keyConflict`. The text is the
/// `description`, which is the same for each retry and in every process; sets and dictionaries are
/// put in order first. A type without a description of its own is a compile error.
@attached(body)
public macro Idempotent(
    key: PartialKeyPath<ToolArguments>,
    arguments: [PartialKeyPath<ToolArguments>]? = nil,
    ttl: Duration = .seconds(3_600),
    onDuplicate: OnDuplicate = .returnResult,
    reach: KeyReach = .run,
    isSafe: @Sendable (any Error) -> Bool = { _ in false },
    name: String? = nil,
    store: GuardStore = .shared
) = #externalMacro(module: "FarthingMacrosPlugin", type: "IdempotentMacro")

/// Notes what results show to exist: `@Proves(.fact("order", \.id))`. See `proving`; needs
/// `withCustody`.
@attached(body)
public macro Proves(
    _ proof: ToolProof,
    name: String? = nil,
    store: GuardStore = .shared
) = #externalMacro(module: "FarthingMacrosPlugin", type: "ProvesMacro")

/// Refuses calls whose arguments break a rule: `@Enforces(.require("order", \.orderID),
/// .threshold(\.amount, 1...500), .block(\.note, "DROP TABLE"))`. See `enforcing`.
@attached(body)
public macro Enforces(
    _ rules: ArgumentRule...,
    name: String? = nil,
    store: GuardStore = .shared
) = #externalMacro(module: "FarthingMacrosPlugin", type: "EnforcesMacro")

/// Guards a tool in several ways at once, in the order of `tool`: enforce, idempotent, attempts,
/// rate limit, circuit breaker, budget, time limit, the body, prove; a refusal by one uses up
/// nothing of the others.
///
/// ```swift
/// @Tool(
///     enforce: [.require("order", \.order), .threshold(\.cents, 1...50_000)],
///     idempotent: .key(\.idempotencyKey, ttl: .hours(1)),
///     rate: .calls(5, per: .seconds(60), by: \.user),
///     breaker: CircuitGuard("payments-api"),
///     timeout: .seconds(2)
/// )
/// func refund(order: String, cents: Int, user: String, idempotencyKey: String) async throws
/// ```
///
/// What the body uses and returns must be `Sendable`.
@attached(body)
public macro Tool(
    name: String? = nil,
    enforce: [ArgumentRule] = [],
    idempotent: ToolKey? = nil,
    attempts: Int? = nil,
    rate: ToolRate? = nil,
    breaker: CircuitGuard? = nil,
    budget: ToolBudget? = nil,
    timeout: Duration? = nil,
    prove: ToolProof? = nil,
    store: GuardStore = .shared
) = #externalMacro(module: "FarthingMacrosPlugin", type: "ToolMacro")
#endif
