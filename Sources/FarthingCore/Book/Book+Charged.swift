/// What a settlement charges each line, in the unit of the line's account.
extension Book {
    /// The amounts of an open hold's settlement, one for each line; nil when they are out of bounds.
    func charged(_ request: SettleRequest, openAt slot: Int) -> [Int64]? {
        var amounts = request.amounts.isEmpty ? holds[slot].lines.map(\.held) : request.amounts
        guard isBounded(amounts, count: holds[slot].lines.count) else { return nil }
        if !request.amounts.isEmpty, !holds[slot].isPlain {
            for conversion in holds[slot].conversions {
                let unit = unit(of: holds[slot].lines[conversion.line].account)
                convert(&amounts, conversion, in: unit, request)
            }
        }
        for index in holds[slot].lines.indices
        where budgets[accounts[holds[slot].lines[index].account].budget].isOfPlaces {
            // A place among concurrent calls is given back, whatever became of the call.
            amounts[index] = 0
        }
        return amounts
    }

    /// The same for a hold that is over.
    func charged(_ request: SettleRequest, _ record: HoldRecord) -> [Int64]? {
        var amounts = request.amounts.isEmpty ? record.lines.map(\.held) : request.amounts
        guard isBounded(amounts, count: record.lines.count) else { return nil }
        let units = units(of: record)
        if !request.amounts.isEmpty {
            for conversion in record.conversions {
                convert(&amounts, conversion, in: units[conversion.line], request)
            }
        }
        for (index, unit) in units.enumerated() where unit == .concurrent { amounts[index] = 0 }
        return amounts
    }

    /// What an expiry has charged in a line, where the journal says what the line held: nothing for a
    /// place among concurrent calls, which was given back.
    package func expiredCharge(_ held: Int64, in account: AccountKey) -> Int64 {
        guard let index = budgetIndex[account.budget], budgets[index].isOfPlaces,
            // Before that it may have counted something else.
            budgets[index].generation(of: account.scope) == account.generation
        else { return held }
        return 0
    }

    private func convert(
        _ amounts: inout [Int64],
        _ conversion: UnitConversion,
        in unit: BudgetUnit,
        _ request: SettleRequest
    ) {
        let asked = amounts[conversion.line]
        amounts[conversion.line] = conversion.amount(of: asked, in: unit, usage: request.usage)
    }

    private func isBounded(_ amounts: [Int64], count: Int) -> Bool {
        amounts.count == count && amounts.allSatisfy { $0 >= 0 && $0 <= Money.maxNanos }
    }

    private func units(of record: HoldRecord) -> [BudgetUnit] {
        record.lines.map { line in
            // A budget is never forgotten; tokens stand for nothing here.
            budgetIndex[line.account.budget].map { budgets[$0].definition.unit } ?? .tokens
        }
    }
}
