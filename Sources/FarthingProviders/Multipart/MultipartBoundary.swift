/// The mark between the parts of a form, as `content-type` states it.
package struct MultipartBoundary: Hashable, Sendable {
    /// Without the two hyphens before it.
    package let text: String

    /// RFC 2046 §5.1.1 allows no longer one.
    private static let bytesMax = 70

    /// The only field value that says so, so that nobody reads another boundary out of it.
    package var contentType: String { "multipart/form-data; boundary=\"\(text)\"" }

    /// Reads the value of `content-type`: `multipart/form-data` and its boundary, nothing else.
    package init(contentType: String?) throws(MultipartError) {
        guard let contentType else {
            throw MultipartError("the header 'content-type' is missing")
        }
        let parts = contentType.split(separator: ";", omittingEmptySubsequences: false)
        guard parts[0].trimmed.lowercased() == "multipart/form-data" else {
            throw MultipartError("its content type is not multipart/form-data")
        }
        guard parts.count == 2 else {
            throw MultipartError("its content type must have a boundary and nothing else")
        }
        let pair = parts[1].split(separator: "=", maxSplits: 1)
        guard pair.count == 2, pair[0].trimmed.lowercased() == "boundary" else {
            throw MultipartError("its content type has no boundary")
        }
        var value = pair[1].trimmed
        if value.utf8.count >= 2, value.hasPrefix("\""), value.hasSuffix("\"") {
            value = value.dropFirst().dropLast()
        }
        guard (1...Self.bytesMax).contains(value.utf8.count), value.utf8.allSatisfy(Self.isMark)
        else { throw MultipartError("its boundary is not one of RFC 2046") }
        text = String(value)
    }

    /// Blanks are allowed by the RFC and left out here: parsers disagree about them.
    private static func isMark(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "'()+_,-./:=?".utf8.contains(byte)
        }
    }
}

extension Substring {
    /// Without blanks at either end.
    fileprivate var trimmed: Substring {
        var rest = drop { $0 == " " || $0 == "\t" }
        while rest.last == " " || rest.last == "\t" { rest.removeLast() }
        return rest
    }
}
