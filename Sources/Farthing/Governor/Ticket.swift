import FarthingCore

/// What an admitted call keeps: its place at the desk and in the local limits around it.
struct Ticket: Sendable {
    var permit: Permit
    var hold: DeskHold
    /// Whether the desk knows of it; false where only local limits hold it.
    var isAtDesk: Bool
    var pools: PoolStack
    var poolHeld: PoolAmounts
    var provider: String
}
