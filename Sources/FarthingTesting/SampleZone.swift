import FarthingCore

/// Time zones made on the spot, so that tests need no time-zone data of the system.
enum SampleZone {
    /// Five and a half hours ahead of UTC all year round.
    static let halfHour = zone("Sample/Half", footer: "<+0530>-5:30", offsetSeconds: 19_800)
    /// An hour ahead, two from the last Sunday of March to that of October.
    static let summer = zone(
        "Sample/Summer",
        footer: "<+01>-1<+02>,M3.5.0,M10.5.0/3",
        offsetSeconds: 3_600
    )
    /// Eight hours behind all year round.
    static let west = zone("Sample/West", footer: "<-08>8", offsetSeconds: -28_800)

    private static func zone(_ name: String, footer: String, offsetSeconds: Int32) -> ZoneRules {
        do {
            return try ZoneRules(name: name, tzif: tzif(footer, offsetSeconds: offsetSeconds))
        } catch {
            preconditionFailure("\(name) is a zone that this library wrote: \(error.message)")
        }
    }

    /// A TZif file of version 2 (RFC 9636) without transitions: one local time and a rule.
    private static func tzif(_ footer: String, offsetSeconds: Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<2 {
            bytes += Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15)
            for count: UInt8 in [0, 0, 0, 0, 1, 4] { bytes += [0, 0, 0, count] }
            let offset = UInt32(bitPattern: offsetSeconds)
            for shift: UInt32 in [24, 16, 8, 0] { bytes.append(UInt8(offset >> shift & 255)) }
            bytes += [0, 0] + Array("LMT\0".utf8)
        }
        return bytes + [10] + Array(footer.utf8) + [10]
    }
}
