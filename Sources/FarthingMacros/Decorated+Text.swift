extension Decorated {
    /// The text by which arguments are counted and compared: the same for equal values, each time.
    public static func text(_ value: some CustomStringConvertible) -> String? { value.description }

    /// The raw value's text.
    public static func text<Value: RawRepresentable>(_ value: Value) -> String?
    where Value.RawValue: CustomStringConvertible {
        value.rawValue.description
    }

    /// The description's, where there are both.
    public static func text<Value: RawRepresentable & CustomStringConvertible>(
        _ value: Value
    ) -> String? where Value.RawValue: CustomStringConvertible {
        value.description
    }

    /// The elements' texts in their own order, since a set has none.
    public static func text<Element>(_ value: Set<Element>) -> String? {
        value.map { String(describing: $0) }.sorted().description
    }

    /// The pairs' texts in their own order, since a dictionary has none.
    public static func text<Key, Value>(_ value: [Key: Value]) -> String? {
        let pairs = value.map { [String(describing: $0.key), String(describing: $0.value)] }
        return pairs.map(\.description).sorted().description
    }

    /// Nil for nil.
    public static func text(_ value: (some CustomStringConvertible)?) -> String? {
        value.flatMap { text($0) }
    }

    /// Nil for nil.
    public static func text<Value: RawRepresentable>(_ value: Value?) -> String?
    where Value.RawValue: CustomStringConvertible {
        value.flatMap { text($0) }
    }

    /// Nil for nil.
    public static func text<Value: RawRepresentable & CustomStringConvertible>(
        _ value: Value?
    ) -> String? where Value.RawValue: CustomStringConvertible {
        value.flatMap { text($0) }
    }

    /// Says what is missing.
    @_disfavoredOverload
    @available(
        *,
        unavailable,
        message:
            "Guards compare arguments by their text: name those that are CustomStringConvertible"
    )
    public static func text<Value>(_ value: Value) -> String? { nil }
}
