/// Carries a request to the identity provider; implemented over HTTP, and in tests by a script.
package protocol OIDCTransport: Sendable {
    /// Makes one request, follows no redirect, and reads ``OIDCRequest/answerBytesMax`` at most.
    ///
    /// - Throws: ``OIDCTransportError``; then nothing is known of what the provider did.
    func send(_ request: OIDCRequest) async throws(OIDCTransportError) -> OIDCAnswer
}

/// A request to the identity provider.
package struct OIDCRequest: Sendable {
    /// The longest answer: a provider's keys are some ten kilobytes.
    package static let answerBytesMax = 256 << 10

    package let url: OIDCAddress
    /// Header fields, names in lower case. They may hold a secret.
    package var fields: [(name: String, value: String)] = [("accept", "application/json")]
    /// A form to post; nil for GET. It may hold a secret.
    package var form: [UInt8]?

    package init(_ url: OIDCAddress, form: [UInt8]? = nil) {
        self.url = url
        self.form = form
    }
}

/// What the identity provider answers.
package struct OIDCAnswer: Sendable {
    package let status: Int
    package let body: [UInt8]

    package init(status: Int, body: [UInt8]) {
        self.status = status
        self.body = body
    }
}

/// Why there is no answer.
package struct OIDCTransportError: Error, Sendable {
    /// The reason for the log, without an address or a secret in it.
    package let reason: String

    package init(_ reason: String) { self.reason = reason }
}
