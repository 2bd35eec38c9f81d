package import Farthing
package import FarthingCore

/// The policy in force over the server's ledger, as the sidecar asks them.
package struct LedgerDesk: SidecarDesk {
    let ledger: any RecallingLedger
    let desk: LocalDesk
    let prices: PriceBook
    let options: Governor.Options
    /// What stands for what a call says of itself; throws where it may not say it.
    let claims: @Sendable (Scope) async throws(SidecarRefusal) -> Scope
    /// Why a kill switch stops a call of this scope; nil where none does.
    let stopped: @Sendable (Scope) -> String?
    package let policyHash: [UInt8]
    package let asksPeople: Bool

    /// A desk whose budgets the ledger has already.
    ///
    /// - Parameters:
    ///   - options: the principal of the sidecar's calls, its scope and its clock.
    ///   - claims: makes a call's scope of what it says of itself.
    ///   - stopped: why a kill switch stops a call of a scope; nil where none does.
    package init(
        _ ledger: any RecallingLedger,
        _ policy: CompiledPolicy,
        _ prices: PriceBook,
        _ options: Governor.Options,
        policyHash: [UInt8],
        claims: @escaping @Sendable (Scope) async throws(SidecarRefusal) -> Scope = { $0 },
        stopped: @escaping @Sendable (Scope) -> String? = { _ in nil }
    ) {
        self.ledger = ledger
        self.prices = prices
        self.options = options
        self.policyHash = policyHash
        self.claims = claims
        self.stopped = stopped
        asksPeople = policy.policy.asksPeople
        desk = LocalDesk(of: ledger, inForce: policy, prices: prices, options)
    }

    package var policy: CompiledPolicy { desk.policy }
    /// The principal, scope and clock of its calls.
    package var settings: Governor.Options { options }
    package var tenant: String { policy.policy.tenant }
    package var policyID: String { policy.policy.id }
    package var nowMs: Int64 { options.clock.nowMs }

    package func hold(_ place: Int, of calls: [SidecarCall]) async -> SidecarAnswer {
        let call = calls[place]
        let plan: CallLines
        let part: DeskPart?
        do throws(SidecarRefusal) {
            plan = try await lines(of: call)
            part = try await self.part(place, of: calls, plan)
        } catch {
            return .refused(error)
        }
        if call.isAllowance { return await setAside(call, plan) }
        if let refusal = await misfit(call, plan) { return .refused(refusal) }
        let startMs = nowMs
        var deskCall = DeskCall(
            scope: plan.scope,
            stating: plan.amounts,
            idempotencyKey: call.key,
            contentHash: call.content,
            capability: options.capability,
            expiresInMs: call.expiresInMs
        )
        deskCall.source = call.source
        deskCall.judged = call.judged.map { (nanos: $0.nanos, tokens: $0.tokens) }
        deskCall.part = part
        do throws(SpendError) {
            let held = try await desk.hold(deskCall)
            var hold = SidecarHold(
                id: held.id,
                lines: plan.held,
                // Never later than it does.
                expiresAtMs: startMs + held.expiresInMs,
                sequence: held.sequence ?? 0,
                run: plan.scope[.run],
                model: plan.scope[.model]
            )
            hold.readTags(plan.scope)
            return .held(hold)
        } catch {
            return answer(to: error, plan.scope)
        }
    }

    func lines(of call: SidecarCall) async throws(SidecarRefusal) -> CallLines {
        var call = call
        call.scope = try await claims(call.scope)
        return try CallLines(call, self)
    }

    /// What the book says of a call that was not admitted.
    func answer(to error: SpendError, _ scope: Scope) -> SidecarAnswer {
        if let refusal = error.refusal, let id = refusal.holdID {
            if refusal.code == .inFlight { return .open(id) }
            if refusal.code == .alreadySettled { return .settled(id) }
        }
        if error.code == .downgradeNeeded, let model = error.model {
            return .downgrade(to: model, reasons: error.reasons)
        }
        if error.code == .approvalPending, let id = error.approvalID {
            let ask = SidecarAsk(error.approvalCauses, policy.policy, reasons: error.reasons)
            return .approval(id, ask)
        }
        var refusal = SidecarRefusal(error, policy.policy)
        if refusal.kind == .killed, let why = stopped(scope) { refusal.reasons = [why] }
        return .refused(refusal)
    }

    package func find(_ id: HoldID) async throws(SidecarRefusal) -> SidecarHold? {
        do throws(LedgerError) {
            // Whoever is on the socket closes no call of another door, and no approval's money.
            if let hold = try await ledger.openHold(id) {
                let isOurs = isOurs(hold.principal, hold.scope) && hold.approval == nil
                return isOurs ? SidecarHold(hold) : nil
            }
            guard let record = try await ledger.closedHold(id) else { return nil }
            let opening = try await admission(at: record.openedSequence)
            if let opening, !isOurs(opening.context.principal, opening.context.scope) {
                return nil
            }
            var hold = SidecarHold(record, policy.policy)
            if let opening {
                hold.readTags(opening.context.scope)
                hold.principal = opening.context.principal
                hold.takeUnits(from: opening, policy.policy)
            }
            return hold
        } catch {
            throw SidecarRefusal(error)
        }
    }

    /// Whether the sidecar has made a hold: in this name, or under another key before.
    private func isOurs(_ principal: String, _ scope: Scope) -> Bool {
        principal == options.principal || scope[ClaimTags.unit] != nil
            || scope[ClaimTags.kind] != nil
    }

    package func openHolds(ofRun run: String) async throws(SidecarRefusal) -> [SidecarHold] {
        do throws(LedgerError) {
            return try await ledger.openHolds(
                ofRun: run,
                principal: options.principal,
                limit: Self.openHoldsMax
            ).filter { $0.approval == nil }.map { SidecarHold($0) }
        } catch {
            throw SidecarRefusal(error)
        }
    }

    package func notes(of id: HoldID, limit: Int) async throws(SidecarRefusal) -> [String]? {
        do throws(LedgerError) {
            return try await ledger.settlementNotes(of: id, limit: limit)
        } catch {
            throw SidecarRefusal(error)
        }
    }

    package func settle(
        _ id: HoldID,
        _ amounts: [Int64],
        _ evidence: Evidence,
        usage: SettledUsage,
        note: String
    ) async throws(SidecarRefusal) -> SidecarSettled {
        try settled(
            try await apply(
                .settle(
                    SettleRequest(
                        id: id,
                        amounts: amounts,
                        evidence: evidence,
                        usage: usage,
                        note: note
                    )
                )
            )
        )
    }

    package func correct(
        _ id: HoldID,
        _ amounts: [Int64],
        _ evidence: Evidence,
        corrects: Int64,
        note: String
    ) async throws(SidecarRefusal) -> SidecarSettled {
        let request = SettleRequest(
            id: id,
            amounts: amounts,
            evidence: evidence,
            corrects: corrects
        )
        return try settled(try await apply(.correct(request, note: note)))
    }

    func settled(_ outcome: Outcome) throws(SidecarRefusal) -> SidecarSettled {
        switch outcome {
        case .settled(let settled):
            return SidecarSettled(
                sequence: settled.sequence,
                isRepeated: settled.isRepeated,
                isLate: settled.isLate,
                overrunNanos: settled.overrunNanos
            )
        case .refused(let refusal): throw SidecarRefusal(refusal, policy.policy)
        default: throw SidecarRefusal(.unknownOutcome, "The answer was none to a settlement.")
        }
    }

    package func release(_ id: HoldID, why: String) async throws(SidecarRefusal) -> Int64 {
        switch try await apply(.release(id, why: why)) {
        case .released(let sequence): return sequence
        case .refused(let refusal): throw SidecarRefusal(refusal, policy.policy)
        default: throw SidecarRefusal(.unknownOutcome, "The answer was none to a release.")
        }
    }

    /// Holds of one run that its end gives back.
    private static let openHoldsMax = 10_000

    /// - Parameter atMs: now, where the caller is to know with which time it is booked.
    func apply(_ command: Command, atMs: Int64? = nil) async throws(SidecarRefusal) -> Outcome {
        let outcomes: [Outcome]
        do throws(LedgerError) {
            outcomes = try await ledger.apply([command], nowMs: atMs ?? nowMs)
        } catch {
            throw SidecarRefusal(error)
        }
        guard let outcome = outcomes.first else {
            throw SidecarRefusal(.unknownOutcome, "The ledger has not answered.")
        }
        return outcome
    }

    func context(_ scope: Scope, principal: String? = nil) -> CallContext {
        let model = scope[.model] ?? scope[.tool] ?? "none"
        return CallContext(
            principal: principal ?? options.principal,
            provider: scope[.provider] ?? "none",
            modelRequested: model,
            modelResolved: model,
            policyID: policyID,
            policyVersion: policy.revision,
            isEnforced: policy.policy.isEnforced,
            priceBook: prices.hash,
            scope: scope
        )
    }
}
