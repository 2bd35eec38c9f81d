/// Who and what a call is for: one value per dimension, at most ``dimensionsMax`` of them.
public struct Scope: Hashable, Sendable {
    /// Bounds what a call may carry, so that an account's key stays short.
    public static let dimensionsMax = 32
    /// The longest value in UTF-8 bytes: enough for a URN, too short for a prompt.
    public static let valueBytesMax = 256

    private var values: [Dimension: String] = [:]

    /// An empty scope: a call of which nothing is known.
    public init() {}

    /// The value of a dimension; nil when the call has none. Setting nil removes it.
    public subscript(dimension: Dimension) -> String? {
        get { values[dimension] }
        set { values[dimension] = newValue }
    }

    /// How many dimensions have a value.
    public var count: Int { values.count }

    /// Whether it has at most ``dimensionsMax`` dimensions, each with a value of 1 to
    /// ``valueBytesMax`` bytes.
    public var isWithinBounds: Bool {
        count <= Scope.dimensionsMax
            && values.values.allSatisfy { (1...Scope.valueBytesMax).contains($0.utf8.count) }
    }

    /// The dimensions and values, sorted by the dimension's name.
    public var sorted: [(dimension: Dimension, value: String)] {
        values.map { (dimension: $0.key, value: $0.value) }
            .sorted { utf8Precedes($0.dimension.name, $1.dimension.name) }
    }

    /// This scope with every value of `other` written over it.
    public func merging(_ other: Scope) -> Scope {
        var merged = self
        for (dimension, value) in other.values { merged.values[dimension] = value }
        return merged
    }

    /// The part of an account's key that tells one agent's account from another's: the values of
    /// `dimensions` in their order, as `agent=a1,team=x`; a missing value is written empty.
    ///
    /// The characters `,`, `=` and `%` and control characters are percent-encoded, so that two
    /// scopes never share a key by accident of spelling.
    public func key(per dimensions: [Dimension]) -> String {
        if dimensions.isEmpty { return "" }
        var key = ""
        for (index, dimension) in dimensions.enumerated() {
            if index > 0 { key += "," }
            key += dimension.name
            key += "="
            appendEscaped(values[dimension] ?? "", to: &key)
        }
        return key
    }
}

private func appendEscaped(_ value: String, to key: inout String) {
    let hex = Array("0123456789ABCDEF")
    for scalar in value.unicodeScalars {
        switch scalar {
        case ",", "=", "%", "\u{0}"..."\u{1F}", "\u{7F}":
            key += "%"
            key.append(hex[Int(scalar.value >> 4)])
            key.append(hex[Int(scalar.value & 15)])
        default:
            key.unicodeScalars.append(scalar)
        }
    }
}

/// Orders strings by their UTF-8 bytes, which is the order of their Unicode code points.
///
/// Swift's own `<` compares by canonical equivalence, under which two different names may be one.
package func utf8Precedes(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
}
