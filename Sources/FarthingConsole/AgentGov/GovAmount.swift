import FarthingCore

/// An amount of money as agent-gov's clients write it: a decimal number, read exactly.
enum GovAmount {
    /// What becomes of digits that are finer than a nano-unit.
    enum Rounding {
        /// For what something costs: never less than was said.
        case up
        /// For what may be spent: never more than was said, and never nothing where it was
        /// something.
        case down
    }

    /// What a text says.
    enum Reading: Equatable {
        /// From 0 to ``Money/maxNanos``.
        case nanos(Int64)
        case negative
        /// More than ``Money/maxNanos``.
        case tooMuch
        /// No decimal number: a word, or one that nobody can write down in full.
        case noNumber
    }

    /// Reads a number of a JSON text.
    static func read(_ node: JSONNode, _ rounding: Rounding) -> Reading {
        // Nearly every amount is one of whole nano-units.
        if let nanos = node.decimalNanos() {
            if nanos < 0 { return .negative }
            return nanos <= Money.maxNanos ? .nanos(nanos) : .tooMuch
        }
        guard let text = node.decimalText else { return .noNumber }
        return read(text, rounding)
    }

    /// Reads a decimal number with or without a fraction and an exponent, blanks around it.
    static func read(_ text: String, _ rounding: Rounding) -> Reading {
        guard let number = Decimal(text) else { return .noNumber }
        if number.digits.isEmpty { return .nanos(0) }
        if number.isNegative { return .negative }
        // How many of its digits stand before the point, counted in nano-units.
        let whole = number.digits.count + number.exponent + 9
        // The largest amount has 18 digits.
        if whole > 18 { return .tooMuch }
        var nanos: Int64 = 0
        for place in 0..<max(0, whole) {
            let digit = place < number.digits.count ? number.digits[place] : 0
            nanos = nanos * 10 + Int64(digit)
        }
        let isExact = whole >= number.digits.count
        switch rounding {
        case .up where !isExact: nanos += 1
        case .down where nanos == 0: nanos = 1
        default: break
        }
        return nanos <= Money.maxNanos ? .nanos(nanos) : .tooMuch
    }

    /// A number's text taken apart: ± digits × 10^exponent, without zeros at either end of the
    /// digits.
    private struct Decimal {
        var isNegative = false
        var digits: [UInt8] = []
        var exponent = 0

        init?(_ text: String) {
            var rest = Array(text.utf8)[...]
            let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
            rest = rest.drop(while: isBlank)
            while let last = rest.last, isBlank(last) { rest = rest.dropLast() }
            if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
                isNegative = sign == UInt8(ascii: "-")
                rest = rest.dropFirst()
            }
            var isFraction = false
            var count = 0
            while let byte = rest.first {
                if byte == UInt8(ascii: "."), !isFraction {
                    isFraction = true
                } else if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
                    count += 1
                    if isFraction { exponent -= 1 }
                    if byte != UInt8(ascii: "0") || !digits.isEmpty {
                        digits.append(byte - UInt8(ascii: "0"))
                    }
                } else {
                    break
                }
                rest = rest.dropFirst()
            }
            guard count > 0, readExponent(rest) else { return nil }
            while digits.last == 0 {
                digits.removeLast()
                exponent += 1
            }
        }

        private mutating func readExponent(_ text: ArraySlice<UInt8>) -> Bool {
            guard let mark = text.first else { return true }
            guard mark | 0x20 == UInt8(ascii: "e") else { return false }
            var rest = text.dropFirst()
            var isDown = false
            if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
                isDown = sign == UInt8(ascii: "-")
                rest = rest.dropFirst()
            }
            guard !rest.isEmpty else { return false }
            var value = 0
            for byte in rest {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return false }
                // Far beyond the length of any body it stays where it is.
                value = min(value * 10 + Int(byte - UInt8(ascii: "0")), 1 << 40)
            }
            exponent += isDown ? -value : value
            return true
        }
    }
}
