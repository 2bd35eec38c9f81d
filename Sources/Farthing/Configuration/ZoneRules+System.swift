public import FarthingCore

extension ZoneRules {
    /// A time zone as the system knows it, read from `/usr/share/zoneinfo`.
    ///
    /// - Parameter name: the IANA name, such as `Europe/Berlin`; `UTC` needs no file.
    /// - Throws: ``ZoneError`` for a name that is none, or that the system does not know.
    public static func system(_ name: String) throws(ZoneError) -> ZoneRules {
        if name == ZoneRules.utc.name { return .utc }
        guard isName(name) else {
            throw ZoneError("not a time zone's name; write one like Europe/Berlin")
        }
        let bytes: [UInt8]
        do throws(SystemFile.Failure) {
            bytes = try SystemFile.read("/usr/share/zoneinfo/" + name, bytesMax: sourceBytesMax)
        } catch {
            throw ZoneError(
                "the time zone \(name) cannot be read (\(error.reason)); check its name, or install "
                    + "the system's time-zone data (tzdata)"
            )
        }
        return try ZoneRules(name: name, tzif: bytes)
    }
}
