import FarthingCore

/// What a line comes to.
extension Model {
    func isWellFormed(_ lines: [HoldLine], _ output: OutputBound) -> Bool {
        guard lines.count <= 64, output.least >= 0, output.wanted >= output.least,
            output.expected >= 0
        else { return false }
        return lines.allSatisfy { line in
            line.base >= 0 && line.perMillionOutput >= 0
                && line.base <= 900_000_000_000_000_000
                && line.perMillionOutput <= 900_000_000_000_000_000
                && exact(line, max(output.wanted, output.expected)) <= 900_000_000_000_000_000
        }
    }

    /// The amount for so many output tokens, rounded up.
    func amount(_ line: HoldLine, _ tokens: Int64) -> Int64 { Int64(exact(line, tokens)) }

    private func exact(_ line: HoldLine, _ tokens: Int64) -> Int128 {
        let millionths = Int128(line.perMillionOutput) * Int128(tokens)
        let whole = millionths / 1_000_000
        return Int128(line.base) + whole + (millionths % 1_000_000 == 0 ? 0 : 1)
    }

    /// The most tokens up to a bound whose amount fits, found by halving.
    func most(_ line: HoldLine, within free: Int64, upTo bound: Int64) -> Int64 {
        if amount(line, bound) <= free { return bound }
        var low: Int64 = -1
        var high = bound
        while high - low > 1 {
            let middle = (low + high) / 2
            if amount(line, middle) <= free { low = middle } else { high = middle }
        }
        return low
    }

    /// How many tokens are expected in the end when so many are granted.
    func need(_ output: OutputBound, _ granted: Int64) -> Int64 {
        output.expected > output.wanted ? output.expected : min(output.expected, granted)
    }
}
