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
}

/// The latest holds made by spend verbs, the closed ones included: settlements may come late.
struct SpendHolds: Sendable {
    /// Some hundred bytes each; one that is forgotten while open is found in the ledger.
    static let keptMax = 65_536

    private var holds: [HoldID: SpendHold] = [:]
    private var order: [HoldID] = []
    private var oldest = 0

    subscript(id: HoldID) -> SpendHold? { holds[id] }

    /// Notes a hold, or how it stands now.
    mutating func note(_ id: HoldID, _ hold: SpendHold) {
        guard holds.updateValue(hold, forKey: id) == nil else { return }
        if order.count < Self.keptMax {
            order.append(id)
            return
        }
        holds[order[oldest]] = nil
        order[oldest] = id
        oldest = (oldest + 1) % Self.keptMax
    }
}
