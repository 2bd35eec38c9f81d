/// A pattern in which `*` stands for any run of characters and `?` for one; case counts.
///
/// Matching takes at most pattern × text steps and no memory, whatever the pattern.
public struct Glob: Hashable, Sendable {
    /// The longest pattern in UTF-8 bytes.
    public static let bytesMax = 256

    /// The pattern as written.
    public let pattern: String
    /// Whether only one text fits: the pattern itself.
    package let isPlain: Bool

    /// Makes a pattern; nil when it is empty or longer than ``bytesMax``.
    public init?(_ pattern: String) {
        guard !pattern.isEmpty, pattern.utf8.count <= Glob.bytesMax else { return nil }
        self.pattern = pattern
        isPlain = !pattern.utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
    }

    /// Whether the whole of `text` fits the pattern.
    public func matches(_ text: String) -> Bool {
        if isPlain { return text.utf8.elementsEqual(pattern.utf8) }
        let pattern = pattern.unicodeScalars
        let text = text.unicodeScalars
        var at = pattern.startIndex
        var position = text.startIndex
        // Where to go on when the plain part fails: after the last star, one character further.
        var afterStar: String.UnicodeScalarIndex?
        var retry = position
        while position < text.endIndex {
            if at < pattern.endIndex, pattern[at] == "*" {
                at = pattern.index(after: at)
                afterStar = at
                retry = position
            } else if at < pattern.endIndex, pattern[at] == "?" || pattern[at] == text[position] {
                at = pattern.index(after: at)
                position = text.index(after: position)
            } else if let star = afterStar {
                retry = text.index(after: retry)
                position = retry
                at = star
            } else {
                return false
            }
        }
        while at < pattern.endIndex, pattern[at] == "*" { at = pattern.index(after: at) }
        return at == pattern.endIndex
    }
}
