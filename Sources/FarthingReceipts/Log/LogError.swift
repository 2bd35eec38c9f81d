/// Why a log's files or proofs cannot be made or used.
///
/// The message names the place, the reason and the fix.
package struct LogError: Error, Hashable, Sendable, CustomStringConvertible {
    /// May be shown to a stranger.
    package let message: String

    package init(_ message: String) { self.message = message }

    package var description: String { message }
}
