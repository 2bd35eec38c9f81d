/// Money as exports write it, in billionths of a nano-unit: floating point never touches it.
///
/// Providers state parts of a nano; each is kept until a sum is shown.
enum ExactAmount {
    static let perNano: Int128 = 1_000_000_000
    /// The largest amount and the largest sum: 900 million currency units.
    static let max: Int128 = 900_000_000 * perNano * 1_000_000_000

    /// Reads a decimal number with or without exponent; digits after the eighteenth decimal place
    /// are rounded to the nearest. Nil where it is no number or too large.
    ///
    /// - Parameter shift: the power of ten that the text counts in: -2 for cents.
    static func parse(_ text: String, shift: Int = 0) -> Int128? {
        var rest = Array(text.utf8)[...]
        var isNegative = false
        if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            isNegative = sign == UInt8(ascii: "-")
            rest = rest.dropFirst()
        }
        guard rest.count <= 400, let number = decimal(rest) else { return nil }
        var (digits, exponent) = number
        exponent += shift + 18
        if exponent < 0 {
            let kept = digits.count + exponent
            let next = kept >= 0 && kept < digits.count ? digits[kept] : 0
            guard var value = value(digits.prefix(Swift.max(0, kept))) else { return nil }
            if next >= 5 { value += 1 }
            return bounded(value, isNegative)
        }
        if digits.allSatisfy({ $0 == 0 }) { return 0 }
        guard exponent <= 40 else { return nil }
        digits += [UInt8](repeating: 0, count: exponent)
        return value(digits[...]).flatMap { bounded($0, isNegative) }
    }

    /// Whole nanos, to the nearest, halves away from zero.
    static func nanos(_ amount: Int128) -> Int64 {
        let half = perNano / 2
        return Int64(clamping: (amount < 0 ? amount - half : amount + half) / perNano)
    }

    private static func bounded(_ value: Int128, _ isNegative: Bool) -> Int128? {
        value > max ? nil : (isNegative ? -value : value)
    }

    /// The digits without the point, and the exponent that they have.
    private static func decimal(_ text: ArraySlice<UInt8>) -> (digits: [UInt8], exponent: Int)? {
        var digits: [UInt8] = []
        var exponent = 0
        var hasPoint = false
        var rest = text
        while let byte = rest.popFirst() {
            switch byte {
            case 48...57:
                digits.append(byte - 48)
                if hasPoint { exponent -= 1 }
            case UInt8(ascii: "."):
                if hasPoint || digits.isEmpty { return nil }
                hasPoint = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                guard !digits.isEmpty, let power = Int(String(decoding: rest, as: UTF8.self)),
                    (-400...400).contains(power)
                else { return nil }
                return (digits, exponent + power)
            default: return nil
            }
        }
        return digits.isEmpty || text.last == UInt8(ascii: ".") ? nil : (digits, exponent)
    }

    private static func value(_ digits: ArraySlice<UInt8>) -> Int128? {
        var value: Int128 = 0
        for digit in digits {
            value = value * 10 + Int128(digit)
            if value > max { return nil }
        }
        return value
    }
}
