internal import CFarthingData
package import FarthingCore

extension PriceBook {
    /// Reads the price book that is embedded in the executable. It takes a few milliseconds, so a
    /// program does it once and keeps the value; it is tested to be readable, so it does not fail.
    package static func bundled() -> PriceBook {
        let data = farthing_data_prices()
        let bytes = Array(UnsafeBufferPointer(start: data.start, count: data.length))
        do {
            return try PriceBook(parsing: bytes)
        } catch {
            preconditionFailure(error.message)
        }
    }
}
