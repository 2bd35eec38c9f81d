extension JSONView {
    /// The number as the text writes it; nil unless the value is a number.
    package var decimalText: String? {
        withDigits { String(decoding: $0, as: UTF8.self) }
    }

    /// The number when it is written without point and exponent and fits; `-0` is 0.
    package var int64: Int64? {
        withDigits { digits in
            let isNegative = digits[0] == UInt8(ascii: "-")
            if digits.count <= Self.shortDigitsMax { return Self.short(digits, isNegative) }
            var value: Int64 = 0
            for byte in digits.dropFirst(isNegative ? 1 : 0) {
                let digit = Int64(byte &- UInt8(ascii: "0"))
                guard digit >= 0, digit <= 9 else { return nil }
                let (tenfold, overflows) = value.multipliedReportingOverflow(by: 10)
                // Counting downwards reaches Int64.min, too.
                let (next, overflowsNext) = tenfold.subtractingReportingOverflow(digit)
                guard !overflows, !overflowsNext else { return nil }
                value = next
            }
            if isNegative { return value }
            return value == .min ? nil : -value
        } ?? nil
    }

    /// The number × 10⁹, when that is a whole number that fits; nil otherwise. Exponents are
    /// understood: `2.5e-3` is 2,500,000.
    package func decimalNanos() -> Int64? {
        withDigits { JSONDecimal($0).scaled(byPowerOfTen: 9) } ?? nil
    }

    /// A number of so many characters fits, whatever they are.
    private static let shortDigitsMax = 18

    private static func short(
        _ digits: UnsafeBufferPointer<UInt8>,
        _ isNegative: Bool
    ) -> Int64? {
        var value: Int64 = 0
        for index in (isNegative ? 1 : 0)..<digits.count {
            let digit = digits[index] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            value = value &* 10 &+ Int64(digit)
        }
        return isNegative ? 0 &- value : value
    }

    private func withDigits<Result>(
        _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result? {
        kind == .number ? body(source) : nil
    }
}

/// A number's text taken apart: ± significant digits × 10^exponent.
private struct JSONDecimal {
    private var isNegative = false
    /// Nil once the significant digits do not fit.
    private var magnitude: UInt64? = 0
    private var exponent = 0

    init(_ text: UnsafeBufferPointer<UInt8>) {
        var rest = text[...]
        if rest.first == UInt8(ascii: "-") {
            isNegative = true
            rest = rest.dropFirst()
        }
        var isFraction = false
        /// Zeros that count only if another digit follows.
        var zeros = 0
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: ".") {
                isFraction = true
            } else if byte | 0x20 == UInt8(ascii: "e") {
                exponent += Self.exponent(rest)
                break
            } else {
                if isFraction { exponent -= 1 }
                if byte == UInt8(ascii: "0") {
                    zeros += 1
                } else {
                    shift(by: zeros + 1, adding: UInt64(byte &- UInt8(ascii: "0")))
                    zeros = 0
                }
            }
        }
        exponent += zeros
    }

    private mutating func shift(by places: Int, adding digit: UInt64) {
        guard magnitude != 0 else { return magnitude = digit }
        for _ in 0..<places {
            guard let value = magnitude else { return }
            let (product, overflows) = value.multipliedReportingOverflow(by: 10)
            magnitude = overflows ? nil : product
        }
        guard let value = magnitude else { return }
        let (sum, overflows) = value.addingReportingOverflow(digit)
        magnitude = overflows ? nil : sum
    }

    /// The value of an exponent; far beyond any text's length it stays where it is.
    private static func exponent(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
        var value = 0
        for byte in text where byte >= UInt8(ascii: "0") {
            value = min(value * 10 + Int(byte &- UInt8(ascii: "0")), 1 << 50)
        }
        return text.first == UInt8(ascii: "-") ? -value : value
    }

    func scaled(byPowerOfTen power: Int) -> Int64? {
        guard magnitude != 0 else { return 0 }
        var places = exponent + power
        guard var value = magnitude, places >= 0, places < 20 else { return nil }
        while places > 0 {
            let (product, overflows) = value.multipliedReportingOverflow(by: 10)
            guard !overflows else { return nil }
            value = product
            places -= 1
        }
        guard let limited = Int64(exactly: value) else {
            return isNegative && value == Int64.min.magnitude ? .min : nil
        }
        return isNegative ? -limited : limited
    }
}
