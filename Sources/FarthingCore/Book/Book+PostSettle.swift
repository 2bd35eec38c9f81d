extension Book {
    /// Posts a settlement: of an open hold, or of one that is over and now known better.
    mutating func settle(_ settlement: Entry.Settlement, _ now: Int64) {
        let state = HoldRecord.State.settled(settlement.evidence)
        switch settlement.kind {
        case .settle:
            if settlement.slot >= 0 {
                close(at: settlement.slot, amounts: settlement.amounts, state: state, now)
            } else {
                close(settlement.hold, amounts: settlement.amounts, state: state, now)
            }
        case .weaker: break
        case .late, .better, .correct:
            guard var record = recalled[settlement.hold.id] else { return }
            for (index, amount) in settlement.amounts.enumerated() {
                let line = record.lines[index]
                record.lines[index].charged = amount
                guard amount != line.charged, let slot = account(for: line.account, now) else {
                    continue
                }
                accounts[slot].audit.corrected &+= amount - line.charged
                spend(amount - line.charged, in: slot, now)
                lowerRaise(of: settlement.hold.id, in: slot, by: line.charged - amount)
            }
            record.state = state
            record.closedSequence = nextSequence - 1
            remember(record)
        }
    }

    /// Takes back what an approval raised a limit by and what its call turns out not to have cost.
    private mutating func lowerRaise(of hold: HoldID, in slot: Int, by amount: Int64) {
        guard amount > 0 else { return }
        let budget = accounts[slot].key.budget
        let raise = approvals.raise(of: hold, in: budget)
        let unused = min(raise, amount)
        guard unused > 0 else { return }
        accounts[slot].topUps -= unused
        approvals.keepRaise(of: hold, in: budget, raise - unused)
        touch(slot)
    }

    /// Takes in what the driver found of a hold that has left memory, before the batch that needs it.
    package mutating func recall(_ record: HoldRecord) {
        guard openSlot(record.id) == nil, recalled[record.id] == nil else { return }
        recalled.note(record)
        guard let key = record.key else { return }
        // An earlier attempt under the same key says nothing about the latest one.
        if let other = recalledKeys[key.name].flatMap({ recalled[$0] }),
            other.closedSequence > record.closedSequence
        {
            return
        }
        recalledKeys[key.name] = record.id
    }

    /// Lets go of what was recalled, after the batch.
    package mutating func forgetRecalled() {
        recalled.removeAll()
        if !recalledKeys.isEmpty { recalledKeys.removeAll(keepingCapacity: true) }
    }

    /// What the driver must recall before a command is applied: a hold by id, or by a client's key.
    package func missing(for command: Command) -> Missing? {
        switch command {
        case .hold(let request):
            return request.key.flatMap { missing(forKey: $0) }
        case .charge(let request):
            // A charge whose answer got lost must not be charged again.
            guard let key = request.key else { return .hold(request.id) }
            return missing(forKey: key)
        case .settle(let request), .correct(let request, _): return missing(for: request.id)
        case .extend(let request): return missing(for: request.id)
        case .dispatch(let id), .release(let id, _): return missing(for: id)
        default: return nil
        }
    }

    /// What must be recalled of a hold by its id; nothing while it is open.
    package func missing(for id: HoldID) -> Missing? { openSlot(id) == nil ? .hold(id) : nil }

    /// What must be recalled by a client's key; nothing while its hold is open.
    package func missing(forKey key: IdempotencyKey) -> Missing? {
        keys[key.name] == nil ? .key(key.name) : nil
    }

    /// What the driver must recall before an entry is replayed.
    package func missing(for entry: Entry) -> Missing? {
        guard case .settle(let settlement) = entry.body, settlement.kind != .settle,
            recalled[settlement.hold.id] == nil
        else { return nil }
        return .hold(settlement.hold.id)
    }

    /// What has left memory and may be in the store.
    package enum Missing: Hashable, Sendable {
        case hold(HoldID)
        case key(String)
    }
}
