/// What a handshake announces, as the bytes that are signed.
package enum Announcement {
    /// Program, session, tenant and capability, and the policy where there is one.
    package static func bytes(
        version: String,
        session: String,
        tenant: String,
        capability: UInt32,
        bundle: (id: String, hash: [UInt8])?
    ) -> [UInt8] {
        var bytes = Array("spendguard.handshake.announcement".utf8) + [0]
        for part in [version, session, tenant] { bytes += Array(part.utf8) + [0] }
        for shift in [24, 16, 8, 0] as [UInt32] {
            bytes.append(UInt8(truncatingIfNeeded: capability >> shift))
        }
        if let bundle { bytes += Array(bundle.id.utf8) + [0] + bundle.hash }
        return bytes
    }

    /// What signs the policy itself.
    package static func bytes(bundle: (id: String, hash: [UInt8])) -> [UInt8] {
        Array("spendguard.handshake.contract_bundle".utf8) + [0] + Array(bundle.id.utf8) + [0]
            + bundle.hash
    }
}
