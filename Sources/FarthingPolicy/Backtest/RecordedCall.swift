package import FarthingCore

/// A call of the journal as its client asked for it, as far as the journal shows it.
///
/// Entries keep no tokens of input before a call, but what the call could cost at the most: with the
/// price of the model that it went to, the tokens follow from that.
package struct RecordedCall: Sendable {
    package var call: TrialCall
    /// The most that the call could cost, as it was recorded.
    package var projectedNanos: Int64

    /// Reads a hold or charge.
    ///
    /// - Parameters:
    ///   - units: of the budgets at that time.
    ///   - prices: by which the call was priced.
    package init(
        _ admission: Entry.Admission,
        units: [String: BudgetUnit],
        _ prices: PriceBook,
        atMs: Int64
    ) {
        var dollars: Int64?
        var tokens: Int64?
        for line in admission.lines {
            switch units[line.account.budget] {
            case .money("USD"): dollars = line.held
            case .tokens: tokens = line.held
            default: break
            }
        }
        self.init(
            admission.context,
            projectedNanos: admission.projectedNanos,
            granted: admission.outputTokens,
            dollars: dollars,
            tokens: tokens,
            prices,
            atMs
        )
    }

    /// Reads a refusal.
    package init(_ refused: Entry.Refused, _ prices: PriceBook, atMs: Int64) {
        self.init(
            refused.context,
            projectedNanos: refused.projectedNanos,
            granted: nil,
            dollars: nil,
            tokens: nil,
            prices,
            atMs
        )
    }

    /// Reads a call that waits for an approval.
    package init(_ request: Entry.ApprovalRequest, _ prices: PriceBook, atMs: Int64) {
        self.init(
            request.context,
            projectedNanos: request.projectedNanos,
            granted: nil,
            dollars: nil,
            tokens: nil,
            prices,
            atMs
        )
    }

    private init(
        _ context: CallContext,
        projectedNanos: Int64,
        granted: Int64?,
        dollars: Int64?,
        tokens: Int64?,
        _ prices: PriceBook,
        _ atMs: Int64
    ) {
        self.projectedNanos = projectedNanos
        var scope = context.scope
        if scope[.model] != nil { scope[.model] = context.modelRequested }
        call = TrialCall(scope: scope)
        let price = prices.sold(
            by: context.provider,
            model: context.modelResolved,
            atMs: atMs
        )
        let line = price.flatMap { price in
            try? price.costBound(CallBound(inputTokensMax: 1, outputTokensMax: 1))
        }
        let empty = price.flatMap { price in
            try? price.costBound(CallBound(inputTokensMax: 0, outputTokensMax: 1))
        }
        guard context.scope[.model] != nil, let line, line.baseNanos > 0 || line.outputRate > .free
        else {
            call.statedNanos = projectedNanos
            call.inputTokens = tokens ?? 0
            return
        }
        let rate = Int128(line.outputRate.nanosPerMillion)
        // What the hold set aside is for the output that it granted, what was projected is for all.
        let most = price?.maxOutputTokens ?? Usage.bucketMax
        let output = granted ?? (rate > 0 ? Int64(Int128(projectedNanos) * 1_000_000 / rate) : 0)
        let forOutput = (rate * Int128(min(output, most)) + 999_999) / 1_000_000
        let base = max(0, Int128(dollars ?? projectedNanos) - (granted == nil ? 0 : forOutput))
        call.outputTokens =
            rate > 0
            ? Int64(max(0, Int128(projectedNanos) - (granted == nil ? 0 : base)) * 1_000_000 / rate)
            : output
        // Per-call fees are no tokens.
        let each = max(1, Int128(line.baseNanos) - Int128(empty?.baseNanos ?? 0))
        if let tokens, let granted {
            call.inputTokens = max(0, tokens - granted)
        } else if granted != nil {
            call.inputTokens = Int64(clamping: base / each)
        }
    }
}
