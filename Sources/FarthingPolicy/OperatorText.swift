package import FarthingCore

/// The policy language's way of reading single values, for command lines and configuration.
package enum OperatorText {
    /// Reads an amount such as `10.00 USD` or `500k tokens`; nanos for money.
    ///
    /// - Throws: ``Fault`` with what is wrong and how to write it.
    package static func amount(
        _ text: String
    ) throws(Fault) -> (value: Int64, unit: BudgetUnit) {
        do throws(Amount.Fault) {
            let amount = try Amount(text)
            return (value: amount.value, unit: amount.unit)
        } catch {
            throw Fault(message: error.message)
        }
    }

    /// `; did you mean "day"?` for the word nearest to what was written, or the words to choose from.
    package static func hint(for word: String, among words: [String]) -> String {
        FarthingPolicy.hint(for: word, among: words)
    }

    /// Why a text cannot be read.
    package struct Fault: Error, Hashable, Sendable {
        package let message: String
    }
}
