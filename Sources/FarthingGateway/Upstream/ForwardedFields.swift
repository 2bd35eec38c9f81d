import NIOCore
import NIOHTTP1

/// The fields of a client's request that go on to a provider.
extension ByteBuffer {
    /// Writes those of a client's fields that a provider is to see, and the provider's own key.
    ///
    /// - Parameter contentType: what the body was read as; nil leaves what the client called it.
    /// - Parameter passesKeys: whether the client's own key goes on, in the field in which the dialect
    ///   has it; it never goes to a fallback.
    mutating func writeForwarded(
        _ fields: HTTPHeaders,
        _ upstream: UpstreamTarget,
        _ dialect: GatewayDialect,
        contentType: String?,
        passesKeys: Bool
    ) {
        let nominated = ByteBuffer.nominated(fields)
        for field in fields where !ByteBuffer.isKept(field.name) {
            if !nominated.isEmpty, nominated.contains(field.name.lowercased()) { continue }
            if contentType != nil, field.name.isField("content-type") { continue }
            if ByteBuffer.isIdentity(field.name) {
                guard passesKeys, dialect.takesIdentity(field.name) else { continue }
            }
            writeString(field.name)
            writeStaticString(": ")
            writeString(field.value)
            writeStaticString("\r\n")
        }
        if let contentType { writeField("content-type", contentType) }
        if !passesKeys, let authorization = upstream.authorization {
            writeField(dialect.keyField, authorization)
        }
        writeStaticString("accept-encoding: identity\r\n")
    }

    /// The fields that the client's `connection` names: they are for one hop only.
    private static func nominated(_ fields: HTTPHeaders) -> [String] {
        guard let first = fields.first(name: "connection"), first != "keep-alive" else { return [] }
        return fields[canonicalForm: "connection"].map { $0.lowercased() }
    }

    /// Whether a field says who the client is, or on whose behalf it asks, to us or to some provider.
    private static func isIdentity(_ name: String) -> Bool {
        switch name.utf8.count {
        case 6: name.isField("cookie")
        case 7: name.isField("api-key")
        case 9: name.isField("x-api-key")
        case 13: name.isField("authorization")
        case 14: name.isField("x-goog-api-key") || name.isField("openai-project")
        case 19: name.isField("openai-organization") || name.isField("x-goog-user-project")
        default: name.isField(startingWith: "x-amz")
        }
    }

    /// Whether a field stays here: framing, hop-by-hop, and what is meant for us.
    private static func isKept(_ name: String) -> Bool {
        let isHopByHop =
            switch name.utf8.count {
            case 2: name.isField("te")
            case 4: name.isField("host")
            case 6: name.isField("expect")
            case 7: name.isField("trailer") || name.isField("upgrade")
            case 10: name.isField("connection") || name.isField("keep-alive")
            case 14: name.isField("content-length")
            case 15: name.isField("accept-encoding")
            case 16: name.isField("proxy-connection")
            case 17: name.isField("transfer-encoding")
            case 18: name.isField("proxy-authenticate")
            case 19: name.isField("proxy-authorization")
            case 22: name.isField("x-http-method-override")
            default: false
            }
        return isHopByHop || name.isField(startingWith: "x-farthing-")
    }
}
