/// Why a configuration cannot be used: the place, the reason, and what to write instead.
///
/// Quotes no value, so that no key is shown.
public struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where it is wrong, as `farthing.json:3:17: dailyLimit`; empty for the whole.
    public let place: String
    /// What is wrong, and what is wanted; may be shown to a stranger.
    public let message: String

    package init(_ place: String, _ message: String) {
        self.place = place
        self.message = message
    }

    /// Place and message.
    public var description: String { place.isEmpty ? message : "\(place): \(message)" }
}
