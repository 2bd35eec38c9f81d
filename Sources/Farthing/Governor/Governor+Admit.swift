package import FarthingCore

extension Governor {
    /// Holds a call in the local limits and at the desk, in both or in neither.
    ///
    /// - Parameter isFinal: false for a call that is asked for again where it does not fit: that is
    ///   told to nobody then.
    func admit(
        _ request: SpendRequest,
        in context: SpendContext,
        isSent: Bool,
        isFinal: Bool = true
    ) async throws(SpendError) -> Ticket {
        let call = try deskCall(request, context, isSent: isSent)
        let pools = context.pools
        let poolHeld = pools.isEmpty ? .zero : call.bound.ceiling
        if let refusal = pools.hold(poolHeld) {
            let affordable = call.bound.affordable(refusal)
            let error = SpendError(refusal, affordableOutputTokens: affordable)
            throw isFinal ? tell(error, to: pools) : error
        }
        guard let desk else { return local(call, pools, poolHeld) }
        let hold: DeskHold
        do throws(SpendError) {
            hold = try await desk.hold(call)
        } catch {
            pools.release(poolHeld)
            throw isFinal || !error.isOverLimit ? tell(error, to: pools) : error
        }
        var ticket = Ticket(
            permit: permit(hold),
            hold: hold,
            isAtDesk: true,
            pools: pools,
            poolHeld: poolHeld,
            provider: call.provider ?? ""
        )
        // Another model, or less output, needs less.
        let needed = PoolAmounts(
            nanos: min(poolHeld.nanos, hold.heldNanos),
            tokens: min(poolHeld.tokens, hold.bound.baseTokens + hold.outputTokens)
        )
        if pools.change(from: poolHeld, to: needed) == nil { ticket.poolHeld = needed }
        tell(ticket, requested: call.model)
        return ticket
    }

    private func local(_ call: DeskCall, _ pools: PoolStack, _ held: PoolAmounts) -> Ticket {
        let hold = DeskHold(
            id: .next(),
            model: call.model ?? "",
            bound: call.bound,
            outputTokens: call.bound.outputTokens,
            expiresInMs: call.expiresInMs
        )
        let ticket = Ticket(
            permit: permit(hold),
            hold: hold,
            isAtDesk: false,
            pools: pools,
            poolHeld: held,
            provider: call.provider ?? ""
        )
        tell(ticket, requested: call.model)
        return ticket
    }

    func permit(_ hold: DeskHold) -> Permit {
        Permit(
            id: hold.id,
            model: hold.model,
            outputTokens: hold.bound.callBound == nil ? Int64.max : hold.outputTokens,
            heldNanos: hold.heldNanos,
            remainingNanos: hold.remainingNanos,
            sequence: hold.sequence,
            reasons: hold.reasons
        )
    }

    /// What the request and the task's context say together, checked and priced.
    private func deskCall(
        _ request: SpendRequest,
        _ context: SpendContext,
        isSent: Bool
    ) throws(SpendError) -> DeskCall {
        guard request.cost.isValid else {
            throw SpendError(.invalid, request.cost.flaw)
        }
        guard SpendRequest.expiresInMsBounds.contains(request.expiresInMs) else {
            throw SpendError(.invalid, "A hold lasts from 1,000 to 86,400,000 milliseconds.")
        }
        if let key = request.idempotencyKey { try check(key) }
        let scope = try scopes.scope(context.scope, request) { () throws(SpendError) in
            try self.scope(request, context)
        }
        return DeskCall(
            scope: scope,
            provider: request.provider,
            model: request.model,
            bound: try amounts(request),
            cost: request.cost,
            otherModel: request.otherModel,
            leastOutputTokens: request.leastOutputTokens,
            idempotencyKey: request.idempotencyKey,
            contentHash: request.contentHash,
            capability: lower(request.capability, context.capability),
            expiresInMs: request.expiresInMs,
            isSent: isSent
        )
    }

