/// Finds the matches that fit a scope without trying each: every match is looked up by the one of its
/// terms that the fewest others share, by the text that its value must be or must begin with.
struct ScopeIndex: Sendable {
    private struct Entry: Sendable {
        var index: Int
        /// What is left to compare, by the dimension's place in ``dimensions``.
        var terms: [(dimension: Int, pattern: ScopePattern)]

        func fits(_ values: [ScopeValue?]) -> Bool {
            for term in terms {
                guard let value = values[term.dimension], term.pattern.matches(value) else {
                    return false
                }
            }
            return true
        }
    }

    /// Entries by the beginning that they demand of one dimension's values, all equally long.
    private struct Shelf: Sendable {
        var dimension: Int
        /// The length of the beginning in bytes; nil where the whole value is demanded.
        var length: Int?
        var entries: [[UInt8]: [Entry]] = [:]
    }

    /// The dimensions that some match names: each is looked at once, however many do.
    private var dimensions: [Dimension] = []
    private var shelves: [Shelf] = []
    /// Entries that demand no beginning of any value.
    private var others: [Entry] = []

    init(_ matches: [Match]) {
        var shared: [Demand: Int] = [:]
        let entries = matches.enumerated().compactMap { index, match -> Entry? in
            guard match.isSatisfiable else { return nil }
            let terms = match.terms.map { term in
                (dimension: place(of: term.dimension), pattern: ScopePattern(term.pattern))
            }
            for term in terms { Demand(term).map { shared[$0, default: 0] += 1 } }
            return Entry(index: index, terms: terms)
        }
        for entry in entries { shelve(entry, shared) }
    }

    private mutating func place(of dimension: Dimension) -> Int {
        if let place = dimensions.firstIndex(of: dimension) { return place }
        dimensions.append(dimension)
        return dimensions.count - 1
    }

    /// What a term demands of a value's beginning.
    private struct Demand: Hashable {
        var dimension: Int
        var beginning: [UInt8]
        var isWhole: Bool

        init?(_ term: (dimension: Int, pattern: ScopePattern)) {
            dimension = term.dimension
            beginning = term.pattern.beginning
            isWhole = term.pattern.isExact
            if beginning.isEmpty { return nil }
        }
    }

    private mutating func shelve(_ entry: Entry, _ shared: [Demand: Int]) {
        var best: (term: Int, demand: Demand, count: Int)?
        for (index, term) in entry.terms.enumerated() {
            guard let demand = Demand(term), let count = shared[demand] else { continue }
            if best.map({ count < $0.count }) ?? true { best = (index, demand, count) }
        }
        guard let best else {
            others.append(entry)
            return
        }
        var entry = entry
        // A value that is found by the whole of it need not be compared again.
        if best.demand.isWhole { entry.terms.remove(at: best.term) }
        let length = best.demand.isWhole ? nil : best.demand.beginning.count
        let at =
            shelves.firstIndex { $0.dimension == best.demand.dimension && $0.length == length }
            ?? shelves.endIndex
        if at == shelves.endIndex {
            shelves.append(Shelf(dimension: best.demand.dimension, length: length))
        }
        shelves[at].entries[best.demand.beginning, default: []].append(entry)
    }

    /// The indices of the matches that fit, ascending.
    func indices(matching scope: Scope) -> [Int] {
        if others.isEmpty, shelves.isEmpty { return [] }
        let values = dimensions.map { scope[$0].map { ScopeValue($0) } }
        var found: [Int] = []
        for entry in others where entry.fits(values) { found.append(entry.index) }
        for shelf in shelves {
            guard let value = values[shelf.dimension] else { continue }
            let entries: [Entry]?
            if let length = shelf.length {
                guard value.bytes.count >= length else { continue }
                entries = shelf.entries[Array(value.bytes[..<length])]
            } else {
                entries = shelf.entries[value.bytes]
            }
            for entry in entries ?? [] where entry.fits(values) { found.append(entry.index) }
        }
        if found.count > 1 { found.sort() }
        return found
    }
}

extension Match {
    /// False when two terms demand different values of one dimension: no call can fit both.
    fileprivate var isSatisfiable: Bool {
        for (index, term) in terms.enumerated() where term.pattern.isPlain {
            let value = term.pattern.pattern
            for other in terms[(index + 1)...] where other.dimension == term.dimension {
                if !other.pattern.matches(value) { return false }
            }
        }
        return true
    }
}
