/// Checks that a client knows the secret of its key.
///
/// The caller reads the ``SigV4Authorization`` first, finds the secret by the key's id, and takes
/// care that an unknown id costs the same time as a wrong signature.
package struct SigV4Verifier: Sendable {
    /// How far a request's time may be from ours: what AWS allows.
    package static let clockSkewMsMax: Int64 = 300_000

    /// Says that the body is not signed.
    static let unsignedPayload = "UNSIGNED-PAYLOAD"

    private let hashing: SigV4Hashing
    private let service: String
    private let region: String?
    private let acceptsUnsignedBody: Bool

    /// - Parameters:
    ///   - region: where calls go on to; a signature for another one is not accepted. Nil takes any.
    ///   - acceptsUnsignedBody: only where TLS protects the body.
    package init(
        _ hashing: SigV4Hashing,
        service: String = "bedrock",
        region: String? = nil,
        acceptsUnsignedBody: Bool = false
    ) {
        self.hashing = hashing
        self.service = service
        self.region = region
        self.acceptsUnsignedBody = acceptsUnsignedBody
    }

    /// Returns if the request was signed with `secret`; throws otherwise. What a client could say
    /// in a field that AWS would act on is signed, or the request is refused.
    package func verify(
        _ request: SigV4Request,
        body: [UInt8],
        _ authorization: SigV4Authorization,
        secret: [UInt8],
        nowMs: Int64
    ) throws(SigV4Error) {
        guard authorization.scope.service == service else { throw .otherService }
        if let region, authorization.scope.region != region { throw .otherRegion(region) }
        guard let time = request.single("x-amz-date"), let ms = SigV4Time.ms(time) else {
            throw .noTime
        }
        guard ms >= nowMs - Self.clockSkewMsMax, ms <= nowMs + Self.clockSkewMsMax else {
            throw .tooOldOrEarly
        }
        guard time.hasPrefix(authorization.scope.date) else { throw .otherDay }
        try checkSignedFields(request, authorization.signedFields)
        let canonical = request.canonical(
            signing: authorization.signedFields,
            payloadHash: try payloadHash(request, body)
        )
        let text = SigV4Request.stringToSign(
            time: time,
            authorization.scope,
            canonical: canonical,
            hashing
        )
        let key = hashing.signingKey(secret: secret, authorization.scope)
        let expected = Hex.encode(hashing.hmac(key, text))
        guard Self.areEqual(expected, authorization.signature) else { throw .wrongSignature }
    }

    private func checkSignedFields(
        _ request: SigV4Request,
        _ signed: [String]
    ) throws(SigV4Error) {
        for name in ["host", "x-amz-date"] where !signed.contains(name) {
            throw .fieldNotSigned(name)
        }
        guard request.single("host") != nil else { throw .fieldNotSigned("host") }
        for name in signed where !request.has(name) { throw .fieldNotSigned(name) }
        for field in request.fields where Self.mustBeSigned(field.name) {
            guard signed.contains(field.name) else { throw .fieldNotSigned(field.name) }
        }
    }

    /// Session tokens, the body's hash, what steers Bedrock and what we act on; proxies on the way may add a trace
    /// id, which does nothing.
    private static func mustBeSigned(_ name: String) -> Bool {
        name.hasPrefix("x-amz-") || name.hasPrefix("x-amzn-bedrock-")
            || name.hasPrefix("x-farthing-") || name == "idempotency-key"
    }

    private func payloadHash(
        _ request: SigV4Request,
        _ body: [UInt8]
    ) throws(SigV4Error) -> String {
        let hash = String(decoding: hashing.hexSHA256(body), as: UTF8.self)
        guard request.has("x-amz-content-sha256") else { return hash }
        guard let said = request.single("x-amz-content-sha256") else { throw .otherBody }
        if said == Self.unsignedPayload {
            guard acceptsUnsignedBody else { throw .bodyNotSigned }
            return said
        }
        guard said == hash else { throw .otherBody }
        return hash
    }

    /// In time that does not depend on where the texts differ.
    private static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for index in left.indices { difference |= left[index] ^ right[index] }
        return difference == 0
    }
}
