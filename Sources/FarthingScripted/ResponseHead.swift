import NIOCore
import NIOHTTP1

/// The head of an answer, rendered by hand: answers are made at tens of thousands a second.
struct ResponseHead {
    enum Length {
        case bytes(Int)
        case chunked
    }

    var status = 200
    var contentType: StaticString = "application/json"
    var length: Length
    var isCompressed = false
    var isKeepAlive: Bool
    /// The number of the request; 0 for requests that are not counted.
    var sequence = 0

    func write(into buffer: inout ByteBuffer) {
        if status == 200 {
            buffer.writeStaticString("HTTP/1.1 200 OK\r\ncontent-type: ")
        } else {
            let reason = HTTPResponseStatus(statusCode: status).reasonPhrase
            buffer.writeString("HTTP/1.1 \(status) \(reason)\r\ncontent-type: ")
        }
        buffer.writeStaticString(contentType)
        switch length {
        case .bytes(let count): buffer.write(member: "\r\ncontent-length: ", count)
        case .chunked: buffer.writeStaticString("\r\ntransfer-encoding: chunked")
        }
        if isCompressed { buffer.writeStaticString("\r\ncontent-encoding: gzip") }
        if sequence > 0 { buffer.write(member: "\r\nx-request-id: req_s", sequence) }
        if !isKeepAlive { buffer.writeStaticString("\r\nconnection: close") }
        buffer.writeStaticString("\r\n\r\n")
    }
}
