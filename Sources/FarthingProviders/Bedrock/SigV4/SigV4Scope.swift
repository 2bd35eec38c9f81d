import FarthingCore

/// For which day, region and service a signature holds.
package struct SigV4Scope: Hashable, Sendable {
    /// `YYYYMMDD`.
    package let date: String
    package let region: String
    package let service: String

    static let terminator = "aws4_request"

    package init(date: String, region: String, service: String) {
        self.date = date
        self.region = region
        self.service = service
    }

    /// `20150830/us-east-1/service/aws4_request`
    var text: String { "\(date)/\(region)/\(service)/\(Self.terminator)" }
}

/// Times as signatures write them: `20150830T123600Z`, to the second.
package enum SigV4Time {
    /// The time in UTC; years outside of 0000...9999 cannot be written and are cut to them.
    package static func text(_ ms: Int64) -> String {
        var iso: [UInt8] = []
        appendTimestamp(ms, to: &iso)
        // `2015-08-30T12:36:00.000Z` without its marks and milliseconds.
        let kept = iso.prefix(19).filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: ":") }
        return String(decoding: kept, as: UTF8.self) + "Z"
    }

    /// Milliseconds of such a text; nil for every other one.
    package static func ms(_ text: String) -> Int64? {
        let digits = Array(text.utf8)
        guard digits.count == 16, digits[8] == UInt8(ascii: "T"), digits[15] == UInt8(ascii: "Z")
        else { return nil }
        var iso: [UInt8] = []
        for (index, byte) in digits.dropLast().enumerated() {
            if index == 4 || index == 6 { iso.append(UInt8(ascii: "-")) }
            if index == 11 || index == 13 { iso.append(UInt8(ascii: ":")) }
            iso.append(byte)
        }
        return parseTimestamp(iso + Array(".000Z".utf8))
    }
}
