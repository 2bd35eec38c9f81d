extension RegistryChange {
    /// Reads the members of an entry; nil where one is missing or out of its bounds.
    init?(_ node: JSONNode) {
        guard let collection = node.member("collection")?.string,
            let id = node.member("id")?.string,
            let version = node.member("version")?.int64,
            let document = node.member("document"),
            document.kind == .object || document.isNull,
            let by = node.member("by")?.string, let note = node.member("note")?.string
        else { return nil }
        do throws(RegistryFault) {
            try self.init(
                collection: collection,
                id: id,
                version: version,
                document: document.isNull ? nil : document.withView { [UInt8]($0.source) },
                by: by,
                note: note
            )
        } catch {
            return nil
        }
    }

    /// Appends the members in the order of their names.
    func write(to json: inout JSONWriter, atMs: Int64) {
        json.key("by")
        json.string(by)
        json.key("collection")
        json.string(collection)
        json.key("document")
        if let document { json.raw(document) } else { json.null() }
        json.key("id")
        json.string(id)
        json.key("kind")
        json.literalString("registry")
        json.key("note")
        json.string(note)
        json.key("timestamp")
        json.timestamp(atMs)
        json.key("version")
        json.int(version)
    }
}
