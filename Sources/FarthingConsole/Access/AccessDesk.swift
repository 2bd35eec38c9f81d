/// Says who has sent a request; implemented by what knows tokens, sessions and keys.
package protocol AccessDesk: Sendable {
    /// Who sent it; nil where it shows nothing.
    ///
    /// - Throws: ``ConsoleError`` 401 where what it shows is not, or no longer, anybody's.
    func principal(of request: ConsoleRequest) throws -> Principal?
}
