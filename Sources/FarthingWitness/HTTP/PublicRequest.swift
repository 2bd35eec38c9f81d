/// A request as the small servers of this room see it.
package struct PublicRequest: Sendable {
    /// In capitals.
    package var method: String
    /// As it was sent, without a query; nothing is decoded.
    package var path: String
    /// Whole; empty but for a POST.
    package var body: [UInt8]

    package init(method: String, path: String, body: [UInt8] = []) {
        self.method = method
        self.path = path
        self.body = body
    }
}

/// What is answered.
package struct PublicAnswer: Hashable, Sendable {
    package var status: Int
    package var contentType = "text/plain; charset=utf-8"
    /// How long it may be kept, as `cache-control` says it.
    package var caching = "no-store"
    /// The methods that would do, where this one does not.
    package var allow: String?
    package var retryAfterS: Int?
    package var body: [UInt8] = []

    package init(status: Int, body: [UInt8] = []) {
        self.status = status
        self.body = body
    }

    /// A refusal, with one line for whoever reads it.
    package static func refusal(_ status: Int, _ reason: String) -> PublicAnswer {
        PublicAnswer(status: status, body: [UInt8]((reason + "\n").utf8))
    }

    package static func onlyFor(methods: String) -> PublicAnswer {
        var answer = refusal(405, "use \(methods)")
        answer.allow = methods
        return answer
    }
}
