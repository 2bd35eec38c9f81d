/// Where in a request something stands, as an error names it: `messages[2].content[0]`.
///
/// A value and not a text, so that a request without errors makes none.
struct MessagesPlace: CustomStringConvertible {
    private let root: StaticString
    private let rootIndex: Int?
    private var content: Int?
    /// The index within the content of a block of the content.
    private var inner: Int?

    init(_ root: StaticString, _ index: Int? = nil) {
        self.root = root
        rootIndex = index
    }

    /// The block of that index in the content of what this names.
    func block(_ index: Int) -> MessagesPlace {
        var place = self
        if content == nil { place.content = index } else { place.inner = index }
        return place
    }

    var description: String {
        var text = "\(root)"
        if let rootIndex { text += "[\(rootIndex)]" }
        if let content { text += rootIndex == nil ? "[\(content)]" : ".content[\(content)]" }
        if let inner { text += ".content[\(inner)]" }
        return text
    }
}
