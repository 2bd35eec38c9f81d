/// An address within the console, made of parts that may be anything: each is percent-encoded.
package struct PageLink: Hashable, Sendable {
    /// What stands between the slashes.
    package var segments: [String]
    /// What stands behind the question mark; values that are empty are left out.
    package var query: [Parameter]

    /// One name and value of a query.
    package struct Parameter: Hashable, Sendable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Makes the address of `/` followed by `segments`.
    package init(_ segments: String..., query: [Parameter] = []) {
        self.segments = segments
        self.query = query
    }

    /// The address as an attribute's value; still to be escaped for HTML.
    package var href: String {
        let path = "/" + segments.map(PageLink.encodedSegment).joined(separator: "/")
        let pairs = query.filter { !$0.value.isEmpty }.map {
            PageLink.encoded($0.name) + "=" + PageLink.encoded($0.value)
        }
        return pairs.isEmpty ? path : path + "?" + pairs.joined(separator: "&")
    }

    /// This address with one more value in its query.
    package func adding(_ name: String, _ value: String) -> PageLink {
        var link = self
        link.query.append(Parameter(name, value))
        return link
    }

    /// A browser takes `.` and `..` for steps in the path, however they are encoded: they are encoded
    /// twice, so that such a name leads nowhere instead of elsewhere.
    private static func encodedSegment(_ segment: String) -> String {
        switch segment {
        case ".": "%252E"
        case "..": "%252E%252E"
        default: encoded(segment)
        }
    }

    private static func encoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "."), UInt8(ascii: "~"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                encoded += byte < 16 ? "%0" : "%"
                encoded += String(byte, radix: 16, uppercase: true)
            }
        }
        return encoded
    }
}
