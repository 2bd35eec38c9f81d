import FarthingCore

extension Governor {
    /// Books what a call has cost, whatever happens: the caller has its answer already.
    func finish(_ ticket: Ticket, _ bill: Bill) async {
        do throws(SpendError) {
            _ = try await close(ticket, bill)
        } catch {
            // Its expiry charges what was held where the ledger does not hear of it.
            options.events.emit(.settlementFailed(ticket.hold.id, error))
        }
    }

    /// Books what a body has cost that threw, as far as its error says.
    func finish(_ ticket: Ticket, after error: any Error) async {
        let isNotBilled = error is any NotBilled
        await finish(ticket, isNotBilled ? .nothing : .unknown)
    }

    /// Books what a call has cost, or gives back what it held.
    ///
    /// A bill that cannot be booked is an error, and what was held is charged.
    func close(_ ticket: Ticket, _ bill: Bill) async throws(SpendError) -> Receipt {
        if case .nothing = bill.kind {
            return try await giveBack(ticket, why: "nothing was billed")
        }
        var cost: CallCost
        var problem: SpendError?
        do throws(SpendError) {
            cost = try self.cost(of: bill, ticket)
        } catch {
            cost = unknownCost(ticket)
            problem = error
        }
        ticket.pools.settle(
            held: ticket.poolHeld,
            cost: PoolAmounts(nanos: cost.nanos, tokens: cost.tokens)
        )
        tell(ticket, cost)
        var receipt = Receipt(
            id: ticket.hold.id,
            costNanos: cost.nanos,
            sequence: nil,
            overrunNanos: max(0, cost.nanos - ticket.hold.heldNanos)
        )
        if ticket.isAtDesk, let desk {
            receipt = try await desk.settle(ticket.hold, cost)
        }
        if let problem { throw problem }
        return receipt
    }

    func giveBack(_ ticket: Ticket, why: String) async throws(SpendError) -> Receipt {
        ticket.pools.release(ticket.poolHeld)
        options.events.emit(.released(ticket.hold.id))
        if ticket.isAtDesk, let desk { try await desk.release(ticket.hold, why: why) }
        return Receipt(id: ticket.hold.id, costNanos: 0, sequence: nil, overrunNanos: 0)
    }

    /// For a token that was dropped: nobody waits.
    func closeLater(_ ticket: Ticket, isSent: Bool) {
        guard isSent else {
            ticket.pools.release(ticket.poolHeld)
            options.events.emit(.released(ticket.hold.id))
            if ticket.isAtDesk { desk?.closeLater(ticket.hold, nil) }
            return
        }
        closeLater(ticket, .unknown)
    }

    /// Books a bill for which nobody waits.
    func closeLater(_ ticket: Ticket, _ bill: Bill) {
        if case .nothing = bill.kind { return closeLater(ticket, isSent: false) }
        let cost = (try? self.cost(of: bill, ticket)) ?? unknownCost(ticket)
        ticket.pools.settle(
            held: ticket.poolHeld,
            cost: PoolAmounts(nanos: cost.nanos, tokens: cost.tokens)
        )
        tell(ticket, cost)
        if ticket.isAtDesk { desk?.closeLater(ticket.hold, cost) }
    }

    private func unknownCost(_ ticket: Ticket) -> CallCost {
        CallCost(
            nanos: ticket.hold.heldNanos,
            tokens: ticket.hold.bound.baseTokens + ticket.hold.outputTokens,
            credits: ticket.hold.bound.credits,
            evidence: .unknown,
            isUnknown: true
        )
    }

    /// What a bill comes to that belongs to no hold; what nobody knows is no bill then.
    func amounts(
        of bill: Bill,
        _ provider: String,
        _ model: String
    ) throws(SpendError) -> PoolAmounts {
        switch bill.kind {
        case .nothing: return .zero
        case .unknown: throw .unknownCost
        case .amounts(let nanos, let tokens, _):
            let amounts = PoolAmounts(nanos: nanos, tokens: tokens)
            guard amounts.isWithinBounds else { throw .badCost }
            return amounts
        case .usage(let usage, let named, let variants):
            guard usage.isWithinBounds else { throw .badCost }
            let price = try self.price(provider, named ?? model)
            do throws(PriceError) {
                let nanos = try price.amountNanos(of: usage, variants: variants)
                return PoolAmounts(nanos: nanos, tokens: usage.totalTokens)
            } catch {
                throw SpendError(.unpriced, error.message)
            }
        }
    }

