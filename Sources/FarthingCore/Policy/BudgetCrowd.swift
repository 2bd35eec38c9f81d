/// More budgets than one call can be held in, for some call and time.
///
/// Looks for such a call where that is cheap: each budget's own plainest call, made to fit as many
/// others as it can. A policy in which none is found may have one all the same; the book refuses it.
struct BudgetCrowd {
    /// The most calls that are tried: looking takes no longer than reading the policy.
    private static let triesMax = 64

    /// A call that they all match.
    private let scope: Scope
    private let count: Int

    var message: String {
        let words = scope.sorted.map { "\($0.dimension.name)=\($0.value)" }
        let call = words.isEmpty ? "every call" : "a call of " + words.joined(separator: " ")
        return "\(count) budgets match \(call); at most \(HoldRequest.linesMax) can hold one "
            + "call's money: give them a match that tells calls apart, or take some out"
    }

    /// nil where none was found.
    init?(_ budgets: [Budget]) {
        guard budgets.count > HoldRequest.linesMax else { return nil }
        var tried: Set<Match> = []
        for budget in [Budget(id: "", unit: .calls, limit: 0, window: .total)] + budgets {
            guard tried.count < Self.triesMax else { return nil }
            guard tried.insert(budget.match).inserted, var scope = Scope().fitted(to: budget.match)
            else { continue }
            for other in budgets { scope = scope.fitted(to: other.match) ?? scope }
            let matching = budgets.filter { $0.match.matches(scope) }
            guard matching.count > HoldRequest.linesMax else { continue }
            let count = matching.mostAtOnce
            guard count > HoldRequest.linesMax else { continue }
            let isAll = matching.filter(\.match.terms.isEmpty).mostAtOnce == count
            self.scope = isAll ? Scope() : scope
            self.count = count
            return
        }
        return nil
    }
}

extension Scope {
    /// The scope with what it lacks to fit a match; nil where it has something that does not.
    package func fitted(to match: Match) -> Scope? {
        var scope = self
        for term in match.terms {
            if let value = scope[term.dimension] {
                guard term.pattern.matches(value) else { return nil }
            } else {
                scope[term.dimension] = term.pattern.plainest
            }
        }
        return scope
    }
}

extension Glob {
    /// A text that fits, with nothing in it that need not be.
    fileprivate var plainest: String {
        let text = pattern.filter { $0 != "*" }.map { $0 == "?" ? "a" : $0 }
        return text.isEmpty ? "a" : String(text)
    }
}

extension [Budget] {
    /// How many of them are in force at the same time, at the most.
    fileprivate var mostAtOnce: Int {
        let begins = Set(map { $0.effective.fromMs ?? 0 })
        return begins.map { atMs in count { $0.effective.contains(atMs) } }.max() ?? 0
    }
}
