/// What becomes of a route or of a parameter, so that nothing that may cost money is overlooked.
package enum Treatment: String, CaseIterable, Hashable, Sendable {
    /// Costs; held for, metered, settled.
    case priced
    /// Costs nothing, or nothing that is not counted elsewhere.
    case free
    /// May cost what nobody here can bound or price.
    case refused
}

/// One route of a dialect, as its provider documents it.
package struct RouteFact: Hashable, Sendable {
    package var method: String
    /// Below the dialect's prefix, identifiers in braces: `/v1/responses/{response_id}`. A path that
    /// ends in `/…` stands for all below it, and a method `*` for each; both only where refused.
    package var path: String
    package var treatment: Treatment
    /// What is counted, or why it is refused.
    package var note: String

    package init(_ method: String, _ path: String, _ treatment: Treatment, _ note: String) {
        self.method = method
        self.path = path
        self.treatment = treatment
        self.note = note
    }

    /// Whether this fact is about such a request.
    ///
    /// Nothing is normalised. What stands for a name in braces is one plain segment, so that no
    /// path can be read in two ways: no dots alone, no escapes, nothing empty.
    package func matches(method: String, path: Substring) -> Bool {
        if path.utf8.elementsEqual(self.path.utf8) { return isFor(method) }
        guard isFor(method) else { return false }
        var wanted = self.path.utf8[...]
        var given = path.utf8
        if self.path.hasSuffix(Self.rest) {
            wanted = wanted.dropLast(Self.rest.utf8.count)
            return given.starts(with: wanted)
                && [nil, UInt8(ascii: "/")].contains(given.dropFirst(wanted.count).first)
        }
        while let byte = wanted.first {
            guard byte == UInt8(ascii: "{") else {
                guard given.popFirst() == byte else { return false }
                wanted.removeFirst()
                continue
            }
            let segment = given.prefix { $0 != UInt8(ascii: "/") }
            guard PlainName.isSegment(segment) else { return false }
            given = given[segment.endIndex...]
            wanted = wanted.drop { $0 != UInt8(ascii: "}") }.dropFirst()
        }
        return given.isEmpty
    }

    private static let rest = "/…"

    private func isFor(_ method: String) -> Bool { self.method == method || self.method == "*" }
}

/// One parameter of a metered route.
package struct ParameterFact: Hashable, Sendable {
    /// The route's path as its ``RouteFact`` has it.
    package var route: String
    /// The member's name, nested ones behind a dot: `reasoning.mode`.
    package var name: String
    package var treatment: Treatment
    /// How it is counted, or why it is refused.
    package var note: String

    package init(_ route: String, _ name: String, _ treatment: Treatment, _ note: String) {
        self.route = route
        self.name = name
        self.treatment = treatment
        self.note = note
    }
}
