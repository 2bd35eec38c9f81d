import FarthingCore

/// A value of an event that is kept beyond it, with the text that it is a part of.
struct KeptNode: Sendable {
    let node: JSONNode
    private let text: [UInt8]

    init(_ node: JSONNode, of document: JSONDocument) {
        self.node = node
        text = document.bytes
    }

    /// The bytes of a value in it.
    func bytes(of inner: JSONNode) -> ArraySlice<UInt8> { text[inner.range] }

    /// The bytes of all of it.
    var bytes: ArraySlice<UInt8> { bytes(of: node) }
}
