import Farthing
import FarthingCore
import FarthingProviders
import Synchronization

/// A call on its way: its hold is renewed while it runs, and closed once, whatever happens.
///
/// Where nobody closes it, the hold itself charges what was held.
final class LiveCall: Sendable {
    let call: BoundCall
    let permit: Permit
    private let requested: String
    private let governor: Governor
    private let holdMs: Int64
    /// The output limit per choice that is written into the request; nil where it is left alone.
    let fittedTokens: Int64?

    private struct State: ~Copyable {
        /// Nil while it is renewed, and once it is closed.
        var token: InFlight?
        var bill: CallBill?
        var usage: Usage?
        /// When the hold is to be renewed, by the monotonic clock.
        var dueNanos: Int64
        /// Whether its time was over before anybody renewed it.
        var isLost = false
    }

    private let state: Mutex<State>

    init(
        _ token: consuming InFlight,
        _ call: BoundCall,
        requested: String,
        fittedTokens: Int64?,
        governor: Governor,
        holdMs: Int64
    ) {
        self.call = call
        self.requested = requested
        self.fittedTokens = fittedTokens
        self.governor = governor
        self.holdMs = holdMs
        permit = token.permit
        let due = Self.due(governor, holdMs)
        state = Mutex(State(token: token, dueNanos: due))
    }

    /// The output tokens that are held, over all choices.
    var grantedTokens: Int64 { min(permit.outputTokens, call.outputTokens) }
    /// What was charged; nil while the call runs.
    var bill: CallBill? { state.withLock { $0.bill } }
    /// What the provider has reported.
    var usage: Usage? { state.withLock { $0.usage } }
    /// Whether the hold's time is over, so that the call must end.
    var isLost: Bool { state.withLock { $0.isLost } }

    /// Keeps what the provider has reported.
    func keep(_ usage: Usage?) { state.withLock { $0.usage = usage } }

    // MARK: Time

    /// Holds are renewed when a third of their life is over.
    private static func due(_ governor: Governor, _ holdMs: Int64) -> Int64 {
        governor.options.clock.boundedNanos + holdMs * 1_000_000 / 3
    }

    private var waitNanos: Int64 {
        state.withLock { $0.dueNanos } - governor.options.clock.boundedNanos
    }

    /// Renews the hold whenever that is due, until the task is cancelled or the hold is lost.
    func keepAlive() async {
        while !Task.isCancelled, !isLost {
            let wait = waitNanos
            if wait > 0 {
                guard (try? await governor.options.clock.sleep(nanos: wait)) != nil else { return }
            }
            guard await renewIfDue() else { return }
        }
    }

    /// Renews the hold where that is due; false where there is none any more.
    @discardableResult
    func renewIfDue() async -> Bool {
        guard waitNanos <= 0 else { return true }
        guard var token = state.withLock({ $0.token.take() }) else { return false }
        var isLost = false
        do throws(SpendError) {
            try await token.renew()
        } catch {
            // A ledger that cannot be reached is asked again; the hold lasts for two thirds more.
            isLost = error.code == .expired || error.code == .conflict || error.code == .duplicate
        }
        let due = Self.due(governor, holdMs)
        put(token, due, isLost)
        return true
    }

    private func put(_ token: consuming InFlight, _ dueNanos: Int64, _ isLost: Bool) {
        var token: InFlight? = token
        state.withLock { state in
            state.token = token.take()
            state.dueNanos = dueNanos
            state.isLost = isLost
        }
    }

    // MARK: The end

    /// Books what the call has cost; a second time does nothing. A task that was cancelled does not
    /// wait for the ledger.
    @discardableResult
    func close(_ charge: Charge) async -> CallBill? {
        guard !Task.isCancelled else {
            closeLater(charge)
            return bill
        }
        guard let token = state.withLock({ $0.token.take() }) else { return bill }
        do throws(SpendError) {
            let receipt = try await token.settle(charge.bill)
            keep(costNanos: receipt.costNanos, charge, receipt.sequence, isBooked: true)
        } catch {
            // A bill that nobody can price is charged as held.
            let isBooked = error.code == .unpriced || error.code == .invalid
            keep(costNanos: permit.heldNanos, .held, nil, isBooked: isBooked)
        }
        return bill
    }

    /// Books what the call has cost, and waits for nothing.
    func closeLater(_ charge: Charge) {
        guard let token = state.withLock({ $0.token.take() }) else { return }
        token.settleLater(charge.bill)
        let cost = charge.isNothing ? 0 : governor.costNanos(charge, of: self) ?? permit.heldNanos
        keep(costNanos: cost, charge, nil, isBooked: false)
    }

    private func keep(costNanos: Int64, _ charge: Charge, _ sequence: Int64?, isBooked: Bool) {
        let bill = CallBill(
            id: permit.id,
            costNanos: costNanos,
            evidence: charge.bill.evidence,
            model: call.asked.model,
            modelRequested: requested,
            outputLimitTokens: fittedTokens,
            reasons: permit.reasons,
            sequence: sequence ?? permit.sequence,
            isBooked: isBooked
        )
        state.withLock { $0.bill = bill }
    }
}

extension Governor {
    /// What a charge comes to; nil where that is what was held.
    fileprivate func costNanos(_ charge: Charge, of live: LiveCall) -> Int64? {
        switch charge.bill.kind {
        case .unknown, .nothing: return nil
        case .amounts(let nanos, _, _): return nanos
        case .usage(let usage, let model, let variants):
            let provider = live.call.price.provider
            let price = model.flatMap { try? self.price(provider, $0) } ?? live.call.price
            return try? price.amountNanos(of: usage, variants: variants)
        }
    }
}
