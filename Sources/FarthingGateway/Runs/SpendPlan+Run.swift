import FarthingCore

/// A stated call as one step of its agent's run.
extension SpendPlan {
    /// By what the run guard knows the call; nil for a call without a run, or where no rule asks.
    static func ticket(
        _ key: AccessKey,
        _ scope: Scope,
        _ policy: CompiledPolicy,
        _ request: ClientRequest
    ) -> RunTicket? {
        guard let run = scope[.run], policy.asksAboutRuns else { return nil }
        return RunTicket(key, run: run, place: "spend", content: request.body)
    }

    /// What rules are told of the run: `hold` counts a step, `decide` says how it would be counted.
    func runFacts(counts: Bool) -> RunFacts? {
        guard let runTicket else { return nil }
        return counts
            ? runs.begin(runTicket, runTerms) : runs.facts(runTicket, runTerms, asNext: true)
    }
}
