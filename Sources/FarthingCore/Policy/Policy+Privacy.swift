extension Policy {
    /// The subjects that the policy names in the clear, each once: the plain values of committed
    /// dimensions in its matches and rules.
    package var subjects: Set<Subject> {
        var found: Set<Subject> = []
        _ = committing { subject in
            found.insert(subject)
            return nil
        }
        return found
    }

    /// The policy with each subject that it names replaced by what `commitment` says; nil leaves it.
    ///
    /// Budgets and rules then fit calls whose scope has the commitments in place of the values.
    package func committing(_ commitment: (Subject) -> String?) -> Policy {
        guard !privacy.commit.isEmpty else { return self }
        func replaced(_ dimension: Dimension, _ pattern: Glob) -> Glob {
            guard privacy.covers(dimension), pattern.isPlain, !Commitment.isOne(pattern.pattern)
            else { return pattern }
            let subject = Subject(tenant: tenant, dimension: dimension, value: pattern.pattern)
            return commitment(subject).flatMap { Glob($0) } ?? pattern
        }
        var policy = self
        for index in policy.budgets.indices {
            policy.budgets[index].match = Match(
                budgets[index].match.terms.map { term in
                    Match.Term(
                        dimension: term.dimension,
                        pattern: replaced(term.dimension, term.pattern)
                    )
                }
            )
        }
        for index in policy.rules.indices {
            policy.rules[index].conditions = rules[index].conditions.map { condition in
                guard case .scope(let dimension, let pattern) = condition else { return condition }
                return .scope(dimension, replaced(dimension, pattern))
            }
        }
        return policy
    }

    /// What is wrong with what is committed to, and where the policy asks for more than a
    /// commitment shows.
    var privacyErrors: [PolicyError] {
        var errors: [PolicyError] = []
        let path = "privacy.commit"
        if privacy.commit.count > Scope.dimensionsMax
            || Set(privacy.commit).count != privacy.commit.count
        {
            let message = "a dimension twice, or more than \(Scope.dimensionsMax)"
            errors.append(PolicyError(path: path, message: message))
        }
        for (index, dimension) in privacy.commit.enumerated() where !dimension.isCommittable {
            errors.append(
                PolicyError(
                    path: "\(path)[\(index)]",
                    message: "\(printable(dimension.name)) cannot be committed to; only "
                        + Dimension.committable
                )
            )
        }
        for (index, budget) in budgets.enumerated() {
            for term in budget.match.terms {
                let path = "budgets[\(index)].match.\(printable(term.dimension.name))"
                errors += error(term.dimension, term.pattern, path)
            }
        }
        for (index, rule) in rules.enumerated() {
            for case .scope(let dimension, let pattern) in rule.conditions {
                let path = "rules[\(index)].when.\(printable(dimension.name))"
                errors += error(dimension, pattern, path)
            }
        }
        return errors
    }

    private func error(_ dimension: Dimension, _ pattern: Glob, _ path: String) -> [PolicyError] {
        guard privacy.covers(dimension), !pattern.isPlain, pattern.pattern != "*" else { return [] }
        let name = printable(dimension.name)
        let message =
            "\(name) is committed to (privacy), so that no part of its value can be compared: write "
            + "whole values, or * for any; or take \(name) out of privacy.commit"
        return [PolicyError(path: path, message: message)]
    }
}
