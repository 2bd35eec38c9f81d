package import FarthingCore

/// A session's id: the same for a tenant's workload after every restart, so that its keys, which are made of
/// it, find what they held. It says whose it is to nobody but the sidecar that made it.
package enum SessionName {
    /// The id of a tenant's workload.
    ///
    /// - Parameter mac: a keyed hash, the same after every restart.
    package static func id(
        tenant: String,
        workload: String,
        mac: ([UInt8]) -> [UInt8]
    ) -> HoldID {
        let owner = word(mac(Array("sidecar session/2\u{1F}\(tenant)\u{1F}\(workload)".utf8)))
        return sealed(owner, mark(of: tenant, mac), mac)
    }

    /// Whether a session's id was made for this tenant, or tells nothing: an empty text, and one that
    /// this sidecar has not made, assert nobody's.
    package static func mayBe(_ text: String, of tenant: String, mac: ([UInt8]) -> [UInt8]) -> Bool
    {
        guard let id = HoldID(text.lowercased()) else { return true }
        let mark = mark(of: tenant, mac)
        // The variant of a UUID takes the first two bits of the mark.
        if id.low >> 32 & 0x3FFF_FFFF == mark & 0x3FFF_FFFF { return true }
        return id != sealed(id.high, UInt32(truncatingIfNeeded: id.low >> 32), mac)
    }

    /// The owner and the tenant's mark, and behind them what nobody else can make of the two.
    private static func sealed(
        _ owner: UInt64,
        _ mark: UInt32,
        _ mac: ([UInt8]) -> [UInt8]
    ) -> HoldID {
        let open = HoldID(random: owner, UInt64(mark) << 32)
        let seal = word(mac(Array("sidecar session seal/1\u{1F}\(open)".utf8)))
        return HoldID(random: open.high, open.low | seal >> 32)
    }

    private static func mark(of tenant: String, _ mac: ([UInt8]) -> [UInt8]) -> UInt32 {
        let word = word(mac(Array("sidecar session tenant/1\u{1F}\(tenant)".utf8)))
        return UInt32(truncatingIfNeeded: word)
    }

    /// The first 8 bytes.
    private static func word(_ bytes: [UInt8]) -> UInt64 {
        bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
