import FarthingCore

extension BudgetLine {
    /// What tells the account from every other, where calls wait for room in it.
    var place: String { budget + "\u{1F}" + scope }
}

extension HoldLine {
    /// What is held in a line that counts money.
    init(budget: String, scope: String, _ cost: CostBound, in unit: LineUnit) {
        let bound = unit.bound(cost)
        self.init(
            budget: budget,
            scope: scope,
            // More than the book takes: it refuses what no account can hold.
            base: bound?.baseNanos ?? .max,
            perMillionOutput: bound?.outputRate.nanosPerMillion ?? 0,
            rateNanos: unit.rateNanos
        )
    }
}

extension [BudgetLine] {
    /// Throws where no hold could have these lines: there are too many, or one counts in a currency
    /// that no dollar can be converted to.
    func check() throws(RequestRefusal) {
        guard count <= HoldRequest.linesMax else {
            throw RequestRefusal(
                403,
                "too_many_budgets",
                type: "permission_error",
                "\(count) budgets match this call, and a call can count in "
                    + "\(HoldRequest.linesMax) at most. Its owner must narrow what they match."
            )
        }
        guard let line = first(where: \.lineUnit.lacksRate) else { return }
        throw RequestRefusal(
            400,
            "no_exchange_rate",
            type: RequestRefusal.invalid,
            "The budget '\(line.budget)' counts \(line.unit.name), and no exchange rate of it is "
                + "known. Its owner can add one to the policy's rates."
        )
    }

    /// The unit of the line in the account of a refusal; dollars where there is none.
    func unit(of refusal: Refusal) -> LineUnit {
        let line = first { line in
            line.budget == refusal.account?.budget && line.scope == refusal.account?.scope
        }
        return line?.lineUnit ?? .dollars
    }
}

extension [SpendHold.Line] {
    /// The unit of the line in the account of a refusal; dollars where there is none.
    func unit(of refusal: Refusal) -> LineUnit {
        let line = first { line in
            line.budget == refusal.account?.budget && line.scope == refusal.account?.scope
        }
        return line?.lineUnit ?? .dollars
    }
}

extension CostBound {
    /// The most output tokens in all with which a refused call would have fitted; nil where none
    /// would, or money is not the reason.
    func affordedTokens(_ refusal: Refusal, in unit: LineUnit) -> Int64? {
        guard refusal.code.lacksMoney,
            case .money = refusal.unit, let bound = unit.bound(self)
        else { return nil }
        return bound.outputTokens(within: refusal.free).flatMap { $0 > 0 ? $0 : nil }
    }
}
