package import FarthingCore

/// What is to be known of access keys beside what finds them; implemented by whoever keeps them.
package protocol KeyDesk: Sendable {
    /// When a key in use ends, in milliseconds UTC; nil for one that does not, or is none. Asked for
    /// each line of a list: quick, and without a wait.
    func expiresAtMs(ofKey id: String) -> Int64?

    /// A scope as calls have it: with commitments in the place of subjects' names, where the policy
    /// says so.
    ///
    /// - Throws: ``ConsoleError`` 503 where they cannot be made.
    func standing(_ scope: Scope) async throws -> Scope

    /// Claims likewise: patterns that name one value.
    func standing(_ claims: [Match.Term]) async throws -> [Match.Term]
}
