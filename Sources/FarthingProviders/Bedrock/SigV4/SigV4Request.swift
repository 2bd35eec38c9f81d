/// A request as its signature sees it.
package struct SigV4Request: Sendable {
    /// In upper case.
    package var method: String
    /// The path as it stands on the request line, escapes and all, without the query.
    package var path: [UInt8]
    /// Behind the question mark, as it stands there; empty without one.
    package var query: [UInt8]
    /// Names in lower case, in the order of the request; a name may stand there more than once.
    package var fields: [Field]

    package struct Field: Hashable, Sendable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(method: String, path: [UInt8], query: [UInt8] = [], fields: [Field]) {
        self.method = method
        self.path = path
        self.query = query
        self.fields = fields
    }

    /// The value of the only field of that name; nil where there is none, or more than one.
    func single(_ name: String) -> String? {
        var found: String?
        for field in fields where field.name == name {
            if found != nil { return nil }
            found = field.value
        }
        return found
    }

    func has(_ name: String) -> Bool { fields.contains { $0.name == name } }
}

/// What a signature is made of; “Create a signed AWS API request” in the IAM user guide.
extension SigV4Request {
    /// The canonical request over the fields named, which are in lower case and sorted.
    package func canonical(signing names: [String], payloadHash: String) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(512)
        func line(_ bytes: some Sequence<UInt8>) {
            text.append(contentsOf: bytes)
            text.append(UInt8(ascii: "\n"))
        }
        line(method.utf8)
        line(CanonicalURI.path(path))
        line(CanonicalURI.query(query))
        for name in names {
            text.append(contentsOf: name.utf8)
            text.append(UInt8(ascii: ":"))
            var isFirst = true
            for field in fields where field.name == name {
                if !isFirst { text.append(UInt8(ascii: ",")) }
                isFirst = false
                Self.appendTrimmed(field.value, to: &text)
            }
            text.append(UInt8(ascii: "\n"))
        }
        line([])
        line(names.joined(separator: ";").utf8)
        text.append(contentsOf: payloadHash.utf8)
        return text
    }

    /// What is signed.
    package static func stringToSign(
        time: String,
        _ scope: SigV4Scope,
        canonical: [UInt8],
        _ hashing: SigV4Hashing
    ) -> [UInt8] {
        Array("\(SigV4Authorization.algorithm)\n\(time)\n\(scope.text)\n".utf8)
            + hashing.hexSHA256(canonical)
    }

    /// Without white space at both ends, and with one space for each run of it inside.
    private static func appendTrimmed(_ value: String, to text: inout [UInt8]) {
        var isFirst = true
        for word in value.utf8.split(whereSeparator: { $0 == 0x20 || 0x09...0x0D ~= $0 }) {
            if !isFirst { text.append(UInt8(ascii: " ")) }
            isFirst = false
            text.append(contentsOf: word)
        }
    }
}

/// The canonical form of a path and of a query.
enum CanonicalURI {
    /// Without dot segments and empty ones; escaped once more than it was, as all services but S3
    /// have it.
    static func path(_ path: [UInt8]) -> [UInt8] {
        var segments: [ArraySlice<UInt8>] = []
        for segment in path.split(separator: UInt8(ascii: "/")) {
            if segment.elementsEqual(".".utf8) { continue }
            if segment.elementsEqual("..".utf8) {
                _ = segments.popLast()
            } else {
                segments.append(segment)
            }
        }
        guard !segments.isEmpty else { return [UInt8(ascii: "/")] }
        var text: [UInt8] = []
        for segment in segments {
            text.append(UInt8(ascii: "/"))
            for byte in segment { append(byte, to: &text) }
        }
        if path.last == UInt8(ascii: "/") { text.append(UInt8(ascii: "/")) }
        return text
    }

    /// Sorted by name, then by value. Escapes stay as they are; what should have been escaped is.
    static func query(_ query: [UInt8]) -> [UInt8] {
        var pairs: [(name: [UInt8], value: [UInt8])] = []
        for pair in query.split(separator: UInt8(ascii: "&")) {
            let sides = pair.split(
                separator: UInt8(ascii: "="),
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            pairs.append((escaped(sides[0]), sides.count > 1 ? escaped(sides[1]) : []))
        }
        pairs.sort { left, right in
            left.name == right.name
                ? left.value.lexicographicallyPrecedes(right.value)
                : left.name.lexicographicallyPrecedes(right.name)
        }
        var text: [UInt8] = []
        for pair in pairs {
            if !text.isEmpty { text.append(UInt8(ascii: "&")) }
            text += pair.name
            text.append(UInt8(ascii: "="))
            text += pair.value
        }
        return text
    }

    private static func escaped(_ part: ArraySlice<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        for byte in part {
            if byte == UInt8(ascii: "%") { text.append(byte) } else { append(byte, to: &text) }
        }
        return text
    }

    private static func append(_ byte: UInt8, to text: inout [UInt8]) {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "~"):
            text.append(byte)
        default:
            text.append(UInt8(ascii: "%"))
            text.append(upperHex[Int(byte >> 4)])
            text.append(upperHex[Int(byte & 15)])
        }
    }

    private static let upperHex = Array("0123456789ABCDEF".utf8)
}
