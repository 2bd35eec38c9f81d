import FarthingCore
import NIOHTTP1

/// What is looked at before a request's body is read.
enum RequestCheck {
    /// Fields that may stand once only, because we and a provider could take different ones.
    private static let once = [
        "authorization", "content-encoding", "content-length", "content-type", "expect", "host",
        "idempotency-key", "transfer-encoding",
    ]

    /// Checks a head and finds who sends it; nil where the route asks nobody.
    static func admit(
        _ head: HTTPRequestHead,
        _ route: Route,
        _ gateway: GatewayState
    ) throws(RequestRefusal) -> AccessKey? {
        var secret: Substring?
        var ownSecret: Substring?
        var length: Int?
        var seen: UInt16 = 0
        for field in head.headers {
            if let position = once.firstIndex(where: { same($0, field.name) }) {
                guard seen & (1 << position) == 0 else { throw .duplicate(once[position]) }
                seen |= 1 << position
                switch position {
                case 0:
                    if !gateway.options.passesProviderKeys { secret = bearer(field.value) }
                case 1:
                    if !same("identity", field.value) { throw .compressed }
                case 2: length = Int(field.value)
                case 4:
                    if !same("100-continue", field.value) { throw .expectation }
                default: break
                }
            } else if isOurs(field.name) {
                guard head.headers[field.name].count == 1 else { throw .duplicate(field.name) }
                if same("x-farthing-key", field.name) { ownSecret = field.value[...] }
            }
        }
        let bytesMax = route.bodyBytesMax(gateway.options)
        guard length ?? 0 <= bytesMax else { throw .tooLarge(bytesMax) }
        guard route.needsKey else { return nil }
        guard let secret = ownSecret ?? secret else { throw .missingKey }
        guard let key = gateway.keys.find(Array(secret.utf8), nowMs: gateway.clockMs()) else {
            throw .wrongKey
        }
        return key
    }

    /// The longest idempotency key, in bytes.
    static let idempotencyKeyBytesMax = 256

    /// Refuses a key that is too long to be kept whole.
    static func checkIdempotencyKey(_ fields: HTTPHeaders) throws(RequestRefusal) {
        guard let key = fields.first(name: "idempotency-key"),
            key.utf8.count > idempotencyKeyBytesMax
        else { return }
        throw .spend(
            "invalid_value",
            "idempotency-key",
            "The header 'idempotency-key' must have at most \(idempotencyKeyBytesMax) bytes."
        )
    }

    /// The key's scope with what the headers claim beside it.
    static func scope(
        of key: AccessKey,
        _ fields: HTTPHeaders,
        _ gateway: GatewayState
    ) throws(RequestRefusal) -> Scope {
        var scope = key.scope
        for field in fields where isOurs(field.name) {
            let name = field.name.lowercased().dropFirst(11)
            if name == "key" { continue }
            let spelled = name.hasPrefix("tag-") ? "tag:" + name.dropFirst(4) : String(name)
            guard let dimension = Dimension(name: spelled), dimension != .provider,
                dimension != .model, dimension != .tenant
            else { throw .claim(field.name, "it names nothing that a call may say of itself") }
            guard !field.value.isEmpty, field.value.utf8.count <= Scope.valueBytesMax else {
                throw .claim(field.name, "its value must have 1 to \(Scope.valueBytesMax) bytes")
            }
            guard key.mayClaim(dimension, field.value) else {
                throw .claim(field.name, "the key may not claim this value")
            }
            guard scope[dimension] != nil || gateway.admitsClaim(key, dimension, field.value) else {
                throw .claim(field.name, "the key has claimed too many distinct values")
            }
            scope[dimension] = field.value
        }
        for dimension in key.requires where scope[dimension] == nil {
            throw .claim("x-farthing-\(dimension.name)", "the key requires it and it is missing")
        }
        guard scope.count <= Scope.dimensionsMax else {
            throw .claim("x-farthing-*", "more than \(Scope.dimensionsMax) dimensions")
        }
        return scope
    }

    private static func isOurs(_ name: String) -> Bool {
        guard name.utf8.count > 11, let first = name.utf8.first, first | 0x20 == UInt8(ascii: "x")
        else { return false }
        return zip(name.utf8, "x-farthing-".utf8).allSatisfy { lowercased($0) == $1 }
    }

    private static func same(_ text: String, _ other: String) -> Bool {
        text.utf8.count == other.utf8.count
            && zip(text.utf8, other.utf8).allSatisfy { $0 == lowercased($1) }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        0x41...0x5A ~= byte ? byte | 0x20 : byte
    }

    private static func bearer(_ value: String) -> Substring? {
        guard value.utf8.count > 7, same("bearer ", String(value.prefix(7))) else { return nil }
        return value.dropFirst(7)
    }
}
