import FarthingCore

/// Amounts and times as agent-gov's answers have them.
enum GovText {
    /// An amount of nano-units as a plain decimal number: `2.5`, `0.000000001`.
    static func append(_ nanos: Int64, to bytes: inout [UInt8]) {
        if nanos < 0 { bytes.append(UInt8(ascii: "-")) }
        let (whole, part) = nanos.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
        appendDecimal(Int64(whole), to: &bytes)
        if part == 0 { return }
        bytes.append(UInt8(ascii: "."))
        var rest = part
        var unit: UInt64 = 100_000_000
        while rest > 0 {
            let (digit, next) = rest.quotientAndRemainder(dividingBy: unit)
            bytes.append(UInt8(ascii: "0") + UInt8(digit))
            rest = next
            unit /= 10
        }
    }

    /// The same rounded to hundredths, halves away from zero, in nano-units.
    static func hundredths(_ nanos: Int64) -> Int64 {
        let unit: Int64 = 10_000_000
        let (count, rest) = nanos.quotientAndRemainder(dividingBy: unit)
        if rest.magnitude * 2 < unit.magnitude { return count * unit }
        return (count + (nanos < 0 ? -1 : 1)) * unit
    }

    /// An amount with two decimals, for people: `8.00`.
    static func cents(_ nanos: Int64) -> String {
        let count = hundredths(nanos) / 10_000_000
        let (whole, part) = count.magnitude.quotientAndRemainder(dividingBy: 100)
        return (count < 0 ? "-" : "") + "\(whole).\(part < 10 ? "0" : "")\(part)"
    }

    /// A time as ISO 8601 in UTC.
    static func time(_ ms: Int64) -> String {
        var bytes: [UInt8] = []
        appendTimestamp(ms, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension JSONWriter {
    /// Writes an amount of nano-units as a decimal number.
    mutating func amount(_ nanos: Int64) {
        var bytes: [UInt8] = []
        GovText.append(nanos, to: &bytes)
        raw(bytes)
    }

    /// The same rounded to two decimals.
    mutating func roundedAmount(_ nanos: Int64) { amount(GovText.hundredths(nanos)) }
}
