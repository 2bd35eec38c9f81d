/// Why the text of a price book could not be read.
public struct PriceBookError: Error, Hashable, Sendable {
    /// The line, counted from one.
    public let line: Int
    /// What is wrong with it.
    public let reason: String

    /// One sentence with the place, the reason and the fix.
    public var message: String {
        "Price book, line \(line): \(reason); generate it again with Scripts/data/prices.py."
    }
}
