import FarthingCore
import FarthingProviders
import NIOHTTP1

/// What is looked at before a request's body is read.
enum RequestCheck {
    /// What a head says that later steps need not look for again.
    struct Facts {
        /// Who sends it; nil where the route asks nobody.
        var key: AccessKey?
        /// Whether a field claims something beside the key's own scope.
        var hasClaims = false
        var hasIdempotencyKey = false
        /// What the caller's run may spend, where it shows an allowance.
        var allowance: Allowance?
        /// A signature that must still be checked, once the body is there.
        var signature: SigV4Authorization?
        var expectsContinue = false
        /// The length that it states.
        var bodyBytes: Int?
    }

    /// Fields that may stand once only, because we and a provider could take different ones.
    private enum Once: Int {
        case apiKey, authorization, contentEncoding, contentLength, contentType, expect, host
        case idempotencyKey, transferEncoding, xAPIKey, xGoogAPIKey

        /// Told by length first: most fields are none of these.
        init?(_ name: String) {
            let field: (Once, StaticString)
            switch name.utf8.count {
            case 4: field = (.host, "host")
            case 6: field = (.expect, "expect")
            case 7: field = (.apiKey, "api-key")
            case 9: field = (.xAPIKey, "x-api-key")
            case 12: field = (.contentType, "content-type")
            case 13: field = (.authorization, "authorization")
            case 14 where name.isField("x-goog-api-key"):
                self = .xGoogAPIKey
                return
            case 14: field = (.contentLength, "content-length")
            case 15: field = (.idempotencyKey, "idempotency-key")
            case 16: field = (.contentEncoding, "content-encoding")
            case 17: field = (.transferEncoding, "transfer-encoding")
            default: return nil
            }
            guard name.isField(field.1) else { return nil }
            self = field.0
        }

        var name: String {
            switch self {
            case .apiKey: "api-key"
            case .authorization: "authorization"
            case .contentEncoding: "content-encoding"
            case .contentLength: "content-length"
            case .contentType: "content-type"
            case .expect: "expect"
            case .host: "host"
            case .idempotencyKey: "idempotency-key"
            case .transferEncoding: "transfer-encoding"
            case .xAPIKey: "x-api-key"
            case .xGoogAPIKey: "x-goog-api-key"
            }
        }
    }

    /// Checks a head and finds who sends it.
    static func admit(
        _ head: HTTPRequestHead,
        _ route: Route,
        _ gateway: GatewayState
    ) throws(RequestRefusal) -> Facts {
        var facts = Facts()
        var secret: Substring?
        var ownSecret: Substring?
        var seen: UInt16 = 0
        for field in head.headers {
            if let once = Once(field.name) {
                guard seen & (1 << once.rawValue) == 0 else { throw .duplicate(once.name) }
                seen |= 1 << once.rawValue
                switch once {
                case .authorization:
                    if route.dialect == .bedrock, ownSecret == nil {
                        facts.signature = try signature(field.value)
                        continue
                    }
                    // A key in the dialect's own field comes first, whatever the fields' order.
                    if secret == nil { secret = bearer(field.value) }
                case .apiKey, .xAPIKey, .xGoogAPIKey:
                    if field.name.isField(route.dialect.keyField) { secret = field.value[...] }
                case .contentEncoding:
                    if !field.value.isField("identity") { throw .compressed }
                case .contentLength: facts.bodyBytes = Int(field.value)
                case .expect:
                    if !field.value.isField("100-continue") { throw .expectation }
                    facts.expectsContinue = true
                case .transferEncoding:
                    if head.version == .http1_0 || !field.value.isField("chunked") {
                        throw .transferCoding
                    }
                case .idempotencyKey: facts.hasIdempotencyKey = true
                case .contentType, .host: break
                }
            } else if isProviders(field.name) {
                // A reader looks at the first, a provider perhaps at the last, or at both.
                guard head.headers[field.name].count == 1 else {
                    throw .duplicate(field.name.lowercased())
                }
            } else if isOurs(field.name) {
                guard head.headers[field.name].count == 1 else { throw .duplicate(field.name) }
                if field.name.isField("x-farthing-key") {
                    ownSecret = field.value[...]
                } else {
                    facts.hasClaims = true
                }
            }
        }
        if seen & (1 << Once.host.rawValue) == 0, head.version != .http1_0 { throw .missingHost }
        let bytesMax = route.bodyBytesMax(gateway.options)
        guard facts.bodyBytes ?? 0 <= bytesMax else { throw .tooLarge(bytesMax) }
        guard route.needsKey else { return facts }
        if let signature = facts.signature {
            facts.key = gateway.keys.find(id: signature.accessKeyID, nowMs: gateway.clockMs())
            if facts.key?.isApproverOnly == true, !route.isForApprovers { throw .approverKey }
            try facts.takeAllowance(head.headers, gateway)
            return facts
        }
        if route.dialect == .bedrock { throw .signature(.noSignature) }
        if gateway.options.passesProviderKeys { secret = nil }
        guard let secret = ownSecret ?? secret else { throw .missingKey }
        let now = gateway.clockMs()
        guard let key = gateway.keys.find(secret.utf8.span, nowMs: now) else { throw .wrongKey }
        if key.isApproverOnly, !route.isForApprovers { throw .approverKey }
        facts.key = key
        try facts.takeAllowance(head.headers, gateway)
        return facts
    }

