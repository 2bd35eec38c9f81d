import FarthingCore
import FarthingProviders

/// Decide: what the rules say of the call, and what is done at the thresholds that its hold passes.
extension MeteredCall {
    /// Begins the call, as one for a cheaper model where a rule says so.
    func begin() throws(RequestRefusal) {
        guard try passesRules() else { return }
        client?.setWork(self)
        loop.add(self)
        if waitsBehindOthers { waitInLine() } else { askForHold() }
    }

    /// Whether the rules let the call go on as it is; false where another has begun in its place.
    private func passesRules() throws(RequestRefusal) -> Bool {
        if !plan.match.isUnmatched, !plan.match.hasRules, deliberation == nil { return true }
        let facts = facts(of: runFacts())
        let verdict = plan.policy.decide(facts, match: plan.match) { ladder in
            // Its next rung is for when the money does not suffice.
            self.deliberation?.isOn(ladder) ?? false ? nil : self.rung(ladder)
        }
        if verdict.decision == .allow, verdict.shadowReasons.isEmpty, deliberation == nil {
            return true
        }
        var way = deliberation ?? Deliberation(requested: asked.model)
        let step = way.judge(verdict)
        deliberation = way
        switch step {
        case .downgrade(let model): return try !goOn(as: model)
        case .refuse:
            let call = RefusedCall(
                id,
                verdict,
                projectedNanos: bounds.ceilingNanos,
                context: plan.context.refused(by: verdict, way, resolved: asked.model)
            )
            throw .verdict(verdict, call, in: loop.gateway.options.language)
        case .hold, .wait: return true
        }
    }

    /// What the rules judge the call by.
    func facts(of run: RunFacts?) -> CallFacts {
        CallFacts(
            scope: plan.scope,
            costNanos: bounds.ceilingNanos,
            tokens: bounds.ceilingTokens,
            capability: plan.key.capability,
            run: run
        )
    }

    /// Goes on as a call for another model; false where there is none after all.
    private func goOn(as model: String) throws(RequestRefusal) -> Bool {
        guard let next = candidates.removeValue(forKey: model), let deliberation else {
            return false
        }
        next.deliberation = deliberation
        next.candidates = candidates
        next.waitUntilMs = waitUntilMs
        next.hasStartedAnew = hasStartedAnew
        next.target = target
        next.runTicket = runTicket
        candidates = [:]
        try next.begin()
        return true
    }

    /// The first model of a ladder that could take the call for less, and was not tried yet.
    private func rung(_ ladder: [String]) -> Rung? {
        let tried = deliberation?.models ?? [asked.model]
        for model in ladder where !tried.contains(model) {
            guard let candidate = candidate(model),
                candidate.bounds.ceilingNanos < bounds.ceilingNanos
            else { continue }
            return Rung(model: model, boundNanos: candidate.bounds.ceilingNanos)
        }
        return nil
    }

    /// The same call for another model; nil where that one has no price here, or cannot take it.
    func candidate(_ model: String) -> MeteredCall? {
        if let known = candidates[model] { return known }
        guard let client, let renamed = asked.renamed(to: model, target: route.target),
            let found = Route.metered(renamed.target, route.dialect, request, loop.gateway.options)
        else { return nil }
        guard let call = try? MeteredCall(request, found, client, attempt, nil, body: renamed.body),
            // A provider refuses a limit that its model does not have.
            asked.outputLimitTokens ?? 0 <= call.plan.price.maxOutputTokens ?? Int64.max
        else { return nil }
        candidates[model] = call
        return call
    }

    /// Does what there is to do at the limits and thresholds that a refused hold would pass.
    func decideAgain(_ refusal: Refusal) {
        guard !isLast, refusal.code.isOfRoom, !refusal.reached.isEmpty, mayDecideAgain else {
            return refuse(refusal)
        }
        var way = deliberation ?? Deliberation(requested: asked.model)
        let step = way.answered(refusal, budgets: plan.budgets) { self.rung($0) }
        deliberation = way
        switch step {
        case .hold: askForHold()
        case .downgrade(let model):
            leaveLine()
            do throws(RequestRefusal) {
                guard try goOn(as: model) else { return refuse(refusal) }
                end()
            } catch {
                end()
                client?.refuse(error)
            }
        case .wait(let deadlineMs): wait(deadlineMs, for: refusal)
        case .refuse: refuse(refusal)
        }
    }

    /// Whether there is anything to be done about a refusal for want of room.
    var mayDecideAgain: Bool { plan.hasActions || deliberation != nil }

    /// Answers with a refusal, once it is in the journal.
    func refuse(_ refusal: Refusal) {
        if refusal.sequence == nil, refusal.code.isOfRoom, !isLast {
            leaveLine()
            isLast = true
            askForHold()
            return
        }
        end()
        client?.refuse(refusal, self)
    }
}

extension Route {
    /// The metered route of a target of one dialect; nil where it leads elsewhere.
    static func metered(
        _ target: String,
        _ dialect: GatewayDialect,
        _ request: ClientRequest,
        _ options: GatewayOptions
    ) -> MeteredTarget? {
        let head = DialectHead(method: request.method, target: target, request.fields)
        let route = dialect.route(head, deployments: options.azureDeployments)
        guard case .metered(let reader) = route else { return nil }
        return MeteredTarget(dialect: dialect, reader: reader, target: target)
    }
}

extension RequestRefusal {
    /// What the rules refuse, or no budget matches; the journal has it before the client.
    static func verdict(
        _ verdict: Verdict,
        _ call: RefusedCall,
        in language: Language
    ) -> RequestRefusal {
        var refusal = RequestRefusal(
            403,
            call.code.rawValue,
            type: "permission_error",
            verdict.refusalText(in: language)
        )
        refusal.ruled = call
        return refusal
    }
}
