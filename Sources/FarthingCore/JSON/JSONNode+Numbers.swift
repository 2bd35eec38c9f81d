extension JSONNode {
    /// The number as the text writes it; nil unless the value is a number.
    package var decimalText: String? { withView { $0.decimalText } }

    /// The number when it is written without point and exponent and fits; `-0` is 0.
    package var int64: Int64? { withView { $0.int64 } }

    /// The number × 10⁹, when that is a whole number that fits; nil otherwise. Exponents are
    /// understood: `2.5e-3` is 2,500,000.
    package func decimalNanos() -> Int64? { withView { $0.decimalNanos() } }
}