    private static func signature(_ value: String) throws(RequestRefusal) -> SigV4Authorization {
        do throws(SigV4Error) {
            return try SigV4Authorization(parsing: value)
        } catch {
            throw .signature(error)
        }
    }

    /// Checks the signature that a head announced, against the body.
    static func verify(_ request: ClientRequest, _ gateway: GatewayState) throws(RequestRefusal) {
        guard let signature = request.facts.signature else { return }
        guard let check = gateway.signatures else { throw .wrongKey }
        do throws(SigV4Error) {
            try check.verify(
                request,
                signature,
                region: gateway.options.upstreams[.bedrock]?.region,
                isProtected: gateway.options.tls != nil,
                nowMs: gateway.clockMs()
            )
        } catch {
            throw .signature(error)
        }
    }

    /// The key's scope with what the headers claim beside it.
    static func scope(
        of key: AccessKey,
        _ fields: HTTPHeaders,
        _ gateway: GatewayState,
        _ allowance: Allowance? = nil
    ) throws(RequestRefusal) -> Scope {
        var scope = key.scope
        for field in fields where isOurs(field.name) {
            if field.name.isField("x-farthing-key") { continue }
            if try RunFields.isOwn(field.name, field.value) { continue }
            if try isTenant(field.name, field.value, gateway) { continue }
            guard let dimension = Self.dimension(field.name), dimension != .provider,
                dimension != .model, dimension != .tenant, dimension != RunFields.parentRun
            else { throw .claim(field.name, "it names nothing that a call may say of itself") }
            let value = unpadded(field.value)
            guard !value.isEmpty, value.utf8.count <= Scope.valueBytesMax else {
                throw .claim(field.name, "its value must have 1 to \(Scope.valueBytesMax) bytes")
            }
            let claim = Claim(dimension, value, gateway.subjects)
            guard try claim.isAllowed(key, field.name) else {
                throw .claim(field.name, "the key may not claim this value")
            }
            guard scope[dimension] != nil || gateway.admitsClaim(key, dimension, claim.mark) else {
                throw .claim(field.name, "the key has claimed too many distinct values")
            }
            scope[dimension] = try claim.standing()
        }
        try allowance?.claim(&scope)
        for dimension in key.requires where scope[dimension] == nil {
            throw .claim("x-farthing-\(dimension.name)", "the key requires it and it is missing")
        }
        guard scope.count <= Scope.dimensionsMax else {
            throw .claim("x-farthing-*", "more than \(Scope.dimensionsMax) dimensions")
        }
        return scope
    }

    /// Whether a field names the tenant, which is the server's and no claim; throws for another one, so
    /// that no tenant's calls count in the budgets of another.
    private static func isTenant(
        _ name: String,
        _ value: String,
        _ gateway: GatewayState
    ) throws(RequestRefusal) -> Bool {
        guard name.isField("x-farthing-tenant") else { return false }
        guard unpadded(value) == gateway.policy.policy.policy.tenant else {
            throw .claim(
                name,
                "this server keeps the budgets of another tenant; ask that tenant's server, or leave "
                    + "the tenant out"
            )
        }
        return true
    }

    /// Whether a provider takes a field's name for one of its own.
    private static func isProviders(_ name: String) -> Bool {
        name.isField(startingWith: "anthropic-") || name.isField(startingWith: "x-amz")
            || name.isField(startingWith: "x-goog-") || name.isField(startingWith: "openai-")
    }

    /// What a field of ours speaks of; nil where that is no dimension.
    static func dimension(_ name: String) -> Dimension? {
        let name = name.lowercased().dropFirst(11)
        return Dimension(name: name.hasPrefix("tag-") ? "tag:" + name.dropFirst(4) : String(name))
    }

    /// A field's value without the white space around it, which is no part of it (RFC 9110, 5.5): a
    /// blank must not make another account of the same name.
    static func unpadded(_ value: String) -> String {
        let isPadding = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        guard value.utf8.first.map(isPadding) ?? false || value.utf8.last.map(isPadding) ?? false
        else { return value }
        var bytes = value.utf8.drop(while: isPadding)
        while let last = bytes.last, isPadding(last) { bytes.removeLast() }
        return String(Substring(bytes))
    }

    static func isOurs(_ name: String) -> Bool { name.isField(startingWith: "x-farthing-") }

    private static func bearer(_ value: String) -> Substring? {
        guard value.isField(startingWith: "bearer ") else { return nil }
        return value.dropFirst(7)
    }
}

extension String {
    /// Whether a field's name, or a value that is a token, is `other`, which is in lower case.
    func isField(_ other: StaticString) -> Bool {
        utf8.count == other.utf8CodeUnitCount && hasFieldPrefix(other)
    }

    /// Whether more stands behind `prefix`, which is in lower case.
    func isField(startingWith prefix: StaticString) -> Bool {
        utf8.count > prefix.utf8CodeUnitCount && hasFieldPrefix(prefix)
    }

    private func hasFieldPrefix(_ prefix: StaticString) -> Bool {
        let bytes = utf8.span
        for index in 0..<prefix.utf8CodeUnitCount {
            let byte = bytes[index]
            let lowered = 0x41...0x5A ~= byte ? byte | 0x20 : byte
            if lowered != prefix.utf8Start[index] { return false }
        }
        return true
    }
}
