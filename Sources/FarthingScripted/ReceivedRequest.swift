import NIOCore
import NIOHTTP1

/// A request, read to its end.
struct ReceivedRequest {
    let method: HTTPMethod
    /// Without the query; Azure's as OpenAI has it.
    let path: String
    let isKeepAlive: Bool
    let expectsContinue: Bool
    let steering: Steering?
    let tag: String
    let key: String?
    let contentType: String?
    /// Whether the client speaks Anthropic's dialect.
    let namesAnthropic: Bool
    /// Whether the client speaks the Gemini API.
    let namesGoogle: Bool
    private(set) var body: [UInt8] = []

    init(_ head: HTTPRequestHead) {
        method = head.method
        let asked = head.uri.firstIndex(of: "?").map { String(head.uri[..<$0]) } ?? head.uri
        path = AzurePath.openAI(asked) ?? asked
        isKeepAlive = head.isKeepAlive
        expectsContinue = head.headers.first(name: "expect")?.lowercased() == "100-continue"
        steering = head.headers.first(name: "x-scripted").map { Steering(parsing: $0) }
        contentType = head.headers.first(name: "content-type")
        tag = head.headers.first(name: "x-request-tag") ?? ""
        namesGoogle =
            head.headers.contains(name: "x-goog-api-key")
            || head.headers.contains(name: "x-goog-api-client")
        namesAnthropic = head.headers.contains(name: "anthropic-version")
        key =
            head.headers.first(name: "authorization").map { value in
                value.hasPrefix("Bearer ") ? String(value.dropFirst(7)) : value
            } ?? head.headers.first(name: "x-api-key")
            ?? head.headers.first(name: "x-goog-api-key") ?? head.headers.first(name: "api-key")
    }

    /// Adds a part of the body; false when the body is then too large.
    mutating func append(_ part: ByteBuffer, bytesMax: Int) -> Bool {
        guard body.count + part.readableBytes <= bytesMax else { return false }
        body.append(contentsOf: part.readableBytesView)
        return true
    }
}
