import FarthingCore

/// Which types of events somebody wants.
package struct EventFilter: Hashable, Sendable {
    /// Patterns in one filter; there are fewer types.
    package static let patternsMax = 32

    private let types: Set<EventType>

    /// What comes without being asked for.
    package static let usual = EventFilter(EventType.allCases.filter(\.isUsual))

    private init(_ types: [EventType]) { self.types = Set(types) }

    /// Takes globs over names, as `budget.*`, `*`.
    ///
    /// - Throws: ``EventFilterError`` for a pattern that fits no type, or for too many or none.
    package init(patterns: [String]) throws(EventFilterError) {
        guard !patterns.isEmpty, patterns.count <= Self.patternsMax else {
            throw EventFilterError(pattern: "", reason: "name 1 to \(Self.patternsMax) types")
        }
        var types: [EventType] = []
        for pattern in patterns {
            let fitting = EventType.allCases.filter { Glob(pattern)?.matches($0.rawValue) == true }
            guard !fitting.isEmpty else {
                throw EventFilterError(pattern: pattern, reason: "no event has such a type")
            }
            types += fitting
        }
        self.init(types)
    }

    package func matches(_ type: EventType) -> Bool { types.contains(type) }
}

/// A pattern that cannot be meant.
package struct EventFilterError: Error, Hashable, Sendable {
    package let pattern: String
    package let reason: String
}
