import FarthingCore

/// What a tool of the command line says in JSON, on its way to be the console's answer.
struct ToolAnswer {
    private let root: JSONNode
    private let source: [UInt8]
    private let without: Set<String>

    /// - Parameter without: members that only a command's answer has.
    init(_ answer: [UInt8], without: Set<String>) throws {
        root = try JSONDocument(answer).root
        source = answer
        self.without = without
    }

    /// An object with the members.
    ///
    /// - Parameter more: writes further ones; it is told of the names that are there.
    func bytes(
        _ more: (_ json: inout JSONWriter, _ names: Set<String>) -> Void = { _, _ in }
    ) -> [UInt8] {
        var json = JSONWriter(capacity: source.count + 64)
        json.beginObject()
        let names = write(root, to: &json) { !without.contains($0) }
        more(&json, names)
        json.endObject()
        return json.bytes
    }

    /// What a policy says of an entry, with what was said then in `receipt`.
    func entry() -> [UInt8] {
        var json = JSONWriter(capacity: source.count + 64)
        json.beginObject()
        if let now = root.member("now") { write(now, to: &json) { _ in true } }
        json.key("receipt")
        json.beginObject()
        write(root, to: &json) { !without.contains($0) && $0 != "now" }
        json.endObject()
        json.endObject()
        return json.bytes
    }

    @discardableResult
    private func write(
        _ node: JSONNode,
        to json: inout JSONWriter,
        where fits: (String) -> Bool
    ) -> Set<String> {
        var names: Set<String> = []
        for (name, value) in node.members where fits(name) {
            json.key(text: name)
            json.raw(source[value.range])
            names.insert(name)
        }
        return names
    }
}
