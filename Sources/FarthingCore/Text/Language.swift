/// A language in which refusals and warnings are told to people. Codes, members and names are the
/// same in all of them.
public enum Language: String, Hashable, Sendable, CaseIterable {
    case english = "en"
    case spanish = "es"
    case portuguese = "pt"

    /// The language that a tag names, as `es`, `es-MX` or `pt_BR.UTF-8`; nil for another one.
    public init?(tag: String) {
        let first = tag.prefix { $0 != "-" && $0 != "_" && $0 != "." }
        self.init(rawValue: first.lowercased())
    }
}
