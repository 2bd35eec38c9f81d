/// The most tokens that an answer may have, as requests state it.
package enum OutputLimit {
    /// Above any model's output: what lies above is a mistake, and sums with it could overflow.
    package static let tokensMax: Int64 = 1_000_000_000
}
