internal import CFarthingData
package import FarthingCore

extension PriceBook {
    /// The text of the price book that is embedded in the executable.
    package static var bundledText: [UInt8] {
        let data = farthing_data_prices()
        return Array(UnsafeBufferPointer(start: data.start, count: data.length))
    }

    /// Reads the price book that is embedded in the executable. It takes a few milliseconds, so a
    /// program does it once and keeps the value; it is tested to be readable, so it does not fail.
    package static func bundled() -> PriceBook {
        do {
            var book = try PriceBook(parsing: bundledText)
            book.rates = .bundled()
            return book
        } catch {
            preconditionFailure(error.message)
        }
    }
}
