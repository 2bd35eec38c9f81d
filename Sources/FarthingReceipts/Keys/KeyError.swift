/// Why a key cannot be used.
///
/// The message names the place, the reason and the fix, and nothing of the key.
package struct KeyError: Error, Hashable, Sendable, CustomStringConvertible {
    /// May be shown to a stranger.
    package let message: String

    package init(_ message: String) { self.message = message }

    package var description: String { message }
}
