/// A glob made ready to be compared with bytes: most patterns are a plain text, or a beginning and an
/// end with anything between them.
enum ScopePattern: Sendable {
    case exact([UInt8])
    /// One star: what stands before it and behind it.
    case affixes([UInt8], [UInt8])
    case general(Glob)

    init(_ glob: Glob) {
        let bytes = Array(glob.pattern.utf8)
        let stars = bytes.indices.filter { bytes[$0] == UInt8(ascii: "*") }
        if bytes.contains(UInt8(ascii: "?")) || stars.count > 1 {
            self = .general(glob)
        } else if let star = stars.first {
            self = .affixes(Array(bytes[..<star]), Array(bytes[(star + 1)...]))
        } else {
            self = .exact(bytes)
        }
    }

    func matches(_ value: ScopeValue) -> Bool {
        switch self {
        case .exact(let text): return value.bytes == text
        case .affixes(let start, let end):
            let bytes = value.bytes
            guard bytes.count >= start.count + end.count else { return false }
            for index in start.indices where bytes[index] != start[index] { return false }
            let behind = bytes.count - end.count
            for index in end.indices where bytes[behind + index] != end[index] { return false }
            return true
        case .general(let glob): return glob.matches(value.text)
        }
    }

    /// What a value must begin with; the whole of it for a plain text.
    var beginning: [UInt8] {
        switch self {
        case .exact(let text): text
        case .affixes(let start, _): start
        case .general(let glob):
            Array(glob.pattern.utf8.prefix { $0 != UInt8(ascii: "*") && $0 != UInt8(ascii: "?") })
        }
    }

    var isExact: Bool {
        if case .exact = self { return true }
        return false
    }
}

/// One value of a scope, as text and as bytes.
struct ScopeValue {
    let text: String
    let bytes: [UInt8]

    init(_ text: String) {
        self.text = text
        bytes = Array(text.utf8)
    }
}
