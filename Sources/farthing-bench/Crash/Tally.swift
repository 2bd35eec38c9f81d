import FarthingCore

/// Adds a journal up by itself, without the book: who holds what, what is spent where, and whether
/// an admission ever passed a limit.
struct Tally {
    struct Sums: Hashable {
        var limit: Int64 = 0
        var topUps: Int64 = 0
        var spent: Int64 = 0
        var held: Int64 = 0
    }

    private struct Hold {
        var lines: [(account: AccountKey, held: Int64)]
        var charged: [Int64] = []
        var isOpen = true
        var gaveBack = false
    }

    private(set) var accounts: [AccountKey: Sums] = [:]
    private(set) var faults: [String] = []
    private(set) var counts: [String: Int] = [:]
    /// What each entry did to which hold, by the entry's number.
    private(set) var acts: [Act] = []
    private(set) var openHolds = 0
    private var limits: [String: Int64] = [:]
    private var holds: [HoldID: Hold] = [:]

    struct Act: Hashable {
        var kind: Ack.Kind?
        var id: HoldID?
    }

    /// The most faults that are kept.
    private static let faultsMax = 20

    mutating func take(_ sequence: Int64, _ entry: Entry) {
        var act = Act()
        switch entry.body {
        case .hold(let admission):
            act = Act(kind: .held, id: admission.id)
            open(admission, sequence)
        case .charge(let admission, let amounts):
            act = Act(kind: .settled, id: admission.id)
            open(admission, sequence)
            close(admission.id, charged: amounts, sequence)
        case .dispatch(let hold): act = Act(kind: .dispatched, id: hold.id)
        case .extend(let change):
            act = Act(kind: .held, id: change.hold.id)
            extend(change, sequence)
        case .settle(let settlement):
            act = Act(kind: .settled, id: settlement.hold.id)
            settle(settlement, sequence)
        case .release(let hold, _):
            act = Act(kind: .released, id: hold.id)
            close(hold.id, charged: nil, sequence)
        case .expire(let hold, let held, let isCharged):
            close(hold.id, charged: isCharged ? held : nil, sequence)
            holds[hold.id]?.gaveBack = !isCharged
        case .refusal(let refused): act = Act(kind: .refused, id: refused.id)
        case .setBudget(let budget, _, _): limits[budget.id] = budget.limit
        case .topUp(let key, let change): accounts[key, default: Sums()].topUps += change.amount
        case .balance(let balances): for balance in balances { compare(balance, sequence) }
        case .freeze(let budget, let note): fault(sequence, "\(budget) frozen: \(note)")
        default: break
        }
        counts[entry.body.name, default: 0] += 1
        acts.append(act)
    }

    private mutating func open(_ admission: Entry.Admission, _ sequence: Int64) {
        if holds[admission.id] != nil { fault(sequence, "the hold was admitted twice") }
        holds[admission.id] = Hold(lines: admission.lines.map { ($0.account, $0.held) })
        openHolds += 1
        for line in admission.lines { hold(line.held, in: line.account, sequence) }
    }

    private mutating func extend(_ change: Entry.Extension, _ sequence: Int64) {
        guard var hold = holds[change.hold.id], hold.isOpen else {
            return fault(sequence, "a hold was extended that is not open")
        }
        for (index, held) in change.held.enumerated() {
            self.hold(held - hold.lines[index].held, in: hold.lines[index].account, sequence)
            hold.lines[index].held = held
        }
        holds[change.hold.id] = hold
    }

    /// Adds to what an account holds; nothing may be added beyond its limit.
    private mutating func hold(_ amount: Int64, in account: AccountKey, _ sequence: Int64) {
        var sums = accounts[account, default: Sums()]
        sums.limit = limits[account.budget] ?? 0
        sums.held += amount
        if amount > 0, sums.spent + sums.held > sums.limit + sums.topUps {
            fault(sequence, "\(account.budget) \(account.scope) passed its limit")
        }
        accounts[account] = sums
    }

    private mutating func close(_ id: HoldID, charged: [Int64]?, _ sequence: Int64) {
        guard var hold = holds[id], hold.isOpen else {
            return fault(sequence, "a hold was closed that is not open")
        }
        hold.isOpen = false
        hold.charged = charged ?? hold.lines.map { _ in 0 }
        openHolds -= 1
        for (line, amount) in zip(hold.lines, hold.charged) {
            accounts[line.account]?.held -= line.held
            accounts[line.account]?.spent += amount
        }
        holds[id] = hold
    }

    private mutating func settle(_ settlement: Entry.Settlement, _ sequence: Int64) {
        let id = settlement.hold.id
        switch settlement.kind {
        case .settle: return close(id, charged: settlement.amounts, sequence)
        case .weaker: return
        case .late, .better, .correct: break
        }
        guard var hold = holds[id], !hold.isOpen else {
            return fault(sequence, "a hold was settled again that is not closed")
        }
        if settlement.kind == .late, !hold.gaveBack { fault(sequence, "settled late twice") }
        hold.gaveBack = false
        for (index, amount) in settlement.amounts.enumerated() {
            accounts[hold.lines[index].account]?.spent += amount - hold.charged[index]
        }
        hold.charged = settlement.amounts
        holds[id] = hold
    }

    private mutating func compare(_ balance: Entry.Balance, _ sequence: Int64) {
        let sums = accounts[balance.account, default: Sums()]
        if sums.spent != balance.spent || sums.held != balance.held {
            fault(sequence, "\(balance.account.scope): the balance is not what its entries make")
        }
    }

    mutating func fault(_ sequence: Int64, _ text: String) {
        if faults.count < Tally.faultsMax { faults.append("entry \(sequence): \(text)") }
    }
}

extension Entry.Body {
    /// The kind of entry, for counting.
    var name: String {
        switch self {
        case .hold: "hold"
        case .charge: "charge"
        case .refusal, .refusals: "refusal"
        case .dispatch: "dispatch"
        case .extend: "extend"
        case .settle(let settlement): settlement.kind == .settle ? "settle" : "settle again"
        case .release: "release"
        case .expire: "expire"
        case .balance: "balance"
        default: "configuration"
        }
    }
}
