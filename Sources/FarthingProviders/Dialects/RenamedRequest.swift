import FarthingCore

/// A request that was written anew for another model.
package struct RenamedRequest: Hashable, Sendable {
    /// Where it goes: the provider's own path, with its query.
    package var target: String
    package var body: [UInt8]

    package init(target: String, body: [UInt8]) {
        self.target = target
        self.body = body
    }

    /// A request whose body names its model in the member `model` of its one object; nil where it
    /// does not.
    init?(_ document: JSONDocument, target: String, model: String) {
        guard let member = document.root.member("model" as StaticString) else { return nil }
        var writer = JSONWriter(capacity: model.utf8.count + 8)
        writer.string(model)
        self.target = target
        body = Splice.apply([Splice(member.range, writer.bytes)], to: document.bytes)
    }

    /// A request whose path names its model behind `marker`, up to `mark`.
    init?(
        _ body: [UInt8],
        target: String,
        behind marker: String,
        upTo mark: Character,
        segment: String
    ) {
        guard let range = target.firstRange(of: marker) else { return nil }
        let rest = target[range.upperBound...]
        guard let end = rest.firstIndex(of: mark) else { return nil }
        self.target = target[..<range.upperBound] + segment + target[end...]
        self.body = body
    }
}
