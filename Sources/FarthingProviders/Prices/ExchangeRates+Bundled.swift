internal import CFarthingData
package import FarthingCore

extension ExchangeRates {
    /// The text of the exchange rates that are embedded in the executable.
    package static var bundledText: [UInt8] {
        let data = farthing_data_rates()
        return Array(UnsafeBufferPointer(start: data.start, count: data.length))
    }

    /// Reads the exchange rates that are embedded in the executable; they are tested to be readable,
    /// so it does not fail.
    package static func bundled() -> ExchangeRates {
        do {
            return try ExchangeRates(parsing: bundledText)
        } catch {
            preconditionFailure(error.message)
        }
    }
}
