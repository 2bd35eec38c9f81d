public import FarthingCore
import Synchronization

/// Runs `body` at most once for a key: a repeat gets the first call's result.
///
/// A key is free, in progress, done, or of unknown outcome. While its call is under way a repeat is
/// refused with ``GuardError/Code/inProgress``; after its success it gets the result, or
/// ``GuardError/Code/duplicate``; after an error, cancellation included, nobody knows what was done, and
/// it is refused with ``GuardError/Code/outcomeUnknown`` until the time to live is over or
/// ``GuardStore/forgetKey(_:tool:run:module:)`` frees it. Errors that `isSafe` names free the key at once:
/// say so only of those after which nothing was done. A task that is cancelled before its body begins
/// frees the key. The time to live runs from the end and never while the call is under way.
///
/// Where a server keeps the keys it knows that a call took place and not what came of it: a repeat is then
/// refused with ``GuardError/Code/duplicate``, whatever `onDuplicate` says.
///
/// - Parameters:
///   - tool: the tool's name.
///   - key: what makes the call the same; 1 to 256 bytes.
///   - arguments: what the key is bound to: the same key with other arguments is refused with
///     ``GuardError/Code/keyConflict``.
///   - ttl: how long the end is remembered, at most 366 days, and no longer than the process lives.
///   - onDuplicate: what a repeat of a success gets.
///   - reach: whether the key holds in its run, which is found again by its id, or everywhere.
///   - body: the call.
///   - fileID: of whose module the tool is; the caller's.
///   - isSafe: which errors leave nothing done, so that the key is free again.
///   - store: what the guard remembers by.
@discardableResult
public func idempotent<Value: Sendable>(
    _ tool: String,
    key: String,
    arguments: ArgumentHash? = nil,
    ttl: Duration = .seconds(3_600),
    onDuplicate: OnDuplicate = .returnResult,
    reach: KeyReach = .run,
    isSafe: @Sendable (any Error) -> Bool = { _ in false },
    store: GuardStore = .shared,
    fileID: String = #fileID,
    _ body: () async throws -> Value
) async throws -> Value {
    let guardKey = GuardKey(fileID: fileID, tool: tool)
    let asked = try store.asked(guardKey, key, arguments, ttl, reach)
    let begun: Begun
    // Without a desk nothing is waited for, and a call that waits for nothing costs less.
    if let desk = store.desk {
        begun = try await store.begin(asked, at: desk)
    } else {
        begun = try store.beginHere(asked, onDuplicate)
    }
    switch begun {
    case .earlier(let result): return try store.earlier(tool, key, result)
    case .first(let once):
        guard !Task.isCancelled else {
            await store.endOnce(once, .nothing)
            throw CancellationError()
        }
        do {
            let value = try await body()
            if !store.endHere(once, .done(value)) { await store.endOnce(once, .done(value)) }
            return value
        } catch {
            await store.endOnce(once, error, isSafe)
            throw error
        }
    }
}

/// What a repeated call gets whose first one has succeeded.
public enum OnDuplicate: Sendable {
    /// The first one's result.
    case returnResult
    /// ``GuardError/Code/duplicate``.
    case refuse
}

/// For whom an idempotency key is one key.
public enum KeyReach: Sendable {
    /// For the run with its id, also when it is taken up again; needs one.
    case run
    /// For all runs, and calls outside of one.
    case everywhere
}

/// A call that takes place for the first time.
struct Once: Sendable {
    let ticket: GuardTicket<IdempotencyTable.Ticket>
    let ttlNanos: Int64
}

/// A call that takes place, or the result of the one that did.
enum Begun: Sendable {
    case first(Once)
    case earlier(any Sendable)
}

/// What is asked of the keys when a call begins.
private struct OnceAsked: Sendable {
    let key: IdempotencyTable.Key
    let arguments: ArgumentHash?
    let ttlNanos: Int64
}

extension GuardStore {
    func beginOnce(
        _ guardKey: GuardKey,
        key: String,
        arguments: ArgumentHash?,
        ttl: Duration,
        reach: KeyReach,
        onDuplicate: OnDuplicate
    ) async throws(GuardError) -> Begun {
        let asked = try asked(guardKey, key, arguments, ttl, reach)
        guard let desk else { return try beginHere(asked, onDuplicate) }
        return try await begin(asked, at: desk)
    }

    /// Looks whether what is asked can be asked.
    fileprivate func asked(
        _ guardKey: GuardKey,
        _ key: String,
        _ arguments: ArgumentHash?,
        _ ttl: Duration,
        _ reach: KeyReach
    ) throws(GuardError) -> OnceAsked {
        let tool = guardKey.tool
        guard let ttlNanos = ttl.boundedNanos, ttlNanos <= IdempotencyTable.ttlMaxNanos else {
            throw .badIdempotent(tool)
        }
        guard !key.isEmpty, key.utf8.count <= IdempotencyTable.keyBytesMax else {
            throw .missingKey(tool)
        }
        var run: String?
        if reach == .run {
            run = SpendContext.shared?.context.run?.id
            if run == nil { throw .missingRun(tool, "Idempotency keys") }
        }
        return OnceAsked(
            key: IdempotencyTable.Key(run: run, guardKey, key: key),
            arguments: arguments,
            ttlNanos: ttlNanos
        )
    }

