import FarthingCore

/// Ids of holds made by spend verbs: bound to the key that made them, so that no other key, and no
/// verb on a call that the gateway itself carries, can settle, extend or release one.
///
/// 82 bits are random; the lowest 40 are a keyed hash of them and of the key's id. The check needs
/// no memory and outlives a restart.
enum SpendHoldID {
    private static let markMask: UInt64 = (1 << 40) - 1

    /// What a hold is for: an allowance is no call, and no verb takes one for the other.
    enum Kind: String {
        case call = "spend-hold"
        /// A call of a registered tool: its price is what was held, whatever anybody says later. The id
        /// says so, because all else of the hold may be forgotten by then.
        case tool = "spend-tool"
        case allowance = "spend-allowance"
    }

    static func make(_ key: AccessKey, _ loop: LoopState, _ kind: Kind = .call) -> HoldID {
        let random = loop.newHoldID()
        let low = random.low & ~markMask | mark(random, key, loop.gateway, kind)
        return HoldID(random: random.high, low)
    }

    /// Whether the key made this hold by a spend verb.
    static func isOwned(
        _ id: HoldID,
        by key: AccessKey,
        _ gateway: GatewayState,
        _ kind: Kind = .call
    ) -> Bool {
        id.low & markMask == mark(id, key, gateway, kind)
    }

    private static func mark(
        _ id: HoldID,
        _ key: AccessKey,
        _ gateway: GatewayState,
        _ kind: Kind
    ) -> UInt64 {
        let text = "\(kind.rawValue)\u{1F}\(key.id)\u{1F}\(id.high)\u{1F}\(id.low & ~markMask)"
        // FNV-1a, only to fold the keyed hash's text into a number.
        var folded: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in gateway.contentHash(Array(text.utf8)).utf8 {
            folded = (folded ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        return (folded ^ folded >> 40) & markMask
    }
}
