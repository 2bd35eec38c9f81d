package import FarthingCore

/// The policies that were uploaded, with their texts.
///
/// A text is longer than a document of the registry may be: it is kept in parts, items of a collection
/// of their own.
package struct PolicyShelf: Sendable {
    /// Reads one item of the registry; nil for none.
    package typealias Read =
        @Sendable (_ collection: String, _ id: String) async throws(LedgerError) -> RegistryItem?

    /// The collection of the texts' parts.
    package static let textCollection = "policytexts"
    /// The longest part as JSON, in bytes: what a document takes, with its other members.
    private static let partBytesMax = 60_000

    private let read: Read

    package init(_ read: @escaping Read) { self.read = read }

    /// Those of a console's store.
    package init(_ store: any ConsoleStore) {
        self.init { collection, id async throws(LedgerError) in
            try await store.registryItem(collection, id)
        }
    }

    /// Which version is in force, or the file, and the registry's version of that; nil where nobody
    /// has put any in force, so that the file is.
    package func inForce() async throws(LedgerError) -> (policy: PolicyInForce, version: Int64)? {
        guard let item = try await read(PolicyInForce.collection, PolicyInForce.id),
            let policy = PolicyInForce(item)
        else { return nil }
        return (policy: policy, version: item.version)
    }

    /// A version by its number, and the registry's version of it; nil where there is none.
    package func find(
        _ number: Int64
    ) async throws(LedgerError) -> (policy: PolicyVersion, version: Int64)? {
        guard PolicyVersion.numbers.contains(number),
            let item = try await read(PolicyVersion.collection, PolicyVersion.id(number)),
            let policy = PolicyVersion(item)
        else { return nil }
        return (policy: policy, version: item.version)
    }

    /// The text of a version; nil where a part of it is not there.
    package func text(of version: PolicyVersion) async throws(LedgerError) -> PolicyText? {
        var bytes: [UInt8] = []
        for part in 0..<version.parts {
            let id = Self.partID(version.number, part)
            guard let item = try await read(Self.textCollection, id),
                let text = RegistryText.root(of: item)?.member("text")?.string
            else { return nil }
            bytes += text.utf8
        }
        return PolicyText(bytes, version.format)
    }

    // MARK: Writing

    /// The documents of a text's parts, in order; at least one.
    ///
    /// - Parameter text: UTF-8.
    package static func parts(of text: PolicyText) -> [[UInt8]] {
        var parts: [[UInt8]] = []
        var part = String.UnicodeScalarView()
        var count = 0
        for scalar in String(decoding: text.bytes, as: UTF8.self).unicodeScalars {
            let length = escapedLength(scalar)
            if count + length > partBytesMax {
                parts.append(document(part))
                part = String.UnicodeScalarView()
                count = 0
            }
            part.append(scalar)
            count += length
        }
        if !part.isEmpty || parts.isEmpty { parts.append(document(part)) }
        return parts
    }

    /// Adds a version with its text.
    package static func edits(
        _ version: PolicyVersion,
        parts: [[UInt8]]
    ) -> [RegistryEdit] {
        let own = RegistryEdit(
            collection: PolicyVersion.collection,
            id: PolicyVersion.id(version.number),
            document: version.document,
            expects: .absent
        )
        return [own]
            + parts.enumerated().map { index, document in
                RegistryEdit(
                    collection: textCollection,
                    id: partID(version.number, index),
                    document: document,
                    expects: .absent
                )
            }
    }

    private static func partID(_ number: Int64, _ part: Int) -> String {
        PolicyVersion.id(number) + "." + String(part)
    }

    private static func document(_ text: String.UnicodeScalarView) -> [UInt8] {
        RegistryText.object { json in
            json.key("text")
            json.string(String(text))
        }
    }

    /// How many bytes JSON has for a character at most.
    private static func escapedLength(_ scalar: Unicode.Scalar) -> Int {
        switch scalar {
        case "\n", "\t", "\r", "\"", "\\": 2
        default: scalar.value < 0x20 ? 6 : scalar.utf8.count
        }
    }
}
