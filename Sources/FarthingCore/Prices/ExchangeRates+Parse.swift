// The text of exchange rates, line by line; fields are separated by tabs:
//
//     # a comment
//     farthing-rates 1
//     version ecb-2026-10-30+1
//     sha256 <hex of all bytes after this line>
//     currency  day  rate
//
// A rate is a decimal with at most nine places: what one US dollar is in the currency, rounded up. It
// holds from its day on (UTC).
extension ExchangeRates {
    /// Reads the text of exchange rates. Throws where any line is not of the form above; there are no
    /// partial rates.
    package init(parsing bytes: [UInt8]) throws(ExchangeRatesError) {
        var header: [String] = []
        var rates: [ExchangeRate] = []
        let titles = ["farthing-rates 1", "version ", "sha256 "]
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where !line.isEmpty && line.first != 0x23 {
            if header.count < titles.count {
                let title = titles[header.count]
                guard line.starts(with: title.utf8) else {
                    throw ExchangeRatesError(line: index + 1, reason: "expected '\(title)'")
                }
                header.append(String(decoding: line.dropFirst(title.utf8.count), as: UTF8.self))
                continue
            }
            guard rates.count < ExchangeRate.ratesMax, let rate = ExchangeRate(parsing: line) else {
                throw ExchangeRatesError(line: index + 1, reason: "expected currency, day and rate")
            }
            let isTwice = rates.contains {
                $0.currency == rate.currency && $0.fromMs == rate.fromMs
            }
            guard !isTwice else {
                throw ExchangeRatesError(
                    line: index + 1,
                    reason: "\(rate.currency) has two rates of the same day"
                )
            }
            rates.append(rate)
        }
        guard header.count == titles.count else {
            throw ExchangeRatesError(line: lines.count, reason: "the heading is not whole")
        }
        self.init(version: header[1], hash: header[2], references: rates)
    }
}

/// Why the text of exchange rates could not be read.
package struct ExchangeRatesError: Error, Hashable, Sendable {
    /// The line, counted from one.
    package let line: Int
    /// What is wrong with it.
    package let reason: String

    /// One sentence with the place, the reason and the fix.
    package var message: String {
        "Exchange rates, line \(line): \(reason); generate them again with Scripts/data/rates.py."
    }
}

extension ExchangeRate {
    /// Reads a line such as `INR	2026-10-30	94.955245256`.
    fileprivate init?(parsing line: ArraySlice<UInt8>) {
        let fields = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
        guard fields.count == 3, case let currency = String(decoding: fields[0], as: UTF8.self),
            case .money = BudgetUnit(name: currency), currency != "USD",
            let day = CivilDate(parsing: fields[1]),
            let rateNanos = Self.nanos(parsing: fields[2])
        else { return nil }
        self.init(
            currency: currency,
            rateNanos: rateNanos,
            fromMs: day.dayNumber * TimeUnit.dayMs,
            source: .reference
        )
    }

    /// Reads a plain decimal such as `94.955245256`; nil where it is anything else, has more than nine
    /// decimals, or is out of bounds.
    private static func nanos(parsing text: ArraySlice<UInt8>) -> Int64? {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ (1...9).contains($0.count) }) else {
            return nil
        }
        var nanos: Int64 = 0
        for byte in parts.joined() {
            guard 0x30...0x39 ~= byte else { return nil }
            nanos = nanos * 10 + Int64(byte - 0x30)
        }
        for _ in (parts.count == 2 ? parts[1].count : 0)..<9 { nanos *= 10 }
        return nanosRange.contains(nanos) ? nanos : nil
    }
}

extension CivilDate {
    /// Reads a day such as `2026-10-30` that exists; nil for anything else.
    package init?(parsing text: some Collection<UInt8>) {
        let digits = Array(text)
        guard digits.count == 10, digits[4] == 0x2D, digits[7] == 0x2D else { return nil }
        var parts: [Int64] = []
        for range in [0..<4, 5..<7, 8..<10] {
            var part: Int64 = 0
            for byte in digits[range] {
                guard 0x30...0x39 ~= byte else { return nil }
                part = part * 10 + Int64(byte - 0x30)
            }
            parts.append(part)
        }
        guard parts[0] >= 1_970, (1...12).contains(parts[1]),
            (1...CivilDate.days(inMonth: parts[1], ofYear: parts[0])).contains(parts[2])
        else { return nil }
        self.init(year: parts[0], month: parts[1], day: parts[2])
    }
}
