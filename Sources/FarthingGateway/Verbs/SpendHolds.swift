import FarthingCore

/// A hold made by a spend verb, as far as its settlement needs to know it.
struct SpendHold: Sendable {
    struct Line: Sendable {
        var budget: String
        var scope: String
        var unit: BudgetUnit
        /// What the hold froze: nano-units of another currency for one US dollar.
        var rateNanos: Int64?
        var held: Int64

        var lineUnit: LineUnit { LineUnit(unit: unit, rateNanos: rateNanos) }
    }

    var lines: [Line]
    var expiresAtMs: Int64
    /// What the hold was priced by; nil for fixed amounts, and after a restart.
    var price: ModelPrice?
    /// Who and what it is for, by which rules judge what it grows to; forgotten with a restart.
    var scope: Scope?
    /// What the call is trusted with; forgotten with its scope.
    var capability: Capability?
    /// As which step of its run the call is counted; forgotten with a restart.
    var runTicket: RunTicket?
    /// The price of a registered tool as rules judged it, in nano-dollars where that is known; nil for
    /// all else, and after a restart.
    var toolNanos: Int64?
    /// What the guards of a registered tool gave it; forgotten with a restart, as they are.
    var pass: ToolGate.Pass?
    /// The name of its idempotency key, where guards gave it something; nil for all else.
    var keyName: String?
}

/// The latest holds made by spend verbs, the closed ones included: settlements may come late.
struct SpendHolds: Sendable {
    /// Some hundred bytes each; one that is forgotten while open is found in the ledger.
    static let keptMax = 65_536

    private var holds: [HoldID: SpendHold] = [:]
    private var order: [HoldID] = []
    private var oldest = 0
    private var ids: [String: HoldID] = [:]

    subscript(id: HoldID) -> SpendHold? { holds[id] }

    /// Notes a hold, or how it stands now.
    mutating func note(_ id: HoldID, _ hold: SpendHold) {
        if let name = hold.keyName { ids[name] = id }
        guard holds.updateValue(hold, forKey: id) == nil else { return }
        if order.count < Self.keptMax {
            order.append(id)
            return
        }
        let gone = order[oldest]
        let name = holds.removeValue(forKey: gone)?.keyName
        if let name, ids[name] == gone { ids[name] = nil }
        order[oldest] = id
        oldest = (oldest + 1) % Self.keptMax
    }

    /// Whether a hold that guards let through was made under an idempotency key of this name.
    func isKnown(keyName: String) -> Bool { ids[keyName] != nil }

    /// Takes what the guards of a registered tool gave a hold; nil where nothing is left of it.
    mutating func takePass(of id: HoldID) -> ToolGate.Pass? {
        guard let pass = holds[id]?.pass else { return nil }
        holds[id]?.pass = nil
        return pass
    }
}
