/// Documents of the registry as text.
package enum RegistryText {
    /// An object whose members are written in the order of their names.
    package static func object(_ write: (inout JSONWriter) -> Void) -> [UInt8] {
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        write(&json)
        json.endObject()
        return json.bytes
    }

    /// The document of an item; nil where it was removed, or is no JSON.
    package static func root(of item: RegistryItem) -> JSONNode? {
        item.document.flatMap { try? JSONDocument($0).root }
    }
}
