import FarthingCore

/// The call as one step of its agent's run.
extension MeteredCall {
    /// What rules are told of the run; nil for a call without one, or where no rule asks.
    ///
    /// A client's request is one step, however many models or upstreams it is tried with.
    func runFacts() -> RunFacts? {
        guard plan.asksAboutRuns, let run = plan.scope[.run] else { return nil }
        let runs = loop.gateway.runs
        let terms = RunTerms(
            limitNanos: plan.runLimitNanos,
            plannedSteps: RunFields.plannedSteps(request)
        )
        if let runTicket { return runs.facts(runTicket, terms) }
        let ticket = RunTicket(
            plan.key,
            run: run,
            place: route.dialect.prefix + target.target,
            content: request.body
        )
        runTicket = ticket
        return attempt == 0 && !hasStartedAnew
            ? runs.begin(ticket, terms) : runs.facts(ticket, terms)
    }

    /// Tells the guard what the call has cost.
    func tellRun(costNanos: Int64, succeeded: Bool) {
        guard let runTicket else { return }
        loop.gateway.runs.settle(runTicket, nanos: costNanos, succeeded: succeeded)
    }
}

extension CallPlan {
    /// The least that a budget of one run lets it spend, in dollars, as far as it is enforced; nil
    /// where none counts money.
    static func runLimitNanos(
        _ lines: [BudgetLine],
        _ budgets: [Budget],
        _ allowance: Allowance?
    ) -> Int64? {
        var least = allowance?.nanos
        for (line, budget) in zip(lines, budgets)
        where budget.isEnforced && line.unit.isMoney && !line.lineUnit.lacksRate {
            guard budget.window == .run || budget.per.contains(.run) else { continue }
            let dollars = line.lineUnit.dollars(within: budget.limit)
            least = min(least ?? dollars, dollars)
        }
        return least
    }
}
