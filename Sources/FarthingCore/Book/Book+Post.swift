extension Book {
    /// Takes in an entry that was stored, in the order of its number; decides nothing.
    package mutating func replay(_ entry: Entry) {
        lastMs = max(lastMs, entry.atMs)
        // Repeats that were counted are written or lost; the same ones are not counted twice.
        _ = refusals.flush(entry.atMs)
        post(entry)
    }

    /// Does what an entry says. The only place where the book's state changes by an entry; the same
    /// for a command that was just decided and for a replay.
    mutating func post(_ entry: Entry) {
        let now = entry.atMs
        nextSequence += 1
        switch entry.body {
        case .hold(let admission): open(admission, now)
        case .charge(let admission, let amounts):
            open(admission, now)
            let hold = Entry.HoldReference(id: admission.id, openedSequence: nextSequence - 1)
            close(hold, amounts: amounts, state: .settled(.reported), now)
        case .dispatch(let hold):
            if let slot = openSlot(hold.id) { holds[slot].isSent = true }
        case .extend(let change): extend(change)
        case .settle(let settlement): settle(settlement, now)
        case .release(let hold, _): close(hold, amounts: nil, state: .released, now)
        case .expire(let hold, let held, let isCharged):
            if isCharged {
                close(hold, amounts: charged(held, of: hold), state: .settled(.unknown), now)
            } else {
                close(hold, amounts: nil, state: .expired, now)
            }
        case .topUp(let key, let change):
            if let slot = account(for: key, isOpening: true, now) {
                accounts[slot].topUps += change.amount
                touch(slot)
            }
            note(change, isTopUp: true)
        case .refund(let key, let change):
            if let slot = account(for: key, isOpening: true, now) {
                accounts[slot].audit.refunded &+= change.amount
                accounts[slot].spend(-change.amount, atMs: now)
                touch(slot)
            }
            note(change, isTopUp: false)
        case .refusal(let refused):
            let source = RefusalLog.Source(refused.refusal, refused.context)
            refusals.begin(source, sequence: nextSequence - 1, now)
        case .setPolicy(let id, let version, let hash):
            policy = PolicyMark(id: id, version: version, hash: hash)
        case .refusals, .note: break
        case .warning(let warning):
            if let slot = account(for: warning.account, now) {
                accounts[slot].warnedBasisPoints = warning.atBasisPoints
            }
        case .balance: settleBalances(now)
        case .move(_, let moves): post(moves, now)
        case .approvalAsk, .approvalVote, .approvalGrant, .approvalExpire, .approvalWithdraw:
            postApproval(entry.body, now)
        case .reset, .setBudget, .removeBudget, .setLimit, .pause, .resume, .freeze, .unfreeze:
            configure(entry.body, now)
        }
    }

    private mutating func note(_ change: AccountChange, isTopUp: Bool) {
        changeKeys.note(
            change.key,
            ChangeKeys.Change(
                sequence: nextSequence - 1,
                content: change.content(isTopUp: isTopUp)
            )
        )
    }

    /// Adds a settled amount and notes by how much it goes past the limit.
    ///
    /// - Parameter excessBefore: what was past the limit while the hold was open, where it was: what
    ///   a hold had set aside takes nothing past the limit when it is spent.
    mutating func spend(
        _ amount: Int64,
        in slot: Int,
        excessBefore: Int128? = nil,
        _ now: Int64
    ) {
        accounts[slot].advance(to: now)
        let before = excessBefore ?? excess(in: slot)
        accounts[slot].spend(amount, atMs: now)
        if budgets[accounts[slot].budget].definition.isEnforced {
            let after = excess(in: slot)
            if after > before {
                accounts[slot].overrun = Int64(
                    clamping: Int128(accounts[slot].overrun) + after - before
                )
            }
        }
        touch(slot)
    }

    /// By how much an account is past its limit.
    func excess(in slot: Int) -> Int128 {
        max(0, Int128(accounts[slot].spent) + Int128(accounts[slot].held) - whole(of: slot))
    }

    /// An account of one call alone closes with it.
    mutating func retireIfSingle(_ slot: Int) {
        let budget = accounts[slot].budget
        guard budgets[budget].isPerCall, accounts[slot].openHolds == 0,
            budgets[budget].open[accounts[slot].key.scope] == slot
        else { return }
        budgets[budget].open[accounts[slot].key.scope] = nil
        close(account: slot)
    }

    /// What an expired hold is charged: what it held; a concurrent call ends and costs nothing.
    private func charged(_ held: [Int64], of hold: Entry.HoldReference) -> [Int64] {
        guard let slot = openSlot(hold.id) else { return [] }
        return zip(holds[slot].lines, held).map { unit(of: $0.account) == .concurrent ? 0 : $1 }
    }

    mutating func remember(_ record: consuming HoldRecord) {
        recalled.note(record)
        if let key = record.key { recalledKeys[key.name] = record.id }
        closedHolds.append(record)
    }
}
