import FarthingCore
import NIOCore
import NIOHTTP1

/// What a client's connection is asked to do next.
protocol ClientWork: AnyObject {
    /// The client hung up, or sent what it may not.
    func clientGone()
    /// The client takes bytes again, or does not.
    func clientWritable(_ isWritable: Bool)
}

/// A request as a client sent it: made with its head, whole once the body is in.
final class ClientRequest {
    let method: HTTPMethod
    /// As it stands on the request line.
    let uri: String
    let fields: HTTPHeaders
    let facts: RequestCheck.Facts
    let receivedAt: NIODeadline
    var body: [UInt8] = []

    init(_ head: HTTPRequestHead, _ facts: RequestCheck.Facts, receivedAt: NIODeadline) {
        method = head.method
        uri = head.uri
        fields = head.headers
        self.facts = facts
        self.receivedAt = receivedAt
        // The length is only a hint: what does not come is not kept.
        body.reserveCapacity(min(facts.bodyBytes ?? 0, Self.reservedBytesMax))
    }

    /// The most memory that a stated length alone takes.
    private static let reservedBytesMax = 64 << 10

    var key: AccessKey? { facts.key }

    /// Where the client has reached us, without a path: `http://localhost:8484`.
    ///
    /// - Parameter usesTLS: whether it came by TLS; a proxy before us says so itself.
    func base(usesTLS: Bool) -> String {
        let isSecure = usesTLS || fields.first(name: "x-forwarded-proto") == "https"
        return (isSecure ? "https://" : "http://") + (fields.first(name: "host") ?? "")
    }
}
