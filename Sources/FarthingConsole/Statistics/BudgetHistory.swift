import FarthingCore

/// What the generations of budgets have counted.
struct BudgetHistory {
    /// By the budget's id, the lowest generation first.
    private var terms: [String: [BudgetTerms]] = [:]

    /// Notes what a generation and those after it count, until another is noted.
    mutating func note(_ new: BudgetTerms) {
        var known = terms[new.budget] ?? []
        known.removeAll { $0.generation == new.generation }
        let place = known.firstIndex { $0.generation > new.generation } ?? known.count
        known.insert(new, at: place)
        terms[new.budget] = known
    }

    /// What a generation counts; nil where nothing is known of it.
    ///
    /// A reset begins a generation that no entry defines: it counts as the one before.
    func terms(_ budget: String, _ generation: Int64) -> BudgetTerms? {
        terms[budget]?.last { $0.generation <= generation }
    }
}
