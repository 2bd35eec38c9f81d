package import FarthingCore

/// Looks whether the models to which a policy downgrades could take a call: such a model has a price,
/// and one of the providers whose calls are concerned sells it, since a call keeps its format.
package struct DowngradeCheck {
    /// What no call could ever be downgraded to.
    package private(set) var errors: [PolicyError] = []
    private let book: PriceBook
    private let names: [[String]]
    private let isCeilingPriced: Bool

    /// Checks a policy by a book to which its own prices have been applied.
    package init(_ policy: Policy, _ book: PriceBook) {
        self.book = book
        names = book.exactNames
        isCeilingPriced = policy.unpriced != .refuse
        for (index, budget) in policy.budgets.enumerated() {
            for (number, threshold) in budget.thresholds.enumerated() {
                guard case .downgrade(let models) = threshold.action else { continue }
                let path = "budgets[\(index)].thresholds[\(number)].to"
                check(models, budget.match.terms, path)
            }
        }
        for (index, rule) in policy.rules.enumerated() {
            guard case .downgrade(let models) = rule.action else { continue }
            let terms = rule.conditions.compactMap { condition -> Match.Term? in
                guard case .scope(let dimension, let pattern) = condition else { return nil }
                return Match.Term(dimension: dimension, pattern: pattern)
            }
            check(models, terms, "rules[\(index)].to")
        }
    }

    /// Checks one downgrade of the calls that fit some terms.
    init(_ models: [String], of terms: [Match.Term], _ book: PriceBook, path: String) {
        self.book = book
        names = book.exactNames
        isCeilingPriced = false
        check(models, terms, path)
    }

    private mutating func check(_ models: [String], _ terms: [Match.Term], _ path: String) {
        let callers = providers(of: terms)
        // Deployments have names of the operator's own.
        if callers == ["azure"] { return }
        for model in models {
            let sellers = providers(selling: model)
            if sellers.isEmpty {
                if isCeilingPriced { continue }
                let nearest = nearestWord(to: model, among: names.flatMap(\.self))
                let hint = nearest.map { "; did you mean \(quoted($0))?" }
                errors.append(
                    PolicyError(
                        path: path,
                        message: "no price is known for the model \(quoted(model))"
                            + (hint ?? "; add one under prices")
                    )
                )
            } else if let callers, callers.isDisjoint(with: sellers) {
                let wanted = callers.sorted().prefix(3).joined(separator: ", ")
                errors.append(
                    PolicyError(
                        path: path,
                        message:
                            "\(quoted(model)) is sold by \(choices(sellers.sorted())), and the "
                            + "calls here go to \(wanted): a call keeps its provider's format"
                    )
                )
            }
        }
    }

    /// The providers whose calls fit; nil where they may be any.
    private func providers(of terms: [Match.Term]) -> Set<String>? {
        let known = Set(book.models.compactMap { $0.first?.provider }).union(["azure"])
        var found: Set<String>?
        for term in terms {
            let fitting: Set<String>
            switch term.dimension {
            case .provider: fitting = known.filter { term.pattern.matches($0) }
            case .model: fitting = providers(ofModels: term.pattern)
            default: continue
            }
            // A provider or model that the book does not know may be anybody's.
            if fitting.isEmpty { return nil }
            found = found?.intersection(fitting) ?? fitting
        }
        return found?.isEmpty == true ? nil : found
    }

    private func providers(ofModels pattern: Glob) -> Set<String> {
        var found: Set<String> = []
        for (index, editions) in book.models.enumerated() {
            guard let price = editions.first, !found.contains(price.provider) else { continue }
            if pattern.matches(price.model) || names[index].contains(where: pattern.matches) {
                found.insert(price.provider)
            }
        }
        if found.contains("openai") { found.insert("azure") }
        return found
    }

    private func providers(selling model: String) -> Set<String> {
        var found: Set<String> = []
        for provider in Set(book.models.compactMap { $0.first?.provider })
        where book.index(provider: provider, nameOrID: model) != nil {
            found.insert(provider)
        }
        if found.contains("openai") { found.insert("azure") }
        return found
    }
}
