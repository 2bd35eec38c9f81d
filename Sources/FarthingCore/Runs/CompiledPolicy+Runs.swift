extension CompiledPolicy {
    /// Whether any rule asks about runs, for whatever scope: then every call of a run is counted.
    package var asksAboutRuns: Bool {
        policy.rules.contains { rule in
            rule.conditions.contains { condition in
                if case .run = condition { return true }
                return false
            }
        }
    }
}