    func cost(of bill: Bill, _ ticket: Ticket) throws(SpendError) -> CallCost {
        switch bill.kind {
        case .unknown, .nothing: return unknownCost(ticket)
        case .amounts(let nanos, let tokens, let credits):
            guard PoolAmounts(nanos: nanos, tokens: tokens).isWithinBounds,
                credits.values.allSatisfy({ (0...Money.maxNanos).contains($0) })
            else { throw .badBill }
            return CallCost(
                nanos: nanos,
                tokens: tokens,
                credits: credits,
                evidence: bill.evidence,
                usage: SettledUsage(
                    inputTokens: 0,
                    outputTokens: 0,
                    costNanos: nanos,
                    ending: "complete"
                )
            )
        case .usage(let usage, let model, let variants):
            guard usage.isWithinBounds else { throw .badBill }
            return try cost(of: usage, model, variants, bill.evidence, ticket)
        }
    }

    /// The price is that of the answer's model if the book has it, else of the one that was asked.
    private func cost(
        of usage: Usage,
        _ model: String?,
        _ variants: PriceVariantSet,
        _ evidence: Evidence,
        _ ticket: Ticket
    ) throws(SpendError) -> CallCost {
        let named = model.flatMap { try? self.price(ticket.provider, $0) }
        let asked = ticket.hold.bound.price
        let price: ModelPrice
        if let known = named ?? asked {
            price = known
        } else {
            price = try self.price(ticket.provider, ticket.hold.model)
        }
        let nanos: Int64
        do throws(PriceError) {
            nanos = try price.amountNanos(of: usage, variants: variants)
        } catch {
            throw SpendError(
                .unpriced,
                "\(error.message) What was held is charged. Bill an amount in dollars instead."
            )
        }
        return CallCost(
            nanos: nanos,
            tokens: usage.totalTokens,
            evidence: evidence,
            usage: SettledUsage(
                inputTokens: usage.totalInputTokens,
                outputTokens: usage.totalOutputTokens,
                costNanos: nanos,
                ending: "complete",
                priced: PricedUsage(
                    usage,
                    variants: variants,
                    model: named == nil ? nil : model,
                    isPolicyPrice: price.source == .policy
                )
            )
        )
    }

    // MARK: Events

    @discardableResult
    func tell(_ error: SpendError) -> SpendError {
        options.events.emit(.refused(error))
        options.onDecision?(.refused(error))
        return error
    }

    /// The same, and the sessions around the call where it did not fit.
    func tell(_ error: SpendError, to pools: PoolStack) -> SpendError {
        pools.tell(error)
        return tell(error)
    }

    func tell(_ ticket: Ticket, requested: String?) {
        guard options.onDecision != nil || options.events.isHeard else { return }
        let admission = SpendEvent.Admission(
            id: ticket.hold.id,
            provider: ticket.provider,
            modelRequested: requested ?? "",
            model: ticket.hold.model,
            heldNanos: ticket.hold.heldNanos,
            reasons: ticket.hold.reasons
        )
        options.events.emit(.admitted(admission))
        options.onDecision?(.admitted(admission))
    }

    private func tell(_ ticket: Ticket, _ cost: CallCost) {
        guard options.events.isHeard else { return }
        let settlement = SpendEvent.Settlement(
            id: ticket.hold.id,
            costNanos: cost.nanos,
            inputTokens: cost.usage?.inputTokens ?? 0,
            outputTokens: cost.usage?.outputTokens ?? 0,
            evidence: cost.evidence
        )
        options.events.emit(.settled(settlement))
    }
}

extension SpendError {
    static let badBill = SpendError(
        .invalid,
        "The bill is out of bounds: amounts lie from 0 to 900 million, and no count is negative. What "
            + "was held is charged; settle with what the provider has reported."
    )
    /// The same of a cost that belongs to no hold.
    fileprivate static let badCost = SpendError(
        .invalid,
        "The cost is out of bounds: amounts lie from 0 to 900 million, and no count is negative. Nothing "
            + "was booked."
    )
    fileprivate static let unknownCost = SpendError(
        .invalid,
        "A cost that nobody knows cannot be booked where nothing is held: state an amount. Nothing was "
            + "booked."
    )
}
