package import FarthingCore
import SwiftProtobuf

/// What one commit says a call has cost.
package struct CommitTerms: Hashable, Sendable {
    package var reservation: HoldID
    /// Tells this commit of the hold from every other: the same id repeats, another adds.
    package var id: String
    package var unit: WireUnit?
    /// In the units of the book.
    package var amount: Int64
    package var evidence: Evidence
    /// What the provider counted, where the client says so.
    package var tokens: Int64?
    /// How many of them were input; the rest was output.
    package var inputTokens: Int64 = 0

    package init(
        reservation: HoldID,
        id: String,
        unit: WireUnit?,
        amount: Int64,
        evidence: Evidence,
        tokens: Int64? = nil
    ) {
        self.reservation = reservation
        self.id = id
        self.unit = unit
        self.amount = amount
        self.evidence = evidence
        self.tokens = tokens
    }

    /// What an event of a call's end asks for.
    package enum Wish: Hashable, Sendable {
        case commit(CommitTerms)
        case release(HoldID, why: String)
    }

    /// Reads the end of a call.
    ///
    /// - Parameter known: the unit of the claim that was held; nil where it is forgotten.
    /// - Throws: ``WireError`` for both amounts or neither, for another unit than was held, and
    ///   for what cannot be read.
    package static func read(
        _ event: Wire.TraceEvent,
        known: (HoldID) -> WireUnit?
    ) throws(WireError) -> Wish {
        let end = event.llmCallPost
        let conflict = Wire.WireFault.Code.reservationStateConflict
        guard let hold = HoldID(end.reservationID.lowercased()) else {
            throw WireError("reservation_id", "no reservation of this sidecar", code: conflict)
        }
        switch end.outcome {
        case .success: break
        case .providerError: return .release(hold, why: "provider_error")
        case .clientTimeout: return .release(hold, why: "client_timeout")
        case .runAborted: return .release(hold, why: "run_aborted")
        case .unspecified, .UNRECOGNIZED:
            throw WireError("outcome", "it must say how the call ended", code: conflict)
        }
        let stated = (end.providerReportedAmountAtomic, end.estimatedAmountAtomic)
        guard stated.0.isEmpty != stated.1.isEmpty else {
            throw WireError(
                "estimated_amount_atomic",
                "exactly one of it and provider_reported_amount_atomic",
                code: conflict
            )
        }
        let field = stated.0.isEmpty ? "estimated_amount_atomic" : "provider_reported_amount_atomic"
        let amount = try WireAmount(stated.0.isEmpty ? stated.1 : stated.0, field: field)
        let held = known(hold)
        var unit = held
        if !end.unit.isBlank {
            if let held, !end.unit.unitID.isEmpty, !held.id.isEmpty, end.unit.unitID == held.id {
                // An id that agrees says the rest.
                unit = held
            } else {
                let asserted = try WireUnit(end.unit, field: "unit")
                guard held?.agrees(with: asserted) ?? true else {
                    throw WireError("unit", "another unit than was reserved")
                }
                unit = held ?? asserted
            }
        }
        guard let unit else {
            throw WireError(
                "unit",
                "the unit is missing, and the reservation's is not known any more"
            )
        }
        var tokens: Int64?
        let input = min(max(0, end.actualInputTokens), Money.maxNanos / 2)
        if end.hasActualInputTokens || end.hasActualOutputTokens {
            tokens = input + min(max(0, end.actualOutputTokens), Money.maxNanos / 2)
        }
        var terms = CommitTerms(
            reservation: hold,
            id: id(event, hold),
            unit: unit,
            amount: try unit.amount(amount, field: field),
            evidence: stated.0.isEmpty ? .estimated : .reported,
            tokens: tokens
        )
        terms.inputTokens = input
        return .commit(terms)
    }

    /// Reservation and the provider's id of its event; without one the span and the event's time.
    private static func id(_ event: Wire.TraceEvent, _ hold: HoldID) -> String {
        let end = event.llmCallPost
        if !end.providerEventID.isEmpty {
            return WireText.hexHash(["commit/1", hold.description, "event", end.providerEventID])
        }
        return WireText.hexHash([
            "commit/1", hold.description, "span", event.trace.spanID,
            String(event.eventTime.seconds), String(event.eventTime.nanos),
        ])
    }

    /// What is charged in each line of the hold.
    ///
    /// - Parameter claimed: what was claimed, in the unit of the commit; nil where it is forgotten.
    package func amounts(_ hold: SidecarHold, claimed: Int64? = nil) -> [Int64] {
        hold.lines.map { line in
            switch (line.unit, unit?.kind) {
            case (.concurrent, _): 0
            case (.calls, .calls?): amount
            case (.calls, _): 1
            case (.money, .dollars?):
                LineUnit(unit: line.unit, rateNanos: line.rateNanos).amount(ofDollars: amount)
            case (.tokens, .tokens?): amount
            case (.credits(let name), .credits(let stated)?) where name == stated: amount
            case (.tokens, _): tokens ?? line.held
            case (.money, .tokens?): share(of: line, hold, claimed)
            case (.money, _), (.credits, _): line.held
            }
        }
    }

    /// What the receipt says of the call.
    package func usage(_ hold: SidecarHold, _ amounts: [Int64]) -> SettledUsage {
        var nanos: Int64 = 0
        if case .dollars? = unit?.kind {
            nanos = amount
        } else if let place = hold.lines.firstIndex(where: { $0.unit.isMoney }) {
            let line = hold.lines[place]
            let unit = LineUnit(unit: line.unit, rateNanos: line.rateNanos)
            nanos = unit.dollars(within: amounts[place])
        }
        return SettledUsage(
            inputTokens: inputTokens,
            outputTokens: max(0, (tokens ?? 0) - inputTokens),
            costNanos: nanos,
            ending: "complete"
        )
    }

    /// What money comes to where tokens were claimed: its share of what was held for them, rounded
    /// up.
    private func share(
        of line: SidecarHold.Line,
        _ hold: SidecarHold,
        _ claimed: Int64?
    ) -> Int64 {
        let tokens = claimed ?? hold.lines.first { $0.unit == .tokens }?.held ?? 0
        if tokens <= 0 { return line.held }
        let product = Int128(line.held) * Int128(amount)
        return Int64(
            clamping: min((product + Int128(tokens) - 1) / Int128(tokens), Int128(Money.maxNanos))
        )
    }
}
