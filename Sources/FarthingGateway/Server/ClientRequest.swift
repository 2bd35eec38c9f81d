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

/// A whole request as a client sent it.
struct ClientRequest {
    var method: HTTPMethod
    var target: String
    var fields: HTTPHeaders
    var body: [UInt8]
    var key: AccessKey?
    var receivedAt: NIODeadline
}
