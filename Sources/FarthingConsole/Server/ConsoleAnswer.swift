package import FarthingCore

/// What a handler answers.
package struct ConsoleAnswer: Sendable {
    /// What follows the header.
    package enum Body: Sendable {
        case bytes([UInt8])
        /// Bytes as they come, until the stream ends or the client goes.
        case stream(AsyncStream<[UInt8]>)
    }

    package var status: Int
    package var contentType: String
    package var body: Body
    /// Further fields of the header, names in lower case.
    package var fields: [(name: String, value: String)] = []

    package init(_ status: Int, contentType: String, _ body: Body) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }

    /// An object in JSON, its members written by `write`.
    package static func json(
        _ status: Int = 200,
        _ write: (inout JSONWriter) throws -> Void
    ) rethrows -> ConsoleAnswer {
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        try write(&json)
        json.endObject()
        return ConsoleAnswer(status, contentType: "application/json", .bytes(json.bytes))
    }

    /// A page.
    package static func page(_ status: Int = 200, _ html: [UInt8]) -> ConsoleAnswer {
        ConsoleAnswer(status, contentType: "text/html; charset=utf-8", .bytes(html))
    }

    /// Nothing but the word that it was done.
    package static let done = ConsoleAnswer(204, contentType: "", .bytes([]))

    /// Sends a browser elsewhere after a form was taken.
    package static func seeOther(_ path: String) -> ConsoleAnswer {
        var answer = ConsoleAnswer(303, contentType: "text/plain; charset=utf-8", .bytes([]))
        answer.fields = [("location", path)]
        return answer
    }

    /// The same with one more field of the header.
    package func with(_ name: String, _ value: String) -> ConsoleAnswer {
        var answer = self
        answer.fields.append((name, value))
        return answer
    }
}
