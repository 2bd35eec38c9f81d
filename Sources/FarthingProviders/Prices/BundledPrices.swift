internal import CFarthingData
public import FarthingCore

extension PriceBook {
    /// The text of the price book that is embedded in the executable.
    package static var bundledText: [UInt8] {
        let data = farthing_data_prices()
        return Array(UnsafeBufferPointer(start: data.start, count: data.length))
    }

    /// Reads the price book that comes with the package: what the providers' own price lists say, as of
    /// ``version``.
    ///
    /// It takes a few milliseconds, so a program does it once and keeps the value; it is tested to be
    /// readable, so it does not fail. Calls of models that it does not have are refused unless the
    /// policy prices them (`unpriced`), or `overrides` do.
    ///
    /// - Parameter overrides: prices of your own, which count before the book's.
    public static func bundled(applying overrides: [PriceOverride] = []) -> PriceBook {
        do {
            var book = try PriceBook(parsing: bundledText)
            book.rates = .bundled()
            return overrides.isEmpty ? book : book.applying(overrides)
        } catch {
            preconditionFailure(error.message)
        }
    }
}
