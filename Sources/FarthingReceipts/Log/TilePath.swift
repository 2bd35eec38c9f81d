/// Where a tile stands beneath a log's address (C2SP tlog-tiles), as `tile/0/x001/x234/067.p/12`.
package struct TilePath: Hashable, Sendable {
    /// How many levels of 256 lie beneath; nil for a bundle of entries.
    package let level: Int?
    /// The tile's number within its level.
    package let index: Int64
    /// Hashes or entries in it: 256, or fewer in the last tile of a level.
    package let width: Int

    package static let widthMax = 256
    /// The highest level of a tree of at most 2⁶³ − 1 leaves.
    package static let levelMax = 7

    package init(level: Int?, index: Int64, width: Int = widthMax) {
        self.level = level
        self.index = index
        self.width = width
    }

    /// The last tile of a level in a tree of `size` leaves; nil where the level ends with a full
    /// one.
    package init?(edgeOf level: Int?, size: Int64) {
        let count = size >> Int64(8 * (level ?? 0))
        let width = Int(count % Int64(Self.widthMax))
        guard width > 0 else { return nil }
        self.init(level: level, index: count / Int64(Self.widthMax), width: width)
    }

    /// Reads a path in its one spelling; nil for anything else.
    package init?(_ text: String) {
        var words = text.split(separator: "/", omittingEmptySubsequences: false)[...]
        guard text.utf8.count <= 64, words.popFirst() == "tile", let kind = words.popFirst() else {
            return nil
        }
        guard let level = kind == "entries" ? -1 : decimal([UInt8](kind.utf8)),
            level <= Self.levelMax
        else { return nil }
        var width = Int64(Self.widthMax)
        var last = words.popLast()
        if let name = words.last, name.hasSuffix(".p") {
            guard let last, let read = decimal([UInt8](last.utf8)), read > 0, read < width else {
                return nil
            }
            width = read
            words.removeLast()
            words.append(name.dropLast(2))
        } else if let last {
            words.append(last)
        }
        last = words.popLast()
        guard let last, words.count <= 6, words.allSatisfy({ $0.first == "x" }) else { return nil }
        var index: Int64 = 0
        for digits in words.map({ $0.dropFirst() }) + [last] {
            guard digits.utf8.count == 3,
                digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
                let value = Int64(digits), index <= (Int64.max - value) / 1_000
            else { return nil }
            index = index * 1_000 + value
        }
        self.init(level: level < 0 ? nil : Int(level), index: index, width: Int(width))
        guard self.text == text else { return nil }
    }

    /// The path.
    package var text: String {
        var groups = [Self.digits(index % 1_000)]
        var rest = index / 1_000
        while rest > 0 {
            groups.append("x" + Self.digits(rest % 1_000))
            rest /= 1_000
        }
        let number = groups.reversed().joined(separator: "/")
        let suffix = width < Self.widthMax ? ".p/\(width)" : ""
        return "tile/\(level.map(String.init) ?? "entries")/\(number)\(suffix)"
    }

    /// The full tile that this one is, or becomes.
    package var full: TilePath { TilePath(level: level, index: index) }

    /// Bytes of one hash, or of one entry: its length in two bytes, and the hash that it is.
    package var itemBytes: Int { level == nil ? 2 + Hash32.byteCount : Hash32.byteCount }

    private static func digits(_ value: Int64) -> String {
        let text = String(value)
        return String(repeating: "0", count: 3 - text.count) + text
    }
}
