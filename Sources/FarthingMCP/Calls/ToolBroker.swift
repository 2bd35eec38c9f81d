package import Farthing
import FarthingCore
import Synchronization

/// Pays for calls of tools: asks the ledger before each, and tells it how each ended.
///
/// It decides nothing itself: prices, guards and budgets are the server's. Shared by all sessions of a
/// proxy.
package final class ToolBroker: Sendable {
    /// A call that was let through; its end must be told.
    struct Ticket: Sendable {
        fileprivate var hold: ToolHold
        fileprivate var repeating: Repeating?
    }

    /// A call whose repeats are none.
    fileprivate struct Repeating: Sendable {
        var ticket: UInt64
        var key: String
        var ttlNanos: Int64
    }

    /// What is said to a call.
    enum Verdict: Sendable {
        case admitted(Ticket)
        /// The same call took place before, with this result.
        case repeated([UInt8])
        case refused(CallRefusal)
    }

    let options: MCPOptions
    let desk: any ToolDesk
    let clock: any SpendClock
    private let prices = Mutex(PriceMemory())
    private let repeats = Mutex(Repeats())
    /// What the desk could not be told at once, or refused to hear.
    private let note: @Sendable (String) -> Void

    /// - Parameter note: told of what an operator should know, in one line without content.
    package init(
        _ desk: any ToolDesk,
        _ options: MCPOptions,
        clock: any SpendClock = SystemClock(),
        note: @escaping @Sendable (String) -> Void
    ) {
        self.desk = desk
        self.options = options
        self.clock = clock
        self.note = note
    }

    /// Asks for a call of a tool.
    ///
    /// - Parameters:
    ///   - name: the tool's name as the client calls it.
    ///   - arguments: its arguments in one spelling, where they are asked for; they are hashed, and kept
    ///     nowhere.
    func admit(
        _ name: String,
        arguments: @Sendable () -> [UInt8],
        run: String
    ) async -> Verdict {
        let tool = options.prefix + name
        guard (1...256).contains(tool.utf8.count),
            tool.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
        else {
            return .refused(
                CallRefusal(
                    "invalid_value",
                    tool: String(name.prefix(64)),
                    "A tool's name has 1 to 256 bytes and no control characters.",
                    advice: "Use a name that the list of tools has."
                )
            )
        }
        do throws(SpendError) {
            let price = try await price(of: tool)
            var repeating: Repeating?
            if let ttlMs = price?.idempotencyMs {
                switch await begin(tool, arguments(), run, ttlNanos: ttlMs * 1_000_000, name) {
                case .admitted(let begun): repeating = begun
                case .other(let verdict): return verdict
                }
            }
            var scope = Scope()
            scope[.run] = run
            let call = ToolCall(
                tool: tool,
                scope: scope,
                amountNanos: options.unknownTools.nanos,
                expiresInMs: options.holdMs
            )
            do throws(SpendError) {
                let hold = try await desk.hold(call)
                return .admitted(Ticket(hold: hold, repeating: repeating))
            } catch {
                await cancel(repeating)
                throw error
            }
        } catch {
            return .refused(CallRefusal(error, tool: name, nowMs: clock.nowMs))
        }
    }

    /// Books a call that took place.
    ///
    /// - Parameter result: what stands for its repeats; nil where it was an error, so that nobody knows
    ///   what it did.
    func settle(_ ticket: Ticket, result: [UInt8]?) async {
        await tell { () throws(SpendError) in try await self.desk.settle(ticket.hold, .answered) }
        guard let repeating = ticket.repeating else { return }
        if let result {
            let until = clock.monotonicNanos.addingReportingOverflow(repeating.ttlNanos)
            repeats.withLock {
                $0.keep(
                    result,
                    repeating.key,
                    untilNanos: until.overflow ? Int64.max : until.partialValue
                )
            }
        }
        await end(repeating, lastError: result == nil ? "tool_error" : nil)
    }

    /// Books a call of which nobody knows whether it took place.
    ///
    /// - Parameter isServers: whether the server is to blame, so that its circuit breaker counts it.
    func settleUnknown(_ ticket: Ticket, _ why: String, isServers: Bool) async {
        await tell { () throws(SpendError) in
            try await self.desk.settle(ticket.hold, isServers ? .failed : .unknown)
        }
        if let repeating = ticket.repeating { await end(repeating, lastError: why) }
    }

    /// Gives back what was held for a call that never took place.
    func release(_ ticket: Ticket, why: String, hasFailed: Bool) async {
        await tell { () throws(SpendError) in
            try await self.desk.release(ticket.hold, why: why, hasFailed: hasFailed)
        }
        await cancel(ticket.repeating)
    }

    /// Returns once every end was told, or after so long.
    package func flush(withinMs: Int64) async {
        guard await !desk.flush(withinMs: withinMs) else { return }
        note(
            "the ledger has not heard of every call's end; what it holds is charged when it expires"
        )
    }

    /// A registered tool's price, as it was at most some seconds ago.
    private func price(of tool: String) async throws(SpendError) -> ToolPrice? {
        let known = prices.withLock { [clock] in
            $0.answer(tool, nowNanos: clock.monotonicNanos)
        }
        if let known { return known }
        let price = try await desk.tool(tool)
        prices.withLock { [clock] in $0.keep(price, tool, nowNanos: clock.monotonicNanos) }
        return price
    }

    /// Tells the desk, whether or not the caller is cancelled; the desk notes it first and repeats it.
    private func tell(_ body: @escaping @Sendable () async throws(SpendError) -> Void) async {
        await Task.detached { [note] in
            do throws(SpendError) {
                try await body()
            } catch {
                note("a call's end was not taken by the ledger: \(error.code.rawValue)")
            }
        }.value
    }
}

