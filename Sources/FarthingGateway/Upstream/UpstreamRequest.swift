import FarthingProviders
import NIOCore
import NIOHTTP1

/// A request as a provider gets it.
struct UpstreamRequest {
    var method: HTTPMethod
    /// Below the upstream's own prefix, with its query.
    var target: String
    var fields: HTTPHeaders
    var body: [UInt8]
    var splices: [Splice] = []
    var dialect: GatewayDialect
    /// What the body was read as; nil leaves what the client called it.
    var contentType: String?
    /// Whether the client's own key may go on.
    var passesKeys = false

    private var bodyBytes: Int {
        splices.reduce(body.count) { $0 + $1.replacement.count - $1.range.count }
    }

    func rendered(
        for upstream: UpstreamTarget,
        _ outbox: Outbox,
        nowMs: Int64
    ) -> ByteBuffer {
        let bodyBytes = bodyBytes
        var buffer = outbox.buffer(capacity: 1_024 + bodyBytes)
        buffer.writeString(method.rawValue)
        buffer.writeStaticString(" ")
        buffer.writeString(upstream.pathPrefix)
        buffer.writeString(target)
        buffer.writeStaticString(" HTTP/1.1\r\n")
        buffer.writeField("host", upstream.authority)
        if dialect == .bedrock {
            writeSigned(to: &buffer, upstream, nowMs)
        } else {
            buffer.writeForwarded(
                fields,
                upstream,
                dialect,
                contentType: contentType,
                passesKeys: passesKeys
            )
        }
        if bodyBytes > 0 || method == .POST {
            buffer.writeField("content-length", Int64(bodyBytes))
        }
        buffer.writeStaticString("\r\n")
        buffer.writeBody(body, splices)
        return buffer
    }

    /// Signed anew, over exactly what is sent.
    private func writeSigned(
        to buffer: inout ByteBuffer,
        _ upstream: UpstreamTarget,
        _ nowMs: Int64
    ) {
        var kept = fields.compactMap { field -> SigV4Request.Field? in
            let name = field.name.lowercased()
            guard BedrockFields.isPassedOn(name), contentType == nil || name != "content-type"
            else { return nil }
            return SigV4Request.Field(name, field.value)
        }
        if let contentType { kept.append(SigV4Request.Field("content-type", contentType)) }
        if let signer = upstream.signer {
            let path = target.prefix { $0 != "?" }
            let request = SigV4Request(
                method: method.rawValue,
                path: Array((upstream.pathPrefix + path).utf8),
                query: Array(target.dropFirst(path.count + 1).utf8),
                fields: [SigV4Request.Field("host", upstream.authority)] + kept
            )
            kept += signer.sign(request, body: Splice.apply(splices, to: body), nowMs: nowMs)
        }
        for field in kept { buffer.writeField(Answer.Field(field.name, field.value)) }
        buffer.writeStaticString("accept-encoding: identity\r\n")
    }
}
