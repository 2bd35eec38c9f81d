/// A rule by which a price book finds models that it does not list by name. Names and patterns are
/// lower-case UTF-8.
///
/// In the book's text: `^x` begins with x, `$x` ends with x, `~x` contains x, and `?x` is x as a
/// whole, where `#` is any digit and a closing `*` any rest. `!y` after a pattern excludes names
/// that contain y.
///
/// The sources' rules are made for names that exist. A name that the book does not have may be a
/// dearer model, so that what stands behind x must be a ``VersionSuffix``, and what stands before x
/// a maker's or a region's name, or a path, with its full stop or slash.
struct ModelPattern: Sendable {
    private enum Place { case start, end, anywhere, shape }
    private let place: Place
    private let text: [UInt8]
    private let excluded: [UInt8]
    /// The pattern as the book writes it.
    let source: String

    /// Reads a pattern; nil where the first character names none, or nothing follows it.
    init?(_ source: some Collection<UInt8>) {
        switch source.first {
        case UInt8(ascii: "^"): place = .start
        case UInt8(ascii: "$"): place = .end
        case UInt8(ascii: "~"): place = .anywhere
        case UInt8(ascii: "?"): place = .shape
        default: return nil
        }
        let parts = source.dropFirst().split(
            separator: UInt8(ascii: "!"),
            maxSplits: 1,
            omittingEmptySubsequences: false
        )
        guard let first = parts.first, !first.isEmpty else { return nil }
        text = Array(first)
        self.source = String(decoding: source, as: UTF8.self)
        excluded = parts.count > 1 ? Array(parts[1]) : []
    }

    func matches(_ name: [UInt8]) -> Bool {
        guard excluded.isEmpty || !Self.contains(name, excluded) else { return false }
        switch place {
        case .start: return isVersion(name, from: 0)
        case .end: return name.count >= text.count && isVersion(name, from: name.count - text.count)
        case .anywhere:
            guard name.count >= text.count else { return false }
            return (0...name.count - text.count).contains { isVersion(name, from: $0) }
        case .shape: return hasShape(name)
        }
    }

    /// Whether the text stands in a name from an index on, with nothing around it that would make
    /// it another model.
    private func isVersion(_ name: [UInt8], from start: Int) -> Bool {
        guard name[start...].starts(with: text) else { return false }
        if start > 0, !Self.opensName(text[0]), !Self.opensName(name[start - 1]) { return false }
        return VersionSuffix.isVersion(name[(start + text.count)...], of: text)
    }

    /// Whether a byte ends what may stand before a model's own name.
    private static func opensName(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ".") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ":")
    }

    private func hasShape(_ name: [UInt8]) -> Bool {
        var index = 0
        for (place, wanted) in text.enumerated() {
            if wanted == UInt8(ascii: "*"), place == text.count - 1 {
                // What the shape leaves open begins at its first digit.
                let stem = text.prefix { $0 != UInt8(ascii: "#") }
                return VersionSuffix.isVersion(name[stem.count...], of: Array(stem))
            }
            guard index < name.count else { return false }
            let isDigit = name[index] >= 0x30 && name[index] <= 0x39
            guard wanted == UInt8(ascii: "#") ? isDigit : wanted == name[index] else {
                return false
            }
            index += 1
        }
        return index == name.count
    }

    private static func contains(_ name: [UInt8], _ text: [UInt8]) -> Bool {
        guard name.count >= text.count else { return false }
        return (0...(name.count - text.count)).contains { start in
            name[start...].starts(with: text)
        }
    }
}
