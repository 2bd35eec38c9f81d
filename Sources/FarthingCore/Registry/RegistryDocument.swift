/// The one spelling in which documents of the registry are kept: canonical JSON
/// (docs/formats/receipts.md), so that the entry that has one is canonical too.
package enum RegistryDocument {
    private static let limits = {
        var limits = JSONLimits()
        // The canonical spelling is never longer than another one.
        limits.bytesMax = RegistryChange.documentBytesMax
        limits.depthMax = RegistryChange.documentDepthMax
        return limits
    }()

    /// The canonical spelling of an object in JSON.
    ///
    /// - Throws: where it is no JSON, no object, too long, too deep, has a name twice in an object, or
    ///   a number that is no integer of 64 bits.
    package static func canonical(_ bytes: [UInt8]) throws(RegistryFault) -> [UInt8] {
        guard bytes.count <= RegistryChange.documentBytesMax else { throw .tooLong }
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(bytes, limits: limits)
        } catch {
            throw RegistryFault("the document is not JSON: \(error.message)")
        }
        guard document.root.kind == .object else {
            throw RegistryFault("the document is not an object")
        }
        var json = JSONWriter(capacity: bytes.count)
        try write(document.root, to: &json)
        return json.bytes
    }

    /// Recursion is bounded by ``RegistryChange/documentDepthMax``.
    private static func write(
        _ value: JSONNode,
        to json: inout JSONWriter
    ) throws(RegistryFault) {
        switch value.kind {
        case .null: json.null()
        case .bool: json.bool(value.bool == true)
        case .number:
            guard let number = value.int64 else {
                throw RegistryFault("a number of the document is no integer of 64 bits")
            }
            json.int(number)
        case .string: json.string(value.string ?? "")
        case .array:
            json.beginArray()
            for element in value.elements { try write(element, to: &json) }
            json.endArray()
        case .object:
            json.beginObject()
            for (name, member) in sortedMembers(of: value) {
                json.key(text: name)
                try write(member, to: &json)
            }
            json.endObject()
        }
    }

    private static func sortedMembers(of object: JSONNode) -> [(name: String, value: JSONNode)] {
        object.members.sorted { left, right in
            left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
        }
    }
}
