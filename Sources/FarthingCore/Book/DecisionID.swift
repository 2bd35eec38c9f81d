/// The id of a decision, made of its first hold's or of its approval's: the way back needs no
/// memory, and neither id is taken for the other.
package enum DecisionID {
    private static let mark: (UInt64, UInt64) = (0x5350_4E44_4745_0065, 0x0044_4543_4953_4E00)

    package static func of(_ hold: HoldID) -> HoldID {
        HoldID(random: hold.high ^ mark.0, hold.low ^ mark.1)
    }

    /// The hold or approval of a decision; nil for what is no UUID.
    package static func hold(_ text: String) -> HoldID? { HoldID(text.lowercased()).map(of) }
}
