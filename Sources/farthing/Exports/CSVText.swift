import FarthingCore

/// Rows of comma-separated values (RFC 4180): CRLF ends a row, quotes are doubled.
struct CSVText {
    private(set) var bytes: [UInt8] = []
    private var isFirst = true

    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    mutating func endRow() {
        bytes.append(UInt8(ascii: "\r"))
        bytes.append(UInt8(ascii: "\n"))
        isFirst = true
    }

    /// A cell of text. A text that a spreadsheet would run as a formula, or drop white space of, gets
    /// an apostrophe in front.
    mutating func text(_ value: String?) {
        separate()
        guard let value, let first = value.utf8.first else { return }
        let isFormula = "=+-@\t\r\n".utf8.contains(first)
        let needsQuotes = isFormula || value.utf8.contains { Self.special.contains($0) }
        guard needsQuotes else {
            bytes += value.utf8
            return
        }
        bytes.append(Self.quote)
        if isFormula { bytes.append(UInt8(ascii: "'")) }
        for byte in value.utf8 {
            if byte == Self.quote { bytes.append(Self.quote) }
            bytes.append(byte)
        }
        bytes.append(Self.quote)
    }

    /// A cell that needs no quotes: a name, a hash, a time.
    mutating func plain(_ value: some Sequence<UInt8>) {
        separate()
        bytes.append(contentsOf: value)
    }

    mutating func int(_ value: Int64?) {
        separate()
        if let value { appendDecimal(value, to: &bytes) }
    }

    /// Nanos as a decimal with a point and no needless zeros: `0.00005205`, `-1.5`, `2.0`.
    mutating func nanos(_ value: Int64?) {
        separate()
        guard let value else { return }
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        let (whole, part) = value.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
        bytes += String(whole).utf8
        bytes.append(UInt8(ascii: "."))
        var digits = String(part)
        digits = String(repeating: "0", count: 9 - digits.utf8.count) + digits
        while digits.utf8.count > 1, digits.hasSuffix("0") { digits.removeLast() }
        bytes += digits.utf8
    }

    /// An object in JSON; empty where it has no member.
    mutating func object(_ json: JSONWriter) {
        text(json.bytes.count > 2 ? String(decoding: json.bytes, as: UTF8.self) : nil)
    }

    private mutating func separate() {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
    }

    private static let quote = UInt8(ascii: "\"")
    private static let special = Array("\",\r\n".utf8)
}
