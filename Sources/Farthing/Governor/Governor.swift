public import FarthingCore
import Synchronization

/// Admits calls that fit their budgets, and books what they have cost.
///
/// May be used from any task; keep one for a program. What a call is for comes from the request and
/// from the task's ``SpendContext``. Local limits (``BudgetedSession``, `withBudget`)
/// bind every governor's calls that are made inside of them.
public final class Governor: Sendable {
    /// What can be set of a governor.
    public struct Options: Sendable {
        /// Whom receipts name as the caller.
        public var principal = "library"
        /// Who and what calls are for where neither they nor their task say it.
        public var scope = Scope()
        /// What calls are trusted with where neither they nor their task say it.
        public var capability: Capability?
        /// Tells the time.
        public var clock: any SpendClock = SystemClock()
        /// Where events go.
        public var events = SpendEvents.shared
        /// Called with each decision, on the calling task: it must return at once.
        public var onDecision: (@Sendable (SpendEvent.Kind) -> Void)?

        /// The defaults.
        public init() {}
    }

    /// A governor without budgets of its own: calls are bound by the local limits around them alone.
    public static let standalone = Governor(desk: nil, prices: .empty, Options())

    /// What models cost.
    public let prices: PriceBook
    package let options: Options
    package let desk: (any SpendDesk)?
    let scopes = LastScope()
    /// The short way of the commonest calls; nil where there is none.
    let lane: PlainLane?

    package init(desk: (any SpendDesk)?, prices: PriceBook, _ options: Options) {
        self.desk = desk
        self.prices = prices
        self.options = options
        lane = (desk as? LocalDesk).flatMap { PlainLane($0) }
    }

    /// A governor without budgets of its own that knows prices, for sessions and scopes.
    public convenience init(prices: PriceBook, options: Options = Options()) {
        self.init(desk: nil, prices: prices, options)
    }

    /// A governor whose budgets are those of a policy, kept in a ledger.
    ///
    /// Puts the policy in force in the ledger: its budgets are made, or edited where they were there
    /// with other limits.
    ///
    /// - Throws: `PolicyError` for a policy that cannot be in force; ``SpendError`` where the ledger
    ///   does not take its budgets.
    public convenience init(
        ledger: any Ledger,
        policy: Policy,
        prices: PriceBook? = nil,
        options: Options = Options()
    ) async throws {
        let prices = prices ?? .empty
        let desk = try await LocalDesk(
            ledger: ledger,
            policy: CompiledPolicy(policy),
            prices: prices,
            options
        )
        // The policy's own prices count for every call, not for those of another model alone.
        self.init(desk: desk, prices: desk.prices, options)
    }

    /// The accounts of the budgets, as they stand now; empty for ``standalone``.
    public func accounts() async throws(SpendError) -> [AccountStatement] {
        guard let desk else { return [] }
        return try await desk.accounts()
    }

    /// Makes a call where it fits, and books what it has cost.
    ///
    /// The money is set aside before `body` runs and counts as spent from then on until the bill is
    /// known. A body that throws is charged what was held, since nobody knows what was billed, unless
    /// its error is ``NotBilled``. An answer is never lost: where its bill cannot be booked, what was
    /// held is charged, the events say so, and the value is returned all the same.
    ///
    /// A task that is cancelled before `body` begins is charged nothing.
    ///
    /// - Throws: ``SpendError`` where the call was not admitted, and `CancellationError` where the task
    ///   is cancelled already; `body` did not run then. Else what `body` throws.
    public func spend<Value>(
        _ request: SpendRequest,
        _ body: (Permit) async throws -> Billed<Value>
    ) async throws -> Value {
        guard !Task.isCancelled else { throw CancellationError() }
        if let call = lane?.begin(request, self) {
            do {
                let billed = try await body(call.permit)
                if lane?.end(call, billed.bill, self) != true {
                    await finish(call.ticket, billed.bill)
                }
                return billed.value
            } catch {
                await finish(call.ticket, after: error)
                throw Unbilled.inside(of: error)
            }
        }
        let ticket = try await admit(request, in: .current, isSent: true)
        // It may have been cancelled while it waited for its money.
        guard !Task.isCancelled else {
            await finish(ticket, .nothing)
            throw CancellationError()
        }
        do {
            let billed = try await body(ticket.permit)
            await finish(ticket, billed.bill)
            return billed.value
        } catch {
            await finish(ticket, after: error)
            throw Unbilled.inside(of: error)
        }
    }

    /// The same for answers that say themselves what they have cost.
    public func spend<Value: BilledAnswer>(
        _ request: SpendRequest,
        _ body: (Permit) async throws -> Value
    ) async throws -> Value {
        try await spend(request) { permit in
            let value = try await body(permit)
            return Billed(value, value.bill)
        }
    }

    /// Sets money aside for a call that is made elsewhere: a stream, or several steps.
    ///
    /// - Throws: ``SpendError`` where the call is not admitted; nothing is held then.
    public func hold(_ request: SpendRequest) async throws(SpendError) -> Hold {
        try await hold(request, in: .current)
    }

    func hold(
        _ request: SpendRequest,
        in context: SpendContext
    ) async throws(SpendError) -> Hold {
        Hold(self, try await admit(request, in: context, isSent: false))
    }
}
