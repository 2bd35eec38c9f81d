import FarthingCore

/// What guards of other processes remember here: each access key's for itself, so that no key reaches or
/// crowds out another's. In memory: a restart forgets it.
struct GuardRooms {
    /// Keys whose guards are kept; of the others every step is refused.
    static let keysMax = 256

    private var rooms: [String: GuardMachines] = [:]

    /// Takes one step for a key.
    mutating func apply(
        _ step: GuardStep,
        key: String,
        ticket: UInt64,
        nowNanos: Int64
    ) -> GuardAnswer {
        if rooms[key] == nil {
            guard rooms.count < Self.keysMax else { return .full }
            rooms[key] = GuardMachines()
        }
        return rooms[key]?.apply(step, ticket: ticket, nowNanos: nowNanos) ?? .full
    }
}