extension ToolBroker {
    private enum Begun {
        case admitted(Repeating)
        case other(Verdict)
    }

    /// Asks whether a call is the first of its kind in its run.
    private func begin(
        _ tool: String,
        _ arguments: [UInt8],
        _ run: String,
        ttlNanos: Int64,
        _ name: String
    ) async -> Begun {
        let hash = ArgumentHash(digest: SHA256Hash.of(arguments))
        let key = String(hash.high, radix: 16) + "-" + String(hash.low, radix: 16)
        let table = IdempotencyTable.Key(run: run, GuardKey(module: "mcp", tool: tool), key: key)
        let memory = "\(run)\u{0}\(tool)\u{0}\(key)"
        let answer: GuardAnswer
        do throws(GuardError) {
            answer = try await desk.perform(.begin(table, hash))
        } catch {
            let error = SpendError(.ledgerUnavailable, error.message)
            return .other(.refused(CallRefusal(error, tool: name, nowMs: clock.nowMs)))
        }
        switch answer {
        case .admitted(let ticket):
            return .admitted(Repeating(ticket: ticket, key: memory, ttlNanos: ttlNanos))
        case .done:
            let now = clock.monotonicNanos
            if let result = repeats.withLock({ $0.result(memory, nowNanos: now) }) {
                return .other(.repeated(result))
            }
            return .other(.refused(.done(name)))
        case .inProgress: return .other(.refused(.inProgress(name)))
        case .unknown: return .other(.refused(.unknown(name)))
        default:
            let error = SpendError(.toolGuardsFull, "The guard of idempotency has no room.")
            return .other(.refused(CallRefusal(error, tool: name, nowMs: clock.nowMs)))
        }
    }

    private func cancel(_ repeating: Repeating?) async {
        guard let repeating else { return }
        await step(.cancel(ticket: repeating.ticket))
    }

    private func end(_ repeating: Repeating, lastError: String?) async {
        await step(
            .end(
                ticket: repeating.ticket,
                lastError: lastError,
                ttlNanos: min(repeating.ttlNanos, IdempotencyTable.ttlMaxNanos)
            )
        )
    }

    /// What the desk cannot be told lapses there by itself.
    private func step(_ step: GuardStep) async {
        await Task.detached { [desk] in _ = try? await desk.perform(step) }.value
    }
}

extension MCPOptions.UnknownTools {
    fileprivate var nanos: Int64? {
        switch self {
        case .refuse: nil
        case .cost(let nanos): nanos
        }
    }
}

extension CallRefusal {
    fileprivate static func done(_ tool: String) -> CallRefusal {
        CallRefusal(
            "call_already_done",
            tool: tool,
            "The same call with the same arguments took place before in this run, and its result is "
                + "kept no longer.",
            advice: "Do not repeat it; it is done."
        )
    }

    fileprivate static func inProgress(_ tool: String) -> CallRefusal {
        CallRefusal(
            "call_in_progress",
            tool: tool,
            "The same call with the same arguments is under way.",
            advice: "Wait for its answer."
        )
    }

    fileprivate static func unknown(_ tool: String) -> CallRefusal {
        CallRefusal(
            "call_outcome_unknown",
            tool: tool,
            "The same call with the same arguments failed before, so that nobody knows what it did.",
            advice: "Find out whether it has taken place; do not repeat it as it is."
        )
    }
}
