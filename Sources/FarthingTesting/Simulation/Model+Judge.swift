import FarthingCore

/// What speaks against a hold.
extension Model {
    /// What speaks against a line, and how many output tokens it can have.
    func judge(
        _ candidate: Candidate,
        _ output: OutputBound,
        _ source: Int?
    ) -> ([Refusal], Int64) {
        let key = candidate.key
        let line = candidate.line
        if let source, let place = candidate.from {
            let from = holds[source]
            return judge(line, key, left: from.lines[place].held, source: from.id, output)
        }
        var against = standstill(key)
        let free = cap(key) - spent(key) - expected(key)
        let least = amount(line, output.least)
        if spent(key) + held(key) + least > cap(key) {
            against.append(refusal(.overLimit, key, needed: least))
        }
        // What is expected beyond the first tranche must fit as well.
        let isTranche = output.expected > output.wanted
        let needed = amount(line, isTranche ? output.expected : output.least)
        if needed > free { against.append(refusal(.expectedOverLimit, key, needed: needed)) }
        let tokens = most(line, within: free, upTo: output.wanted)
        if let share = line.thresholdBasisPoints, against.isEmpty {
            let amount = amount(line, max(tokens, output.expected))
            let used = Int128(spent(key)) + Int128(expected(key)) + Int128(amount)
            if used * 10_000 > Int128(whole(key)) * Int128(share) {
                var refusal = refusal(.thresholdReached, key, needed: amount)
                refusal.thresholdBasisPoints = share
                against.append(refusal)
            }
        }
        return (against, tokens)
    }

    func standstill(_ key: AccountKey) -> [Refusal] {
        guard let facts = budgets[key.budget] else { return [] }
        var against: [Refusal] = []
        if facts.isFrozen { against.append(refusal(.frozen, key, needed: 0)) }
        if facts.isPaused || facts.pausedScopes.contains(key.scope) {
            against.append(refusal(.paused, key, needed: 0))
        }
        return against
    }

    func candidate(_ line: HoldLine, _ id: HoldID, _ source: Int?) -> Candidate? {
        guard let facts = budgets[line.budget], !facts.isRemoved else { return nil }
        if let source,
            let place = holds[source].lines.firstIndex(where: { $0.account.budget == line.budget })
        {
            return Candidate(
                line: line,
                key: holds[source].lines[place].account,
                isEnforced: facts.definition.isEnforced,
                from: place
            )
        }
        var scope = line.scope
        if facts.definition.window == .call {
            scope = scope.isEmpty ? "call=\(id)" : "\(scope),call=\(id)"
        }
        guard let key = currentKey(line.budget, scope) else { return nil }
        return Candidate(line: line, key: key, isEnforced: facts.definition.isEnforced)
    }

    func keyRefusal(_ request: HoldRequest) -> Refusal? {
        guard let key = request.key else { return nil }
        if let index = open.first(where: { holds[$0].key?.name == key.name }) {
            let isSame = holds[index].key == key
            return Refusal(isSame ? .inFlight : .keyConflict, holdID: holds[index].id)
        }
        guard let index = byKey[key.name] else { return nil }
        if holds[index].key != key { return Refusal(.keyConflict, holdID: holds[index].id) }
        guard case .settled = holds[index].state else { return nil }
        return Refusal(.alreadySettled, holdID: holds[index].id)
    }

    /// A `pause` threshold that has refused a call keeps the account paused.
    mutating func pauseWhereAsked(_ refusal: Refusal) {
        guard refusal.code == .overLimit, let key = refusal.account,
            let definition = budgets[key.budget]?.definition, definition.window != .call
        else { return }
        let pauses = definition.thresholds.filter { $0.action == .pause }.map(\.atBasisPoints)
        if pauses.contains(blocksAt(definition)) {
            budgets[key.budget]?.pausedScopes.insert(key.scope)
        }
    }
}
