import Farthing
import FarthingCore
import Synchronization

/// A governor's desk at a server: the spend verbs.
final class RemoteDesk: SpendDesk {
    let wire: RemoteWire
    let outbox: Outbox
    let courier: Courier
    let options: RemoteLedger.Options
    private let counts: Counts
    let prices: PriceBook
    let clock: any SpendClock

    /// Counts that all desks of one ledger share.
    final class Counts: Sendable {
        let unbooked = Atomic(0)
    }

    convenience init(_ wire: RemoteWire, _ outbox: Outbox, _ options: RemoteLedger.Options) {
        let courier = Courier(wire, outbox, timeoutMs: options.timeoutMs, options.events)
        self.init(wire, outbox, courier, options, Counts(), .empty, SystemClock())
    }

    private init(
        _ wire: RemoteWire,
        _ outbox: Outbox,
        _ courier: Courier,
        _ options: RemoteLedger.Options,
        _ counts: Counts,
        _ prices: PriceBook,
        _ clock: any SpendClock
    ) {
        self.wire = wire
        self.outbox = outbox
        self.courier = courier
        self.options = options
        self.counts = counts
        self.prices = prices
        self.clock = clock
    }

    /// The same desk with prices for what another model would cost.
    func pricing(_ prices: PriceBook, _ clock: any SpendClock) -> RemoteDesk {
        RemoteDesk(wire, outbox, courier, options, counts, prices, clock)
    }

    /// Calls that were made without the server.
    var unbookedCount: Int { counts.unbooked.load(ordering: .relaxed) }

    func addUnbooked() { counts.unbooked.add(1, ordering: .relaxed) }

    func accounts() async throws(SpendError) -> [AccountStatement] {
        let request = RemoteWire.Request(verb: "budgets", timeoutMs: options.timeoutMs)
        let answer = try await ask(request)
        guard let list = answer.member("accounts") else {
            throw SpendError(.outcomeUnknown, "The server's answer was no list of accounts.")
        }
        return list.elements.compactMap { AccountStatement($0) }
    }

    /// Sends a request, once more where its answer was lost; throws what is no success.
    func ask(_ request: RemoteWire.Request) async throws(SpendError) -> RemoteAnswer {
        let answer: RemoteAnswer
        do throws(WireFailure) {
            answer = try await wire.sendTwice(request)
        } catch {
            throw error.spendError
        }
        guard answer.isSuccess else { throw answer.error }
        return answer
    }
}

/// What a remote desk knows of a hold of its own.
struct RemotePlan: Sendable {
    /// Its place in the outbox; nil for a call that was made without the server.
    var place: Int?
    var provider: String?
    /// Whether the server has priced it.
    var byUsage = false
}

extension AccountStatement {
    /// An account as the verb `budgets` tells it.
    init?(_ node: JSONNode) {
        guard let budget = node.member("budget")?.string,
            let unit = node.member("unit")?.string.flatMap({ BudgetUnit(name: $0) }),
            let limit = node.member("limit")?.int64,
            let spent = node.member("spent")?.int64,
            let held = node.member("held")?.int64
        else { return nil }
        self.init(
            key: AccountKey(
                budget: budget,
                scope: node.member("scope")?.string ?? "",
                windowStartMs: 0,
                generation: 0
            ),
            unit: unit,
            limit: limit,
            topUps: node.member("top_ups")?.int64 ?? 0,
            spent: spent,
            held: held,
            overrun: node.member("overrun")?.int64 ?? 0,
            wouldRefuse: 0,
            isEnforced: node.member("enforced")?.bool ?? true,
            isPaused: node.member("paused")?.bool ?? false,
            isFrozen: false,
            windowEndsMs: node.member("window_ends_ms")?.int64 ?? Int64.max
        )
    }
}
