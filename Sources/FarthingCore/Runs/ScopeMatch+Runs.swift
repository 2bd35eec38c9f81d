extension ScopeMatch {
    /// The same for a call that counts in budgets after all: those from which its run's allowance was
    /// carved.
    package var matched: ScopeMatch {
        guard isUnmatched else { return self }
        return ScopeMatch(
            budgetIndices: budgetIndices,
            isUnmatched: false,
            untilMs: untilMs,
            ruleIndices: ruleIndices,
            asksAboutRun: asksAboutRun,
            asksPeople: asksPeople
        )
    }
}
