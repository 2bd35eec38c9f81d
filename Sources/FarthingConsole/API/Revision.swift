package import FarthingCore

/// The version of an item as ETags name it.
package enum Revision {
    /// The ETag of a version.
    package static func etag(_ version: Int64) -> String { "\"\(version)\"" }

    /// The longest ETag that is looked at; ours have 21 bytes at most.
    private static let textBytesMax = 32

    /// The version that an edit expects, by `If-Match`.
    ///
    /// - Throws: ``ConsoleError`` 428 where it expects none, 412 where it is no version of ours, 400 where
    ///   it is too long for one.
    package static func expected(_ request: ConsoleRequest) throws -> RegistryEdit.Expectation {
        guard let text = request.field("if-match") else {
            throw ConsoleError(
                428,
                "precondition_required",
                "Read the item, and send its ETag as If-Match, so that nobody's edit is lost."
            )
        }
        return try expectation(text)
    }

    /// The version that a removal expects; any where it names none.
    package static func expectedOrAny(
        _ request: ConsoleRequest
    ) throws -> RegistryEdit.Expectation {
        guard let text = request.field("if-match") else { return .any }
        return try expectation(text)
    }

    private static func expectation(_ text: String) throws -> RegistryEdit.Expectation {
        if text == "*" { return .any }
        guard text.utf8.count <= textBytesMax else {
            throw ConsoleError(
                400,
                "malformed_header",
                "If-Match takes one ETag of at most \(textBytesMax) bytes, or *."
            )
        }
        guard text.count > 2, text.hasPrefix("\""), text.hasSuffix("\""),
            let version = Int64(text.dropFirst().dropLast()), version > 0
        else {
            throw ConsoleError(412, "stale", "If-Match names no version of this item.")
        }
        return .version(version)
    }
}
