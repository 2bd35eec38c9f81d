/// Finds the matches that fit a scope without trying each: those that demand an exact value of some
/// dimension are looked up by it.
struct ScopeIndex: Sendable {
    private struct Entry: Sendable {
        var index: Int
        var match: Match
    }

    /// Entries by a value that they demand, per dimension.
    private var exact: [(dimension: Dimension, entries: [String: [Entry]])] = []
    /// Entries that demand no exact value.
    private var others: [Entry] = []

    init(_ matches: [Match]) {
        for (index, match) in matches.enumerated() where match.isSatisfiable {
            let entry = Entry(index: index, match: match)
            guard let term = match.terms.first(where: { $0.pattern.isExact }) else {
                others.append(entry)
                continue
            }
            let at = exact.firstIndex { $0.dimension == term.dimension } ?? exact.endIndex
            if at == exact.endIndex { exact.append((term.dimension, [:])) }
            exact[at].entries[term.pattern.pattern, default: []].append(entry)
        }
    }

    /// The indices of the matches that fit, ascending.
    func indices(matching scope: Scope) -> [Int] {
        var found: [Int] = []
        for entry in others where entry.match.matches(scope) { found.append(entry.index) }
        for (dimension, entries) in exact {
            guard let value = scope[dimension], let candidates = entries[value] else { continue }
            for entry in candidates where entry.match.matches(scope) { found.append(entry.index) }
        }
        if found.count > 1 { found.sort() }
        return found
    }
}

extension Match {
    /// False when two terms demand different values of one dimension: no call can fit both.
    fileprivate var isSatisfiable: Bool {
        for (index, term) in terms.enumerated() where term.pattern.isExact {
            let value = term.pattern.pattern
            for other in terms[(index + 1)...] where other.dimension == term.dimension {
                if !other.pattern.matches(value) { return false }
            }
        }
        return true
    }
}

extension Glob {
    /// Whether only one text fits: the pattern itself.
    fileprivate var isExact: Bool {
        !pattern.utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
    }
}
