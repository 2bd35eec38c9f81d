package import FarthingCore

/// Replays a journal under another policy or price book: what would have become of each call.
///
/// Entries come in their order, and memory is bounded by what is open at a time. Calls that were
/// admitted are judged by the accounts as the policy would have left them, and booked with what they
/// really took; those that it would have refused are not booked. Approvals count as given, waits as
/// not made: nobody knows how long they would have taken.
package struct Backtest: Sendable {
    /// Calls after which closed accounts leave memory.
    private static let balanceEvery: Int64 = 4_096

    private var trial: PolicyTrial
    /// By which the calls were priced when they were made.
    private let recorded: PriceBook
    private let rangeMs: Range<Int64>
    /// Whether calls cost something else by the replay's prices than they did.
    private let reprices: Bool
    private var units: [String: BudgetUnit] = [:]
    private var open: [HoldID: OpenCall] = [:]
    private var callCount: Int64 = 0
    private var lastMs: Int64 = 0
    package private(set) var report = BacktestReport()

    private struct OpenCall: Sendable {
        var admission: Entry.Admission
        var atMs: Int64
        var model: String
        var held: PolicyTrial.Held?
        var verdict: BacktestReport.Verdict
        var isCounted: Bool
    }

    /// Begins with empty accounts.
    ///
    /// - Parameters:
    ///   - prices: of the replay, without the policy's own; nil for those of the journal.
    ///   - recorded: by which the journal's calls were priced.
    ///   - rangeMs: calls made in it are counted; those before it fill the accounts.
    package init(
        _ policy: CompiledPolicy,
        _ prices: PriceBook?,
        recorded: PriceBook,
        rangeMs: Range<Int64> = 0..<Int64.max
    ) {
        trial = PolicyTrial(policy, prices ?? recorded, atMs: 0)
        reprices = prices != nil || !policy.policy.prices.isEmpty
        self.recorded = recorded.applying(policy.policy.prices)
        self.rangeMs = rangeMs
    }

    /// Takes the next entry in.
    package mutating func take(_ entry: Entry) {
        let atMs = entry.atMs
        lastMs = max(lastMs, atMs)
        report.entryCount += 1
        switch entry.body {
        case .setBudget(let budget, _, _): units[budget.id] = budget.unit
        case .hold(let admission): hold(admission, atMs)
        case .charge(let admission, let amounts): charge(admission, amounts, atMs)
        case .refusal(let refused): refusal(refused, atMs)
        case .refusals(let repeats):
            if rangeMs.contains(atMs) { report.refusedCount += repeats.count }
        case .settle(let settlement) where settlement.kind == .settle:
            settle(settlement, atMs)
        case .release(let hold, _): release(hold.id, atMs)
        case .expire(let hold, let held, let isCharged):
            if isCharged { expire(hold.id, held, atMs) } else { release(hold.id, atMs) }
        case .topUp(let key, let change): adjust(key, change, isTopUp: true, atMs)
        case .refund(let key, let change): adjust(key, change, isTopUp: false, atMs)
        default: break
        }
    }

    /// Counts what is open at the end of the journal.
    package mutating func finish() {
        for call in open.values where call.isCounted { report.openCount += 1 }
        open = [:]
    }

    private mutating func hold(_ admission: Entry.Admission, _ atMs: Int64) {
        let call = RecordedCall(admission, units: units, recorded, atMs: atMs)
        let (outcome, held) = judge(call, atMs)
        open[admission.id] = OpenCall(
            admission: admission,
            atMs: atMs,
            model: outcome.model,
            held: held,
            verdict: verdict(outcome, atMs),
            isCounted: rangeMs.contains(atMs)
        )
    }

    private mutating func charge(
        _ admission: Entry.Admission,
        _ amounts: [Int64],
        _ atMs: Int64
    ) {
        hold(admission, atMs)
        guard let call = open.removeValue(forKey: admission.id) else { return }
        let nanos = dollars(admission, amounts)
        close(call, cost: nanos, new: nanos, tokens: 0, atMs)
    }

    private mutating func refusal(_ refused: Entry.Refused, _ atMs: Int64) {
        let call = RecordedCall(refused, recorded, atMs: atMs)
        let (outcome, held) = judge(call, atMs)
        // What it would have taken nobody knows, so that it takes nothing.
        if let held { trial.release(held, atMs: atMs) }
        guard rangeMs.contains(atMs) else { return }
        report.refusedCount += 1
        switch outcome.decision {
        case .allow, .downgrade, .approve:
            report.admittedInstead += 1
            report.admittedInsteadNanos += Int128(outcome.steps.last?.bound?.ceilingNanos ?? 0)
        case .wait, .block: break
        }
    }

    private mutating func settle(_ settlement: Entry.Settlement, _ atMs: Int64) {
        guard let call = open.removeValue(forKey: settlement.hold.id) else { return }
        let usage = settlement.usage
        let cost = usage?.costNanos ?? dollars(call.admission, settlement.amounts)
        let tokens = (usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0)
        let new = usage?.priced.flatMap { repriced($0, call) } ?? cost
        close(call, cost: cost, new: new, tokens: tokens, atMs)
    }

    private mutating func expire(_ id: HoldID, _ held: [Int64], _ atMs: Int64) {
        guard let call = open.removeValue(forKey: id) else { return }
        let nanos = dollars(call.admission, held)
        close(call, cost: nanos, new: nanos, tokens: 0, atMs)
    }

    private mutating func release(_ id: HoldID, _ atMs: Int64) {
        guard let call = open.removeValue(forKey: id) else { return }
        if let held = call.held { trial.release(held, atMs: atMs) }
        if call.isCounted { report.count(call.verdict, cost: 0, new: 0) }
    }

    private mutating func close(
        _ call: OpenCall,
        cost: Int64,
        new: Int64,
        tokens: Int64,
        _ atMs: Int64
    ) {
        if let held = call.held {
            trial.settle(held, costNanos: new, tokens: tokens, atMs: atMs)
        }
        guard call.isCounted else { return }
        report.count(call.verdict, cost: cost, new: call.held == nil ? 0 : new)
    }

    private mutating func adjust(
        _ key: AccountKey,
        _ change: AccountChange,
        isTopUp: Bool,
        _ atMs: Int64
    ) {
        let budget = trial.policy.policy.budgets.first { $0.id == key.budget }
        guard let budget, budget.unit == units[key.budget] else { return }
        var change = change
        change.key = ""
        trial.adjust(isTopUp ? .topUp(change) : .refund(change), atMs: atMs)
    }

    private mutating func judge(
        _ call: RecordedCall,
        _ atMs: Int64
    ) -> (outcome: TrialOutcome, held: PolicyTrial.Held?) {
        callCount += 1
        if callCount.isMultiple(of: Self.balanceEvery) { trial.balance(atMs: atMs) }
        return trial.ask(call.call, atMs: atMs, grants: true)
    }

    private func verdict(_ outcome: TrialOutcome, _ atMs: Int64) -> BacktestReport.Verdict {
        BacktestReport.Verdict(
            decision: outcome.decision.name,
            cause: outcome.decision == .allow ? "" : outcome.cause,
            model: outcome.decision == .downgrade ? outcome.model : ""
        )
    }

    /// What a call cost, by its first line in dollars.
    private func dollars(_ admission: Entry.Admission, _ amounts: [Int64]) -> Int64 {
        for (line, amount) in zip(admission.lines, amounts)
        where units[line.account.budget] == .money("USD") {
            return amount
        }
        return amounts.isEmpty ? admission.projectedNanos : 0
    }

    /// What a call's usage costs by the replay's prices, with the model that would have taken it.
    private func repriced(_ priced: PricedUsage, _ call: OpenCall) -> Int64? {
        let context = call.admission.context
        let isMoved = !call.model.isEmpty && call.model != context.modelResolved
        guard isMoved || reprices else { return nil }
        let provider = priced.provider ?? context.provider
        let model = isMoved ? call.model : priced.model ?? context.modelResolved
        let price = trial.prices.sold(by: provider, model: model, atMs: call.atMs)
        let variants = isMoved ? PriceVariantSet.standard : priced.variants
        return price.flatMap { try? $0.amountNanos(of: priced.usage, variants: variants) }
    }
}

extension TrialOutcome {
    /// The rule or budget that comes first among those that determined the outcome.
    fileprivate var cause: String {
        if case .block(let cause) = decision {
            switch cause {
            case .unmatched: return "unmatched"
            case .unpriced: return "unpriced"
            case .budget(let refusal): return "budget " + (refusal.account?.budget ?? "")
            case .rules: break
            }
        }
        for reason in reasons + (steps.last?.verdict?.reasons ?? []) {
            for kind in ["rule", "budget"] where reason.hasPrefix(kind + " \"") {
                let rest = reason.dropFirst(kind.utf8.count + 2)
                guard let end = rest.firstRange(of: "\" says ") else { continue }
                return "\(kind) \(rest[..<end.lowerBound])"
            }
        }
        let reached = steps.last?.refusals.last?.account?.budget
        return reached.map { "budget " + $0 } ?? ""
    }
}
