/// One field of a form.
package struct MultipartPart: Hashable, Sendable {
    package private(set) var name = ""
    /// The name of a file; nil for a plain field.
    package private(set) var filename: String?
    /// What the part says of its content, unread; nil where it says nothing.
    package private(set) var contentType: String?
    /// Where its content stands in the form's bytes.
    package private(set) var content: Range<Int>

    /// Reads a part that stands between two boundaries, without the lines' ends that belong to them.
    init(_ bytes: [UInt8], _ range: Range<Int>) throws(MultipartError) {
        content = range
        var rest = bytes[range]
        while true {
            let line = try Self.line(&rest)
            if line.isEmpty { break }
            guard range.upperBound - rest.count - range.lowerBound <= MultipartForm.headBytesMax
            else { throw MultipartError("the head of a part is too long") }
            try take(line)
        }
        guard !name.isEmpty else { throw MultipartError("a part has no name") }
        content = rest.startIndex..<range.upperBound
    }

    /// Takes the next line of a head, without its end; only CR LF ends one.
    private static func line(
        _ rest: inout ArraySlice<UInt8>
    ) throws(MultipartError) -> ArraySlice<UInt8> {
        let head = rest.prefix(MultipartForm.headBytesMax)
        guard let end = head.firstIndex(where: { $0 < 0x20 || $0 == 0x7F }),
            bytes(at: end, of: rest, are: "\r\n")
        else { throw MultipartError("the head of a part does not end, or has control characters") }
        defer { rest = rest[(end + 2)...] }
        return rest[..<end]
    }

    private static func bytes(
        at index: Int,
        of rest: ArraySlice<UInt8>,
        are text: StaticString
    ) -> Bool {
        text.withUTF8Buffer { rest[index...].starts(with: $0) }
    }

    private mutating func take(_ line: ArraySlice<UInt8>) throws(MultipartError) {
        guard let text = String(validating: line, as: UTF8.self) else {
            throw MultipartError("the head of a part is no valid UTF-8")
        }
        let pair = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard pair.count == 2 else { throw MultipartError("a line of a part's head has no colon") }
        let value = pair[1].drop { $0 == " " }
        switch pair[0].lowercased() {
        case "content-disposition":
            guard name.isEmpty else { throw MultipartError("a part has two dispositions") }
            try takeDisposition(value)
        case "content-type":
            guard contentType == nil else { throw MultipartError("a part has two content types") }
            contentType = String(value)
        default:
            throw MultipartError(
                "a part's head has a field that is neither content-disposition nor content-type"
            )
        }
    }

    /// `form-data; name="file"; filename="speech.wav"`: names in quotes, without escapes.
    private mutating func takeDisposition(_ value: Substring) throws(MultipartError) {
        guard value.prefix(9).lowercased() == "form-data" else {
            throw MultipartError("a part's disposition is not form-data")
        }
        var rest = value.dropFirst(9)
        while !rest.isEmpty {
            guard rest.first == ";" else { throw Self.disposition }
            rest = rest.dropFirst().drop { $0 == " " }
            let key = rest.prefix { $0 != "=" }
            guard rest.dropFirst(key.count).hasPrefix("=\"") else { throw Self.disposition }
            rest = rest.dropFirst(key.count + 2)
            let text = rest.prefix { $0 != "\"" }
            rest = rest.dropFirst(text.count)
            guard rest.first == "\"", !text.contains("\\") else { throw Self.disposition }
            rest = rest.dropFirst()
            switch key.lowercased() {
            case "name" where name.isEmpty && !text.isEmpty: name = String(text)
            case "filename" where filename == nil: filename = String(text)
            default: throw Self.disposition
            }
        }
        guard !name.isEmpty else { throw MultipartError("a part has no name") }
    }

    private static let disposition = MultipartError(
        "a part's disposition must be form-data; name=\"…\" and perhaps filename=\"…\", "
            + "in quotes, without backslashes"
    )
}
