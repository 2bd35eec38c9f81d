/// Something that a read has shown to exist: `Fact("order", "42")`.
///
/// Kind and value are two things and never one text, so that no spelling of one passes for another.
public struct Fact: Hashable, Sendable {
    /// The longest kind in UTF-8 bytes.
    public static let kindBytesMax = 64
    /// The longest value in UTF-8 bytes: enough for any id, too short for a document.
    public static let valueBytesMax = 512

    /// What kind of thing it is, such as `order`.
    public let kind: String
    /// Which one.
    public let value: String

    /// Names a thing; one whose kind or value is empty or too long is refused where it is proven or
    /// required.
    public init(_ kind: String, _ value: String) {
        self.kind = kind
        self.value = value
    }

    /// Names a thing by a number.
    public init(_ kind: String, _ value: some BinaryInteger) {
        self.init(kind, String(value))
    }

    /// Whether kind and value are within their bounds.
    package var isSound: Bool {
        !kind.isEmpty && !value.isEmpty && kind.utf8.count <= Fact.kindBytesMax
            && value.utf8.count <= Fact.valueBytesMax
    }
}