    private func check(_ idempotencyKey: String) throws(SpendError) {
        guard (1...256).contains(idempotencyKey.utf8.count) else {
            throw SpendError(
                .invalid,
                "An idempotency key has 1 to 256 bytes; hash what is longer, and leave out what is none."
            )
        }
        guard desk != nil else {
            throw SpendError(
                .invalid,
                "An idempotency key is kept in a ledger, and this governor has none. Use a governor "
                    + "with a ledger, put idempotent(_:key:) around the call, or leave the key out."
            )
        }
    }

    func scope(
        _ request: SpendRequest,
        _ context: SpendContext
    ) throws(SpendError) -> Scope {
        var scope = context.scope
        if options.scope.count > 0 { scope = options.scope.merging(scope) }
        if request.scope.count > 0 {
            scope = scope.count > 0 ? scope.merging(request.scope) : request.scope
        }
        if let provider = request.provider { scope[.provider] = provider }
        if let model = request.model { scope[.model] = model }
        try scope.check()
        return scope
    }

    func amounts(_ request: SpendRequest) throws(SpendError) -> CallAmounts {
        switch request.cost.kind {
        case .amounts(let nanos, let tokens, let credits):
            return CallAmounts(nanos: nanos, tokens: tokens, credits: credits)
        case .call(let bound, let variants):
            guard let provider = request.provider, let model = request.model else {
                throw SpendError(.invalid, "A call that is priced names its provider and model.")
            }
            let price = try price(provider, model)
            return try CallAmounts(bound, price, variants)
        }
    }

    /// The price of a model, or what the policy says of those without one.
    package func price(_ provider: String, _ model: String) throws(SpendError) -> ModelPrice {
        let nowMs = options.clock.boundedNowMs
        if let price = prices.price(provider: provider, model: model, atMs: nowMs) { return price }
        if let price = desk?.unlistedPrice(provider, model) { return price }
        throw SpendError(
            .unpriced,
            "The model '\(printable(model))' of '\(printable(provider))' has no price here. Give the "
                + "governor a price book that has it, state what the call costs, or let the policy "
                + "price what has none (unpriced)."
        )
    }

    private func lower(_ asked: Capability?, _ context: Capability?) -> Capability? {
        guard let own = context ?? options.capability else { return asked }
        return asked.map { min($0, own) } ?? own
    }
}

extension Scope {
    /// Throws where it has more dimensions, or longer values, than an account's key can have.
    fileprivate func check() throws(SpendError) {
        guard count > 0, !isWithinBounds else { return }
        for (dimension, value) in sorted where value.isEmpty {
            throw SpendError(
                .invalid,
                "The call's \(printable(dimension.name)) is empty: name it in 1 to "
                    + "\(Scope.valueBytesMax) bytes, or leave it out."
            )
        }
        for (dimension, value) in sorted where value.utf8.count > Scope.valueBytesMax {
            throw SpendError(
                .invalid,
                "The call's \(printable(dimension.name)) has \(value.utf8.count) bytes, and at most "
                    + "\(Scope.valueBytesMax) are taken: shorten it, or hash it."
            )
        }
        throw SpendError(
            .invalid,
            "The call's scope has \(count) dimensions, and at most \(Scope.dimensionsMax) are taken."
        )
    }
}

extension CallAmounts {
    /// The most output tokens with which a local limit would have admitted the call.
    fileprivate func affordable(_ refusal: PoolRefusal) -> Int64? {
        guard callBound != nil else { return nil }
        let free = max(0, Int128(refusal.limit) - Int128(refusal.spent) - Int128(refusal.held))
        guard refusal.unit != .tokens else {
            let tokens = Int64(clamping: free - Int128(baseTokens))
            return tokens > 0 ? tokens : nil
        }
        return cost.outputTokens(within: Int64(clamping: free)).flatMap { $0 > 0 ? $0 : nil }
    }
}
