import FarthingCore
import FarthingProviders
import Testing

/// The lines of Tests/Vectors/sigv4, which `Scripts/vectors/sigv4_vectors.py` writes.
struct SigV4Case: CustomTestStringConvertible {
    let node: JSONNode
    let testDescription: String

    static func all(_ file: String) throws -> [SigV4Case] {
        try Vectors.lines("sigv4/" + file, fields: 1).filter { $0[0].first != UInt8(ascii: "#") }
            .enumerated().map { index, line in
                let root = try JSONDocument(Array(line[0])).root
                let name = root.member("name" as StaticString)?.string
                return SigV4Case(node: root, testDescription: name ?? "line \(index + 2)")
            }
    }

    func text(_ name: String) throws -> String {
        try #require(node.member(name)?.string)
    }

    func request() throws -> SigV4Request {
        let target = Array(try text("target").utf8)
        let parts = target.split(
            separator: UInt8(ascii: "?"),
            maxSplits: 1,
            omittingEmptySubsequences: false
        )
        let fields = try #require(node.member("fields" as StaticString))
        return SigV4Request(
            method: try text("method"),
            path: Array(parts[0]),
            query: parts.count > 1 ? Array(parts[1]) : [],
            fields: try fields.elements.map { field in
                let pair = Array(field.elements)
                return SigV4Request.Field(
                    try #require(pair[0].string),
                    try #require(pair[1].string)
                )
            }
        )
    }

    /// The body of a random request, which is written in hexadecimal.
    func hexBody() throws -> [UInt8] {
        var digits = try text("body")[...]
        var bytes: [UInt8] = []
        while !digits.isEmpty {
            bytes.append(try #require(UInt8(digits.prefix(2), radix: 16)))
            digits = digits.dropFirst(2)
        }
        return bytes
    }
}