    fileprivate func begin(
        _ asked: OnceAsked,
        at desk: any GuardDesk
    ) async throws(GuardError) -> Begun {
        let tool = asked.key.guardKey.tool
        let key = asked.key.key
        switch try await desk.perform(.begin(asked.key, asked.arguments)) {
        case .admitted(let ticket):
            return .first(Once(ticket: .desk(ticket), ttlNanos: asked.ttlNanos))
        case .done: throw intervening("idempotent", .duplicate(tool, key))
        case .inProgress: throw intervening("idempotent", .inProgress(tool, key))
        case .unknown(let error):
            throw intervening("idempotent", .outcomeUnknown(tool, key, error))
        case .conflict: throw intervening("idempotent", .keyConflict(tool, key))
        default: throw intervening("idempotent", .full(tool, "key"))
        }
    }

    fileprivate func beginHere(
        _ asked: OnceAsked,
        _ onDuplicate: OnDuplicate
    ) throws(GuardError) -> Begun {
        let tool = asked.key.guardKey.tool
        let key = asked.key.key
        let now = clock.boundedNanos
        switch keys.withLock({ $0.begin(asked.key, asked.arguments, nowNanos: now) }) {
        case .admitted(let ticket):
            return .first(Once(ticket: .here(ticket), ttlNanos: asked.ttlNanos))
        case .done(let result) where onDuplicate == .returnResult:
            return .earlier(result)
        case .done: throw intervening("idempotent", .duplicate(tool, key))
        case .inProgress: throw intervening("idempotent", .inProgress(tool, key))
        case .unknown(let error): throw intervening("idempotent", .outcomeUnknown(tool, key, error))
        case .conflict: throw intervening("idempotent", .keyConflict(tool, key))
        case .full: throw intervening("idempotent", .full(tool, "key"))
        }
    }

    /// The first call's result; of another type it is another call's.
    func earlier<Value>(
        _ tool: String,
        _ key: String,
        _ result: any Sendable
    ) throws(GuardError) -> Value {
        guard let value = result as? Value else {
            throw intervening("idempotent", .keyConflict(tool, key))
        }
        return value
    }

    func endOnce(_ once: Once, _ end: IdempotencyTable.End) async {
        guard case .desk(let ticket) = once.ticket else {
            _ = endHere(once, end)
            return
        }
        await tell(end.step(ticket, once.ttlNanos))
    }

    /// Says how a call ended that is kept here; false where a desk keeps it.
    fileprivate func endHere(_ once: Once, _ end: IdempotencyTable.End) -> Bool {
        guard case .here(let ticket) = once.ticket else { return false }
        let now = clock.boundedNanos
        keys.withLock { $0.end(ticket, end, ttlNanos: once.ttlNanos, nowNanos: now) }
        return true
    }

    func endOnce(_ once: Once, _ error: any Error, _ isSafe: (any Error) -> Bool) async {
        let inside = Unbilled.inside(of: error)
        let isFree = isSafe(error) || (error is Unbilled && isSafe(inside))
        guard !isFree else { return await endOnce(once, .nothing) }
        await endOnce(once, .unknown(lastError: String(describing: type(of: inside))))
    }

    /// Frees a key whose call is over, once somebody has seen what it did; false where it is under way.
    ///
    /// - Parameters:
    ///   - tool: as the guard names it.
    ///   - run: the run's id; nil for a key that holds everywhere.
    ///   - module: the module that the guarded call is written in, by its `#fileID`.
    ///   - key: what makes the call the same.
    @discardableResult
    public func forgetKey(
        _ key: String,
        tool: String,
        run: String?,
        module: String = #fileID
    ) async throws(GuardError) -> Bool {
        let guardKey = GuardKey(fileID: module, tool: tool)
        let tableKey = IdempotencyTable.Key(run: run, guardKey, key: key)
        guard let desk else { return keys.withLock { $0.forget(tableKey) } }
        if case .yes = try await desk.perform(.forget(tableKey)) { return true }
        return false
    }
}

extension IdempotencyTable.End {
    /// As the desk is told it.
    fileprivate func step(_ ticket: UInt64, _ ttlNanos: Int64) -> GuardStep {
        switch self {
        case .nothing: .cancel(ticket: ticket)
        case .done: .end(ticket: ticket, lastError: nil, ttlNanos: ttlNanos)
        case .unknown(let error): .end(ticket: ticket, lastError: error, ttlNanos: ttlNanos)
        }
    }
}
