import FarthingCore

/// A value of an event that is kept beyond it: a copy of its own text.
struct KeptNode: Sendable {
    private let document: JSONDocument

    /// Nil for no value: what is part of a text that was read can be read by itself.
    init?(_ view: JSONView) {
        guard let document = try? JSONDocument(copying: UnsafeRawBufferPointer(view.source)) else {
            return nil
        }
        self.document = document
    }

    var node: JSONNode { document.root }

    /// The bytes of a value in it.
    func bytes(of inner: JSONNode) -> ArraySlice<UInt8> { document.bytes[inner.range] }

    /// The bytes of all of it.
    var bytes: [UInt8] { document.bytes }
}
